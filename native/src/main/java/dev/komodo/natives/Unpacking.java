package dev.komodo.natives;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.UUID;

/// Writes a packaged library under its final name, whole or not at all: temporary file in the same
/// folder, digest compared with the index, fsync, atomic rename, fsync of the folder.
final class Unpacking {
    /// Short-lived files are called `.<milliseconds since 1970>-<random>.temporary`.
    private static final String SUFFIX = ".temporary";

    private static final Duration LEFT_OVER = Duration.ofDays(1);
    private static final int BLOCK = 1 << 20;

    /// Readable by all: an image may be baked by root and run by others.
    private static final FileAttribute<Set<PosixFilePermission>> MODE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--"));

    private Unpacking() {}

    static void publish(PackagedLibrary library, Path file) throws IOException {
        Path temporary = temporaryBeside(file);
        try {
            write(library, temporary);
            Files.move(
                    temporary,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
        try (FileChannel folder =
                FileChannel.open(file.resolveSibling("."), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    /// A name in the folder of `file` that nobody else uses.
    static Path temporaryBeside(Path file) {
        return file.resolveSibling(
                "." + System.currentTimeMillis() + "-" + UUID.randomUUID() + SUFFIX);
    }

    /// Deletes what processes that were killed more than a day ago have left.
    static void removeLeftOvers(Path folder) throws IOException {
        long oldest = System.currentTimeMillis() - LEFT_OVER.toMillis();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, ".[0-9]*-*" + SUFFIX)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (Long.parseLong(name.substring(1, name.indexOf('-'))) < oldest)
                    Files.deleteIfExists(file);
            }
        }
    }

    private static void write(PackagedLibrary library, Path temporary) throws IOException {
        MessageDigest digest = sha256();
        try (InputStream in = library.open();
                FileChannel out =
                        FileChannel.open(
                                temporary,
                                EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                                MODE)) {
            byte[] block = new byte[BLOCK];
            for (int count = in.readNBytes(block, 0, BLOCK);
                    count > 0;
                    count = in.readNBytes(block, 0, BLOCK)) {
                digest.update(block, 0, count);
                ByteBuffer bytes = ByteBuffer.wrap(block, 0, count);
                while (bytes.hasRemaining()) out.write(bytes);
            }
            out.force(true);
        }
        String found = HexFormat.of().formatHex(digest.digest());
        if (!found.equals(library.sha256()))
            throw new NativeLibraryException(
                    "The packaged "
                            + library.name()
                            + " has SHA-256 "
                            + found
                            + " where its index says "
                            + library.sha256()
                            + ": the jar is damaged. Fetch or build it again.");
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
