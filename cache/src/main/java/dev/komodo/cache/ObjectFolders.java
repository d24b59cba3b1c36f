package dev.komodo.cache;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Where entries lie: `<root>/ab/<key>.kobj`, `ab` being the key's first two digits, so that no
/// folder gets very large.
///
/// @param root the folder `objects/v1`; another version of the format has its own
record ObjectFolders(Path root, FileOperations files) {
    static final String ENTRY = ".kobj";
    static final String SET_ASIDE = ".bad";
    static final String TEMPORARY = ".tmp";

    /// A file being written is younger than this; an older one belongs to a process that died.
    static final Duration TEMPORARY_LIFE = Duration.ofHours(1);

    /// How long an entry that was set aside is kept for a look at what happened.
    static final Duration SET_ASIDE_LIFE = Duration.ofDays(7);

    private static final int SHARD_DIGITS = 2;

    Path folder(CacheKey key) {
        return root.resolve(key.hex().substring(0, SHARD_DIGITS));
    }

    Path entry(CacheKey key) {
        return folder(key).resolve(key.hex().concat(ENTRY));
    }

    /// The one name for a broken entry of a key, so that repeated faults can't fill the disk.
    Path setAside(CacheKey key) {
        return folder(key).resolve(key.hex() + SET_ASIDE);
    }

    /// Every file in every shard, in the order of their names.
    List<Path> all() throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path folder : names(root)) {
            boolean isShard = folder.getFileName().toString().length() == SHARD_DIGITS;
            if (isShard && Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                found.addAll(names(folder));
            }
        }
        return found;
    }

    /// The key that a file is named after, if it is an entry.
    static Optional<CacheKey> keyOf(Path file) {
        String name = file.getFileName().toString();
        if (!name.endsWith(ENTRY)) {
            return Optional.empty();
        }
        try {
            return Optional.of(CacheKey.parse(name.substring(0, name.length() - ENTRY.length())));
        } catch (IllegalArgumentException _) {
            return Optional.empty(); // a foreign file
        }
    }

    /// Whether a file is one that the store leaves behind when a process dies or an entry is
    /// broken.
    static boolean isDebris(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(TEMPORARY) || name.endsWith(SET_ASIDE);
    }

    /// Removes debris of a shard that nobody needs any more.
    void sweep(Path folder, Instant now) throws IOException {
        for (Path file : names(folder)) {
            if (isDebris(file)) {
                sweepFile(file, now);
            }
        }
    }

    private void sweepFile(Path file, Instant now) throws IOException {
        boolean temporary = file.getFileName().toString().endsWith(TEMPORARY);
        Duration life = temporary ? TEMPORARY_LIFE : SET_ASIDE_LIFE;
        try {
            if (files.facts(file).modified().toInstant().plus(life).isBefore(now)) {
                files.delete(file);
            }
        } catch (NoSuchFileException _) {
            return; // its writer, or another sweeper, was faster
        }
    }

    private static List<Path> names(Path folder) throws IOException {
        List<Path> names = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(names::add);
        } catch (NoSuchFileException _) {
            return List.of();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        names.sort(Comparator.naturalOrder());
        return names;
    }
}
