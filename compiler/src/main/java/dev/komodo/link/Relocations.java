package dev.komodo.link;

import dev.komodo.link.ElfFile.Section;

import java.nio.ByteBuffer;
import java.util.List;

/// Puts distances into an image: the object's relocations, each of a few kinds.
///
/// The image refers to itself by distances only, so it may lie anywhere.
///
/// source: System V ABI, AMD64 supplement 1.0, table 4.9 (S: what is referred to, A: the addend, P:
/// the place that is changed, L: the stub of S, G + GOT: the slot of S).
final class Relocations {
    private static final int PC_32 = 2; // S + A - P
    private static final int PLT_32 = 4; // L + A - P
    private static final int GOT_PC = 9; // G + GOT + A - P
    private static final int PC_64 = 24; // S + A - P
    private static final int GOT_PC_X = 41; // as GOT_PC; the instruction may be replaced
    private static final int REX_GOT_PC_X = 42; // likewise

    private static final int BYTES = 24;
    private static final int UNDEFINED = 0;

    private final ElfFile file;
    private final Section symbols;
    private final Section strings;
    private final ImageLayout layout;
    private final List<String> outside;
    private final ByteBuffer image;

    /// @param outside the functions outside, in the order of the layout
    /// @param image little-endian
    Relocations(ElfFile file, ImageLayout layout, List<String> outside, ByteBuffer image) {
        this.file = file;
        this.symbols = file.symbolTable();
        this.strings = file.strings(symbols);
        this.layout = layout;
        this.outside = outside;
        this.image = image;
    }

    void apply() {
        for (Section section : file.sections()) {
            int type = section.type();
            if (type != ElfFile.SECTION_RELOCATIONS && type != ElfFile.SECTION_SHORT_RELOCATIONS) {
                continue;
            }
            Section changed = file.section(section.info(), "a section of relocations");
            if (!layout.isLoaded(section.info())) {
                continue;
            }
            if (type == ElfFile.SECTION_SHORT_RELOCATIONS) {
                throw new UnfamiliarObjectException("it has relocations without addends");
            }
            if (section.entry() != BYTES || section.size() % BYTES != 0) {
                throw ElfFile.refused("a section of relocations has an unknown form");
            }
            if (!file.section(section.link(), "a section of relocations").equals(symbols)) {
                throw ElfFile.refused("a section of relocations names no symbol table");
            }
            long end = section.offset() + section.size();
            for (long at = section.offset(); at < end; at += BYTES) {
                apply((int) at, changed, layout.start(section.info()));
            }
        }
    }

    private void apply(int at, Section changed, int start) {
        long offset = file.doubleWord(at);
        int type = file.word(at + 8);
        int symbol = file.word(at + 12);
        long addend = file.doubleWord(at + 16);
        int width = type == PC_64 ? Long.BYTES : Integer.BYTES;
        if (offset < 0 || offset > changed.size() - width) {
            throw ElfFile.refused("a relocation changes bytes outside its section");
        }
        int place = start + (int) offset;
        long distance = (long) target(type, symbol) - place + addend;
        if (type == PC_64) {
            image.putLong(place, distance);
        } else if ((int) distance == distance && (int) addend == addend) {
            image.putInt(place, (int) distance);
        } else {
            throw ElfFile.refused("a relocation reaches further than 2 GiB");
        }
    }

    /// Where a relocation of some type leads to, in the image.
    private int target(int type, int symbol) {
        long at = symbols.offset() + Integer.toUnsignedLong(symbol) * ElfFile.SYMBOL_BYTES;
        if (symbol == 0 || at >= symbols.offset() + symbols.size()) {
            throw ElfFile.refused("a relocation names a symbol that does not exist");
        }
        boolean isOutside = file.half((int) at + 6) == UNDEFINED;
        return switch (type) {
            case PC_32, PC_64 -> {
                if (isOutside) {
                    throw unfamiliar(type, "to a symbol outside");
                }
                yield defined((int) at);
            }
            case PLT_32 -> isOutside ? layout.stub(outside((int) at)) : defined((int) at);
            case GOT_PC, GOT_PC_X, REX_GOT_PC_X -> {
                if (!isOutside) {
                    throw unfamiliar(type, "to a symbol of its own");
                }
                yield layout.slot(outside((int) at));
            }
            default -> throw unfamiliar(type, "");
        };
    }

    private static UnfamiliarObjectException unfamiliar(int type, String to) {
        return new UnfamiliarObjectException(
                ("it has a relocation " + RelocationNames.of(type) + " " + to).strip());
    }

    private int defined(int at) {
        int number = file.half(at + 6);
        Section section = file.section(number, "a symbol");
        long value = file.doubleWord(at + 8);
        if (!layout.isLoaded(number)) {
            throw ElfFile.refused("a relocation refers to a section that is not loaded");
        }
        if (value < 0 || value > section.size()) {
            throw ElfFile.refused("a relocation refers to a symbol outside its section");
        }
        return layout.start(number) + (int) value;
    }

    private int outside(int at) {
        String name = file.text(strings, file.word(at));
        int number = outside.indexOf(name);
        if (number < 0) {
            throw ElfFile.refused("a relocation refers to " + name + ", which it may not use");
        }
        return number;
    }
}
