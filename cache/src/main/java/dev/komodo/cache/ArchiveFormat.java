package dev.komodo.cache;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The bytes of an archive of entries: a tar file in the `ustar` form (POSIX.1-2017, `pax`), so
/// that `tar tvf` lists it. Nothing in it depends on the time or the machine.
///
/// ```
/// komodo-cache-archive-1     no bytes: what the file is
/// <key>.kobj                 for each entry, in the order of the keys: see EntryFormat, signed with
///                            the given secret's key for "archive entry"
/// signature                  HMAC-SHA-256 of everything before this member's header, with the given
///                            secret's key for "archive"
/// two empty blocks
/// ```
///
/// A reader accepts only what a writer makes: each header must equal, byte for byte, the one that
/// is written for its name and size. So there are no links, no folders, no names with a path.
final class ArchiveFormat {
    static final int BLOCK = 512;
    static final String MAGIC_NAME = "komodo-cache-archive-1";
    static final String SIGNATURE_NAME = "signature";

    /// The signature's header and block, and the two blocks that end the file.
    static final int TRAILER_BYTES = 4 * BLOCK;

    private static final int NAME_BYTES = 100;
    private static final int SIZE_OFFSET = 124;
    private static final int SIZE_DIGITS = 11;
    private static final int CHECKSUM_OFFSET = 148;
    private static final int TYPE_OFFSET = 156;
    private static final int MAGIC_OFFSET = 257;
    private static final byte FILE_TYPE = '0';

    private ArchiveFormat() {}

    /// The header of a file.
    ///
    /// @param name ASCII, shorter than 100 characters
    static byte[] header(String name, long size) {
        ByteBuffer header = ByteBuffer.allocate(BLOCK);
        put(header, 0, name);
        put(header, 100, "0000600\0"); // mode
        put(header, 108, "0000000\0"); // user
        put(header, 116, "0000000\0"); // group
        put(header, SIZE_OFFSET, octal(size, SIZE_DIGITS) + "\0");
        put(header, 136, "00000000000\0"); // time
        put(header, CHECKSUM_OFFSET, "        "); // counts as spaces in its own sum
        header.put(TYPE_OFFSET, FILE_TYPE);
        put(header, MAGIC_OFFSET, "ustar\00000");
        int sum = 0;
        for (byte b : header.array()) {
            sum += b & 0xff;
        }
        put(header, CHECKSUM_OFFSET, octal(sum, 6) + "\0 ");
        return header.array();
    }

    /// How many bytes follow `size` bytes up to the next block.
    static int padding(long size) {
        return (int) (-size & (BLOCK - 1));
    }

    /// The name in a header.
    static String name(byte[] header) {
        int end = 0;
        while (end < NAME_BYTES && header[end] != 0) {
            end++;
        }
        return new String(header, 0, end, StandardCharsets.ISO_8859_1);
    }

    /// The size in a header, or -1 if it is none.
    static long size(byte[] header) {
        long size = 0;
        for (int i = SIZE_OFFSET; i < SIZE_OFFSET + SIZE_DIGITS; i++) {
            if (header[i] < '0' || header[i] > '7') {
                return -1;
            }
            size = 8 * size + header[i] - '0';
        }
        return size;
    }

    /// Why a header is none of an entry's file, or null if it is one.
    static @Nullable String fault(byte[] header) {
        String name = name(header);
        if (header[TYPE_OFFSET] != FILE_TYPE) {
            return "\"" + name + "\" is a link, a folder or something else that is no plain file";
        }
        if (!isEntryName(name)) {
            return "\""
                    + name
                    + "\" is not the name of an entry (64 hexadecimal digits and "
                    + ObjectFolders.ENTRY
                    + ")";
        }
        if (!Arrays.equals(header, header(name, Math.max(0, size(header))))) {
            return "the header of \"" + name + "\" is not one that an export writes";
        }
        long size = size(header);
        if (size < EntryFormat.MIN_BYTES || size > EntryFormat.MAX_BYTES) {
            return "\"" + name + "\" has " + size + " bytes, which no entry can have";
        }
        return null;
    }

    private static boolean isEntryName(String name) {
        int digits = 2 * Sha256.BYTES;
        return name.length() == digits + ObjectFolders.ENTRY.length()
                && name.endsWith(ObjectFolders.ENTRY)
                && name.substring(0, digits)
                        .chars()
                        .allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }

    /// The key in the name of an entry's file.
    static CacheKey key(String name) {
        return CacheKey.parse(name.substring(0, 2 * Sha256.BYTES));
    }

    private static String octal(long value, int digits) {
        String text = Long.toOctalString(value);
        return "0".repeat(digits - text.length()) + text;
    }

    private static void put(ByteBuffer header, int offset, String text) {
        header.put(offset, text.getBytes(StandardCharsets.US_ASCII));
    }
}
