package dev.komodo.cache;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.Objects;

/// One compiled object under its key. Immutable and safe between threads.
public final class CacheEntry {
    private final CacheKey key;
    private final EntryMetadata metadata;
    private final ByteBuffer object;

    /// An entry that holds a copy of the object.
    ///
    /// @param object the object file's bytes; copied
    public CacheEntry(CacheKey key, EntryMetadata metadata, byte[] object) {
        this(key, metadata, ByteBuffer.wrap(object.clone()));
    }

    /// Takes the buffer's remaining bytes without a copy: nobody else may write to them.
    CacheEntry(CacheKey key, EntryMetadata metadata, ByteBuffer object) {
        this.key = Objects.requireNonNull(key, "key");
        this.metadata = Objects.requireNonNull(metadata, "metadata");
        this.object = object.slice().asReadOnlyBuffer();
    }

    public CacheKey key() {
        return key;
    }

    public EntryMetadata metadata() {
        return metadata;
    }

    /// The object's bytes: a new read-only view from the first byte to the last.
    public ByteBuffer object() {
        return object.duplicate();
    }

    /// How many bytes the object has.
    public int objectSize() {
        return object.remaining();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CacheEntry entry
                && entry.key.equals(key)
                && entry.metadata.equals(metadata)
                && entry.object.equals(object);
    }

    @Override
    public int hashCode() {
        return Objects.hash(key, metadata, object);
    }

    @Override
    public String toString() {
        return "CacheEntry[" + key + ", " + metadata.signature() + ", " + objectSize() + " bytes]";
    }
}
