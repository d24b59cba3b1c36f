package dev.komodo.jit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The parts of a relocatable object that LLVM just made in this process: sections with their
/// bytes, symbols, relocations. [dev.komodo.link.ElfObject] is for objects from elsewhere.
///
/// source: System V ABI, generic ELF specification (gABI 4.1), chapter 4.
///
/// @param sections in file order, the empty first one included
/// @param symbols in file order, the empty first one included
/// @param relocations those of all sections
record ElfParts(List<Section> sections, List<Symbol> symbols, List<Relocation> relocations) {
    private static final int PROGRAM_BITS = 1;
    private static final int SYMBOLS = 2;
    private static final int RELOCATIONS = 4;
    private static final long ALLOCATED = 2;
    private static final long EXECUTABLE = 4;

    ElfParts {
        sections = List.copyOf(sections);
        symbols = List.copyOf(symbols);
        relocations = List.copyOf(relocations);
    }

    /// @param entry the size of an entry, 0 if there are none
    /// @param object the object's bytes
    record Section(
            String name,
            int type,
            long flags,
            int offset,
            int size,
            int link,
            int info,
            long alignment,
            long entry,
            ByteBuffer object) {
        /// Whether its bytes are part of a process that links it.
        boolean isLoaded() {
            return type == PROGRAM_BITS && (flags & ALLOCATED) != 0;
        }

        boolean isCode() {
            return (flags & EXECUTABLE) != 0;
        }

        byte[] content() {
            byte[] content = new byte[size];
            object.get(offset, content);
            return content;
        }
    }

    /// @param info binding and type
    /// @param section 0 if the symbol is not defined
    record Symbol(String name, int info, int section, long value, long size) {}

    /// @param section the section whose bytes change
    /// @param symbol the number of the symbol
    record Relocation(int section, long offset, int symbol, int type, long addend) {}

    /// Reads an object of this process's LLVM.
    static ElfParts read(byte[] bytes) {
        ByteBuffer object = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        List<Section> sections = sections(object);
        List<Symbol> symbols = new ArrayList<>();
        List<Relocation> relocations = new ArrayList<>();
        for (Section section : sections) {
            if (section.type == SYMBOLS) {
                symbols.addAll(symbols(object, section, sections.get(section.link)));
            } else if (section.type == RELOCATIONS) {
                relocations.addAll(relocations(object, section));
            }
        }
        return new ElfParts(sections, symbols, relocations);
    }

    private static List<Section> sections(ByteBuffer object) {
        int table = Math.toIntExact(object.getLong(ElfWriter.SECTION_TABLE));
        int count = object.getShort(ElfWriter.SECTION_COUNT) & 0xffff;
        int names = object.getShort(ElfWriter.NAME_SECTION) & 0xffff;
        int nameTable = table + names * ElfWriter.SECTION_BYTES;
        int text = Math.toIntExact(object.getLong(nameTable + 24));
        List<Section> sections = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int at = table + i * ElfWriter.SECTION_BYTES;
            sections.add(
                    new Section(
                            text(object, text + object.getInt(at)),
                            object.getInt(at + 4),
                            object.getLong(at + 8),
                            Math.toIntExact(object.getLong(at + 24)),
                            Math.toIntExact(object.getLong(at + 32)),
                            object.getInt(at + 40),
                            object.getInt(at + 44),
                            object.getLong(at + 48),
                            object.getLong(at + 56),
                            object));
        }
        return sections;
    }

    private static List<Symbol> symbols(ByteBuffer object, Section table, Section strings) {
        List<Symbol> symbols = new ArrayList<>();
        for (int at = table.offset; at < table.offset + table.size; at += ElfWriter.SYMBOL_BYTES) {
            symbols.add(
                    new Symbol(
                            text(object, strings.offset + object.getInt(at)),
                            object.get(at + 4) & 0xff,
                            object.getShort(at + 6) & 0xffff,
                            object.getLong(at + 8),
                            object.getLong(at + 16)));
        }
        return symbols;
    }

    private static List<Relocation> relocations(ByteBuffer object, Section table) {
        List<Relocation> relocations = new ArrayList<>();
        for (int at = table.offset;
                at < table.offset + table.size;
                at += ElfWriter.RELOCATION_BYTES) {
            long info = object.getLong(at + 8);
            relocations.add(
                    new Relocation(
                            table.info,
                            object.getLong(at),
                            (int) (info >>> 32),
                            (int) info,
                            object.getLong(at + 16)));
        }
        return relocations;
    }

    private static String text(ByteBuffer object, int at) {
        int end = at;
        while (object.get(end) != 0) {
            end++;
        }
        byte[] text = new byte[end - at];
        object.get(at, text);
        return new String(text, StandardCharsets.UTF_8);
    }
}
