package dev.komodo.cache;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/// The bytes of an entry's file. All integers are big-endian.
///
/// ```
/// offset  bytes  content
///      0      8  magic 89 "KOBJ" 0D 0A 1A (a text-mode copy or a stripped eighth bit breaks it)
///      8      4  format version
///     12     32  key
///     44      4  m = size of the metadata
///     48      4  n = size of the object
///     52      m  ingredients of the key, metadata (see EntryText)
///   52+m      n  object
/// 52+m+n     32  HMAC-SHA-256 of everything before, with the user's secret
/// ```
///
/// Reading goes from the cheap and fixed to the variable: size, magic, version, key, lengths
/// against the true size, then the code over the whole, and only then the metadata, which therefore
/// was written by someone who knows the secret. It is bounds-checked all the same.
final class EntryFormat {
    static final int VERSION = 1;

    /// Larger entries are neither written nor read.
    static final int MAX_BYTES = 256 << 20;

    /// Metadata larger than this is neither written nor read.
    static final int MAX_METADATA_BYTES = 16 << 20;

    private static final byte[] MAGIC = {(byte) 0x89, 'K', 'O', 'B', 'J', '\r', '\n', 0x1a};
    private static final int KEY_OFFSET = MAGIC.length + Integer.BYTES;
    private static final int HEADER_BYTES = KEY_OFFSET + Sha256.BYTES + 2 * Integer.BYTES;
    static final int MIN_BYTES = HEADER_BYTES + HmacSha256.BYTES;

    private EntryFormat() {}

    /// The bytes of the file that holds an entry.
    ///
    /// @throws EntryFormatException if the entry exceeds a limit of the format
    static byte[] encode(CacheEntry entry, byte[] secret) throws EntryFormatException {
        byte[] metadata = EntryText.encode(entry);
        long size = (long) MIN_BYTES + metadata.length + entry.objectSize();
        if (metadata.length > MAX_METADATA_BYTES || size > MAX_BYTES) {
            throw new EntryFormatException(
                    "the entry has "
                            + size
                            + " bytes, "
                            + metadata.length
                            + " of them metadata; the limits are "
                            + MAX_BYTES
                            + " and "
                            + MAX_METADATA_BYTES);
        }
        ByteBuffer out = ByteBuffer.allocate((int) size);
        out.put(MAGIC).putInt(VERSION).put(HexFormat.of().parseHex(entry.key().hex()));
        out.putInt(metadata.length).putInt(entry.objectSize());
        out.put(metadata).put(entry.object());
        out.put(HmacSha256.code(secret, out.array(), 0, out.position()));
        return out.array();
    }

    /// The entry in `file`, whose object is a view of `file`: the caller gives the array away.
    ///
    /// @throws EntryFormatException if `file` is anything but an entry under `expected` written
    ///   with `secret`
    static CacheEntry decode(byte[] file, CacheKey expected, byte[] secret)
            throws EntryFormatException {
        if (file.length < MIN_BYTES || file.length > MAX_BYTES) {
            throw new EntryFormatException(
                    "it is too short or too long: " + file.length + " bytes");
        }
        if (!Arrays.equals(MAGIC, 0, MAGIC.length, file, 0, MAGIC.length)) {
            throw new EntryFormatException("it does not start like an entry");
        }
        ByteBuffer in = ByteBuffer.wrap(file);
        int version = in.getInt(MAGIC.length);
        if (version != VERSION) {
            throw new EntryFormatException("it has format " + version + ", expected " + VERSION);
        }
        String key = HexFormat.of().formatHex(file, KEY_OFFSET, KEY_OFFSET + Sha256.BYTES);
        if (!key.equals(expected.hex())) {
            throw new EntryFormatException("it holds another key: " + key);
        }
        int metadataSize = in.getInt(KEY_OFFSET + Sha256.BYTES);
        int objectSize = in.getInt(KEY_OFFSET + Sha256.BYTES + Integer.BYTES);
        if (metadataSize < 0
                || metadataSize > MAX_METADATA_BYTES
                || objectSize < 0
                || (long) MIN_BYTES + metadataSize + objectSize != file.length) {
            throw new EntryFormatException(
                    "its sizes do not add up: metadata "
                            + metadataSize
                            + ", object "
                            + objectSize
                            + ", file "
                            + file.length);
        }
        checkCode(file, secret);
        return decodeBody(
                in.slice(HEADER_BYTES, metadataSize),
                in.slice(HEADER_BYTES + metadataSize, objectSize),
                expected);
    }

    private static void checkCode(byte[] file, byte[] secret) throws EntryFormatException {
        int authenticated = file.length - HmacSha256.BYTES;
        byte[] stored = Arrays.copyOfRange(file, authenticated, file.length);
        byte[] computed = HmacSha256.code(secret, file, 0, authenticated);
        if (!MessageDigest.isEqual(stored, computed)) { // takes the same time wherever they differ
            throw new EntryFormatException(
                    "its authentication code is wrong (changed, or written with another secret)");
        }
    }

    private static CacheEntry decodeBody(ByteBuffer metadata, ByteBuffer object, CacheKey expected)
            throws EntryFormatException {
        try {
            return EntryText.decode(metadata, object, expected);
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            EntryFormatException fault =
                    new EntryFormatException("its metadata is malformed: " + e.getMessage());
            fault.initCause(e);
            throw fault;
        }
    }
}
