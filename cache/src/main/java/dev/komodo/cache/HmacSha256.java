package dev.komodo.cache;

import java.security.MessageDigest;

/// HMAC-SHA-256 (RFC 2104) over [MessageDigest]: the first use of `javax.crypto.Mac` costs a fresh
/// JVM 40 to 60 ms, this one next to nothing beyond the digest.
final class HmacSha256 {
    static final int BYTES = Sha256.BYTES;

    private static final int BLOCK_BYTES = 64;
    private static final byte INNER_PAD = 0x36;
    private static final byte OUTER_PAD = 0x5c;

    private HmacSha256() {}

    /// The code of `length` bytes of `message` from `offset`.
    ///
    /// @param key at most 64 bytes (a longer one would have to be hashed first, which no caller
    ///   needs)
    static byte[] code(byte[] key, byte[] message, int offset, int length) {
        if (key.length > BLOCK_BYTES) {
            throw new IllegalArgumentException(
                    "HMAC key: at most " + BLOCK_BYTES + " bytes, found " + key.length);
        }
        MessageDigest digest = Sha256.digest();
        digest.update(padded(key, INNER_PAD));
        digest.update(message, offset, length);
        byte[] inner = digest.digest();
        digest.update(padded(key, OUTER_PAD));
        return digest.digest(inner);
    }

    /// A code over a message that comes in parts. For one thread.
    static final class Running {
        private final MessageDigest inner = Sha256.digest();
        private final byte[] outerPad;

        Running(byte[] key) {
            inner.update(padded(key, INNER_PAD));
            outerPad = padded(key, OUTER_PAD);
        }

        void update(byte[] part, int offset, int length) {
            inner.update(part, offset, length);
        }

        /// The code; nothing may follow.
        byte[] code() {
            byte[] hash = inner.digest();
            MessageDigest outer = Sha256.digest();
            outer.update(outerPad);
            return outer.digest(hash);
        }
    }

    private static byte[] padded(byte[] key, byte pad) {
        byte[] block = new byte[BLOCK_BYTES];
        for (int i = 0; i < block.length; i++) {
            block[i] = (byte) (pad ^ (i < key.length ? key[i] : 0));
        }
        return block;
    }
}
