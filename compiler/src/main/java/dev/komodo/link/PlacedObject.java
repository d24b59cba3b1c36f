package dev.komodo.link;

import dev.komodo.natives.CodeMemory;

import java.util.Map;

/// A linked object in executable memory. Safe between threads; [#close] frees the code at once.
public final class PlacedObject implements AutoCloseable {
    private final CodeMemory memory;
    private final Map<String, Integer> offsets;

    PlacedObject(CodeMemory memory, Map<String, Integer> offsets) {
        this.memory = memory;
        this.offsets = Map.copyOf(offsets);
    }

    /// Where an entry begins.
    ///
    /// @throws IllegalArgumentException if the object was not linked for it
    public long address(String entry) {
        Integer offset = offsets.get(entry);
        if (offset == null) {
            throw new IllegalArgumentException(
                    "The image was linked for " + offsets.keySet() + ", not for " + entry);
        }
        return memory.address() + offset;
    }

    @Override
    public void close() {
        memory.close();
    }
}
