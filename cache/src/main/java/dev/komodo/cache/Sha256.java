package dev.komodo.cache;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// SHA-256 (FIPS 180-4) from `java.base`.
final class Sha256 {
    static final int BYTES = 32;

    private Sha256() {}

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform must offer SHA-256", e);
        }
    }

    static byte[] of(String text) {
        return digest().digest(text.getBytes(StandardCharsets.UTF_8));
    }

    /// Accepts exactly 64 lower-case hexadecimal digits.
    ///
    /// @throws IllegalArgumentException for anything else
    static void requireHex(String hex, String what) {
        boolean valid = hex.length() == 2 * BYTES;
        for (int i = 0; valid && i < hex.length(); i++) {
            char c = hex.charAt(i);
            valid = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
        }
        if (!valid) {
            throw new IllegalArgumentException(
                    what
                            + ": expected a SHA-256 in 64 lower-case hexadecimal digits, found \""
                            + hex
                            + "\"");
        }
    }
}
