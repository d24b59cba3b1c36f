package dev.komodo.jit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/// A section that is being put together.
final class ElfSection {
    private static final int NO_OPERATION = 0x90;

    private final ElfParts.Section first;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Map<Integer, Integer> patches = new HashMap<>();
    private long alignment = 1;

    /// An empty section with the name, type and flags of another.
    ElfSection(ElfParts.Section first) {
        this.first = first;
    }

    /// Appends a unit's section of the same kind.
    ///
    /// @return where it begins
    long append(ElfParts.Section section) {
        if (section.type() != first.type()
                || section.flags() != first.flags()
                || section.entry() != first.entry()) {
            throw ObjectMerger.unexpected("two kinds of section " + first.name());
        }
        alignment = Math.max(alignment, section.alignment());
        while (bytes.size() % Math.max(1, section.alignment()) != 0) {
            bytes.write(first.isCode() ? NO_OPERATION : 0);
        }
        long begin = bytes.size();
        bytes.writeBytes(section.content());
        return begin;
    }

    /// Writes a 32-bit distance.
    void patch(long offset, long distance) {
        if (distance != (int) distance) {
            throw ObjectMerger.unexpected("code that is further apart than 2 GiB");
        }
        patches.put(Math.toIntExact(offset), (int) distance);
    }

    /// What the section holds.
    byte[] content() {
        byte[] content = bytes.toByteArray();
        ByteBuffer view = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        patches.forEach(view::putInt);
        return content;
    }

    /// Name, type, flags and size of an entry, as the units have them.
    ElfParts.Section kind() {
        return first;
    }

    long alignment() {
        return alignment;
    }
}
