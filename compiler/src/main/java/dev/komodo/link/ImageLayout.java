package dev.komodo.link;

import dev.komodo.link.ElfFile.Section;
import dev.komodo.natives.CodeMemory;

import java.util.Arrays;
import java.util.List;

/// Where the parts of an object lie in its image:
///
/// ```
/// code      sections with code; for each function outside, a stub that jumps through its slot
/// --------- next page
/// constants sections with constants; for each function outside, a slot with its address
/// ```
final class ImageLayout {
    static final int STUB_BYTES = 16;
    static final int SLOT_BYTES = Long.BYTES;

    private static final long FLAGS_OF_MERGING = 0x30;
    private static final long FAMILIAR_FLAGS =
            ElfFile.FLAG_LOADED | ElfFile.FLAG_EXECUTE | FLAGS_OF_MERGING;
    private static final int ABSENT = -1;
    private static final long MOST_BYTES = 1L << 30;

    private final List<Section> sections;
    private final int[] starts;
    private final int stubs;
    private final int slots;
    private final int codeBytes;
    private final int byteSize;

    /// @param outside how many functions outside the object may use
    ImageLayout(ElfFile file, int outside) {
        sections = file.sections();
        starts = new int[sections.size()];
        Arrays.fill(starts, ABSENT);
        requireFamiliar(file.length());
        stubs = aligned(placed(0, true), STUB_BYTES);
        codeBytes = aligned(stubs + (long) outside * STUB_BYTES, CodeMemory.PAGE_BYTES);
        slots = aligned(placed(codeBytes, false), SLOT_BYTES);
        byteSize = aligned(slots + (long) outside * SLOT_BYTES, CodeMemory.PAGE_BYTES);
    }

    /// What is loaded is code or constants, each byte of the object at most once.
    private void requireFamiliar(int objectBytes) {
        long sum = 0;
        for (Section section : sections) {
            if (!section.has(ElfFile.FLAG_LOADED)) {
                continue;
            }
            if (section.type() != ElfFile.SECTION_BITS) {
                throw new UnfamiliarObjectException("it loads a section of type " + section.type());
            }
            if ((section.flags() & ~FAMILIAR_FLAGS) != 0) {
                throw new UnfamiliarObjectException(
                        "it loads a section with the flags 0x" + Long.toHexString(section.flags()));
            }
            long alignment = section.alignment();
            if ((alignment & alignment - 1) != 0
                    || alignment < 0
                    || alignment > CodeMemory.PAGE_BYTES) {
                throw new UnfamiliarObjectException(
                        "it wants a section at a multiple of " + alignment);
            }
            sum += section.size();
            if (sum > objectBytes) {
                throw ElfFile.refused("the sections that it loads overlap");
            }
        }
    }

    /// Gives the loaded sections of one kind their places.
    ///
    /// @return where they end
    private long placed(long from, boolean code) {
        long at = from;
        for (int i = 0; i < starts.length; i++) {
            Section section = sections.get(i);
            if (section.has(ElfFile.FLAG_LOADED) && section.has(ElfFile.FLAG_EXECUTE) == code) {
                starts[i] = aligned(at, (int) Math.max(1, section.alignment()));
                at = starts[i] + section.size();
            }
        }
        return at;
    }

    private static int aligned(long at, int alignment) {
        long next = (at + alignment - 1) & -alignment;
        if (next > MOST_BYTES) {
            throw ElfFile.refused("it takes more than " + MOST_BYTES + " bytes");
        }
        return (int) next;
    }

    /// Whether a section is part of the image.
    boolean isLoaded(int section) {
        return starts[section] != ABSENT;
    }

    /// Where a loaded section begins.
    int start(int section) {
        return starts[section];
    }

    /// Where the stub of a function outside begins.
    int stub(int outside) {
        return stubs + outside * STUB_BYTES;
    }

    /// Where the address of a function outside lies.
    int slot(int outside) {
        return slots + outside * SLOT_BYTES;
    }

    /// How many bytes of whole pages are code.
    int codeBytes() {
        return codeBytes;
    }

    /// How many bytes of whole pages the image has.
    int byteSize() {
        return byteSize;
    }
}
