package dev.komodo.natives;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;

/// Reads what tells one shared library from another (source: ELF-64 Object File Format, version
/// 1.5; gABI "Note Section").
final class ElfIdentity {
    private static final int HEADER = 64;
    private static final int MAGIC = 0x464c457f;
    private static final short CLASS_64_LITTLE = 0x0102;
    private static final short SHARED_OBJECT = 3;
    private static final short X86_64 = 62;
    private static final int SEGMENT_LOAD = 1;
    private static final int SEGMENT_NOTE = 4;
    private static final int SEGMENT_HEADER = 56;
    private static final int NOTE_BUILD_ID = 3;
    private static final int NAME_GNU = 0x00554e47;
    private static final int LONGEST_NOTES = 1 << 16;

    private ElfIdentity() {}

    /// The GNU build-id as hex digits, or `sha256:` and the digest of the whole file if it has
    /// none.
    ///
    /// @throws NativeLibraryException if this is no shared library for x86-64, or is cut short:
    ///   loading such a file ends the JVM with SIGBUS
    static String of(Path file) throws IOException {
        Optional<String> buildId;
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer segments = segments(channel, header(channel, file), file);
            requireWhole(channel, segments, file);
            buildId = buildId(channel, segments);
        }
        return buildId.isPresent() ? buildId.get() : "sha256:" + sha256(file);
    }

    private static ByteBuffer header(FileChannel channel, Path file) throws IOException {
        ByteBuffer header = read(channel, 0, HEADER);
        if (header.limit() < HEADER
                || header.getInt(0) != MAGIC
                || header.getShort(4) != CLASS_64_LITTLE
                || header.getShort(16) != SHARED_OBJECT
                || header.getShort(18) != X86_64)
            throw new NativeLibraryException(
                    file + " is not a shared library (ELF, 64-bit) for x86-64");
        return header;
    }

    /// The program headers, 56 bytes each.
    private static ByteBuffer segments(FileChannel channel, ByteBuffer header, Path file)
            throws IOException {
        int size = SEGMENT_HEADER * Short.toUnsignedInt(header.getShort(56));
        ByteBuffer segments = read(channel, header.getLong(32), size);
        if (segments.limit() < size) throw cutShort(channel, file, header.getLong(32), size);
        return segments;
    }

    private static void requireWhole(FileChannel channel, ByteBuffer segments, Path file)
            throws IOException {
        for (int at = 0; at + SEGMENT_HEADER <= segments.limit(); at += SEGMENT_HEADER) {
            long offset = segments.getLong(at + 8);
            long size = segments.getLong(at + 32);
            if (segments.getInt(at) == SEGMENT_LOAD
                    && (offset < 0 || size < 0 || size > channel.size() - offset))
                throw cutShort(channel, file, offset, size);
        }
    }

    private static NativeLibraryException cutShort(
            FileChannel channel, Path file, long offset, long size) throws IOException {
        return new NativeLibraryException(
                "%s is cut short: it has %d bytes where %d bytes should begin at %d. Copy it again."
                        .formatted(file, channel.size(), size, offset));
    }

    private static Optional<String> buildId(FileChannel channel, ByteBuffer segments)
            throws IOException {
        for (int at = 0; at + SEGMENT_HEADER <= segments.limit(); at += SEGMENT_HEADER) {
            if (segments.getInt(at) != SEGMENT_NOTE) continue;
            int size = Math.clamp(segments.getLong(at + 32), 0, LONGEST_NOTES);
            Optional<String> found = inNotes(read(channel, segments.getLong(at + 8), size));
            if (found.isPresent()) return found;
        }
        return Optional.empty();
    }

    /// Notes are (name size, description size, type, name, description), each padded to 4 bytes.
    private static Optional<String> inNotes(ByteBuffer notes) {
        while (notes.remaining() >= 16) {
            int at = notes.position();
            long name = Integer.toUnsignedLong(notes.getInt(at));
            long description = Integer.toUnsignedLong(notes.getInt(at + 4));
            long start = at + 12 + padded(name);
            if (start + padded(description) > notes.limit()) return Optional.empty();
            if (notes.getInt(at + 8) == NOTE_BUILD_ID
                    && name == 4
                    && notes.getInt(at + 12) == NAME_GNU) {
                byte[] id = new byte[(int) description];
                notes.get((int) start, id);
                return Optional.of(HexFormat.of().formatHex(id));
            }
            notes.position((int) (start + padded(description)));
        }
        return Optional.empty();
    }

    private static long padded(long size) {
        return (size + 3) & ~3L;
    }

    /// As many of the bytes asked for as the file has.
    private static ByteBuffer read(FileChannel channel, long position, int size)
            throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (position < 0 || channel.read(bytes, position + bytes.position()) < 0) break;
        }
        return bytes.flip();
    }

    private static String sha256(Path file) throws IOException {
        MessageDigest digest = Unpacking.sha256();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] block = new byte[1 << 20];
            for (int count = in.read(block); count >= 0; count = in.read(block))
                digest.update(block, 0, count);
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
