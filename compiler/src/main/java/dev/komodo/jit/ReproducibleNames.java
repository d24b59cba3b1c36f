package dev.komodo.jit;

import dev.komodo.emit.NameSource;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/// UUIDs of version 8 (RFC 9562): the first 128 bits of SHA-256 over the cache key, a zero byte and
/// the ordinal of the definition, so two hosts emit the same bytes. For one thread and one module.
public final class ReproducibleNames implements NameSource {
    private final byte[] key;
    private long ordinal;

    /// A source for the module with a cache key.
    ///
    /// @param key the key's text
    public ReproducibleNames(String key) {
        this.key = key.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String next(String hint) {
        MessageDigest digest = Digests.sha256();
        digest.update(key);
        digest.update((byte) 0);
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, ordinal++));
        ByteBuffer hash = ByteBuffer.wrap(digest.digest()).order(ByteOrder.BIG_ENDIAN);
        return NameSource.symbol(
                hint, Uuids.withVersion(hash.getLong(0), 8), Uuids.withVariant(hash.getLong(8)));
    }
}
