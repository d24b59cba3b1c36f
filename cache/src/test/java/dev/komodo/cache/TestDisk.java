package dev.komodo.cache;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/// A cache folder whose warnings, faults and clock a test can see and set. Each `open` is like a
/// new process.
final class TestDisk {
    final Path folder;
    final List<String> warnings = new CopyOnWriteArrayList<>();
    FaultyFiles files = new FaultyFiles();
    Instant now = Instant.now();
    CacheSize maxSize = CacheSize.DEFAULT;
    @Nullable RemoteSettings remote;
    List<Path> layers = List.of();
    Duration waitLimit = Duration.ofMinutes(5);

    TestDisk(Path folder) {
        this.folder = folder;
    }

    DiskStore open() throws CacheUnavailableException {
        return open(FileKeyLocks::new);
    }

    DiskStore open(DiskStore.LocksOfFolder locks) throws CacheUnavailableException {
        return DiskStore.open(settings(), surroundings(), locks);
    }

    /// The folder's store with its layers, as a program gets it.
    ObjectStore assemble() {
        return StoreAssembly.of(settings(), surroundings(), FileKeyLocks::new);
    }

    CacheSettings settings() {
        return new CacheSettings(
                CacheLocation.explicit(folder),
                maxSize,
                layers,
                waitLimit,
                Optional.ofNullable(remote));
    }

    Surroundings surroundings() {
        try {
            return new Surroundings(
                    files, Trust.ofThisProcess(), new Warnings(warnings::add), () -> now);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    Path file(CacheKey key, String suffix) {
        Path shard = folder.resolve("objects/v1").resolve(key.hex().substring(0, 2));
        return shard.resolve(key.hex() + suffix);
    }

    Path entryFile(CacheKey key) {
        return file(key, ObjectFolders.ENTRY);
    }

    Path setAside(CacheKey key) {
        return file(key, ObjectFolders.SET_ASIDE);
    }

    /// The names of all regular files below the objects folder.
    List<String> objectFiles() throws IOException {
        if (!Files.exists(folder.resolve("objects"))) {
            return List.of();
        }
        try (Stream<Path> walk = Files.walk(folder.resolve("objects"))) {
            return walk.filter(Files::isRegularFile).map(p -> p.getFileName().toString()).toList();
        }
    }

    /// The folders on the way from one, exclusive, to a file, exclusive.
    static List<Path> foldersBetween(Path top, Path file) {
        List<Path> folders = new ArrayList<>();
        for (Path part : top.relativize(file)) {
            Path last = folders.isEmpty() ? top : folders.getLast();
            folders.add(last.resolve(part));
        }
        folders.removeLast();
        return folders;
    }

    static void mode(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    static void age(Path path, Instant modified) throws IOException {
        Files.setLastModifiedTime(path, FileTime.from(modified));
    }
}
