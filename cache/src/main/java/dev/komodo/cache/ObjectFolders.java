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
import java.util.regex.Pattern;

/// Where entries lie: `<root>/ab/<key>.kobj`, `ab` being the key's first two digits, so that no
/// folder gets very large.
///
/// @param folder the cache's folder
record ObjectFolders(Path folder, FileOperations files) {
    static final String ENTRY = ".kobj";
    static final String SET_ASIDE = ".bad";
    static final String TEMPORARY = ".tmp";

    /// A file being written is younger than this; an older one belongs to a process that died.
    static final Duration TEMPORARY_LIFE = Duration.ofHours(1);

    /// How long an entry that was set aside is kept for a look at what happened.
    static final Duration SET_ASIDE_LIFE = Duration.ofDays(7);

    private static final int SHARD_DIGITS = 2;
    private static final Pattern SHARD_DEBRIS =
            Pattern.compile("[0-9a-f]{16}\\.tmp|[0-9a-f]{64}\\.bad");
    private static final Pattern ROOT_DEBRIS = Pattern.compile("secret\\.[0-9a-f]{16}\\.tmp");
    private static final Pattern VERSION = Pattern.compile("v[0-9]{1,9}");
    private static final Pattern SHARD = Pattern.compile("[0-9a-f]{2}");

    /// The folder of all formats.
    Path objects() {
        return folder.resolve("objects");
    }

    /// The folder of this format; another version of it has its own.
    Path root() {
        return objects().resolve("v" + EntryFormat.VERSION);
    }

    Path folder(CacheKey key) {
        return root().resolve(key.hex().substring(0, SHARD_DIGITS));
    }

    Path entry(CacheKey key) {
        return folder(key).resolve(key.hex().concat(ENTRY));
    }

    /// The one name for a broken entry of a key, so that repeated faults can't fill the disk.
    Path setAside(CacheKey key) {
        return folder(key).resolve(key.hex() + SET_ASIDE);
    }

    /// Every file in every shard of this format, in the order of their names.
    List<Path> all() throws IOException {
        List<Path> found = new ArrayList<>();
        addShards(root(), found);
        return found;
    }

    /// Every file in every shard of every format: an older Komodo's entries count and go as others
    /// do.
    List<Path> allFormats() throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path format : names(objects())) {
            if (isFolder(format, VERSION)) {
                addShards(format, found);
            }
        }
        return found;
    }

    private static void addShards(Path format, List<Path> found) throws IOException {
        for (Path shard : names(format)) {
            if (isFolder(shard, SHARD)) {
                found.addAll(names(shard));
            }
        }
    }

    private static boolean isFolder(Path path, Pattern name) {
        return name.matcher(path.getFileName().toString()).matches()
                && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
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
        return SHARD_DEBRIS.matcher(file.getFileName().toString()).matches();
    }

    /// Removes debris of a shard that nobody needs any more.
    void sweepShard(Path shard, Instant now) throws IOException {
        sweep(shard, SHARD_DEBRIS, now);
    }

    /// Removes debris beside the shards that nobody needs any more. Everything else there, and all
    /// that has another name, belongs to somebody.
    void sweepRoot(Instant now) throws IOException {
        sweep(folder, ROOT_DEBRIS, now);
    }

    private void sweep(Path place, Pattern debris, Instant now) throws IOException {
        for (Path file : names(place)) {
            if (debris.matcher(file.getFileName().toString()).matches()) {
                sweepFile(file, now);
            }
        }
    }

    /// Removes a file of debris if nobody needs it any more.
    void sweepFile(Path file, Instant now) throws IOException {
        boolean temporary = file.getFileName().toString().endsWith(TEMPORARY);
        Duration life = temporary ? TEMPORARY_LIFE : SET_ASIDE_LIFE;
        try {
            if (isPast(files.facts(file), life, now)) {
                files.delete(file);
            }
        } catch (NoSuchFileException _) {
            return; // its writer, or another sweeper, was faster
        }
    }

    /// Whether debris is older than it may get. A time in the future, from a clock that was wrong,
    /// does not make it immortal.
    private static boolean isPast(FileFacts facts, Duration life, Instant now) {
        Duration age = Duration.between(facts.modified().toInstant(), now);
        return age.abs().compareTo(life) > 0;
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
