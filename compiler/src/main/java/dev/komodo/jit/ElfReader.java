package dev.komodo.jit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads ELF without trust: every offset and count is checked against the bytes there are.
///
/// source: System V ABI, generic ELF specification (gABI 4.1), chapter 4; AMD64 supplement.
final class ElfReader {
    private static final int HEADER_BYTES = 64;
    private static final int SECTION_BYTES = 64;
    private static final int SYMBOL_BYTES = 24;
    private static final int MOST_SECTIONS = 0xff00;

    /// Many symbols may share one long text, each a part of it: copies of all must stay small.
    private static final long MOST_NAME_BYTES = 1024;

    private static final int MAGIC = 0x7f454c46;
    private static final int CLASS_64_LITTLE_ENDIAN_VERSION_1 = 0x020101;
    private static final int TYPE_RELOCATABLE = 1;
    private static final int MACHINE_X86_64 = 62;
    private static final int SECTION_SYMBOLS = 2;
    private static final int SECTION_STRINGS = 3;
    private static final int SECTION_NO_BITS = 8;
    private static final long FLAG_WRITE = 1;
    private static final long FLAG_EXECUTE = 4;
    private static final long FLAG_THREAD_LOCAL = 0x400;
    private static final int INDEX_ABSOLUTE = 0xfff1;
    private static final int TYPE_FUNCTION = 2;
    private static final int TYPE_SECTION = 3;
    private static final int TYPE_FILE = 4;

    /// Tables of functions to be run at load or unload, and dynamic linking: never emitted.
    private static final Set<Integer> REFUSED_SECTIONS = Set.of(6, 11, 14, 15, 16, 18);

    private final ByteBuffer bytes;

    private record Section(int type, long flags, long offset, long size, int link, long entry) {}

    ElfReader(byte[] object) {
        bytes = ByteBuffer.wrap(object).order(ByteOrder.LITTLE_ENDIAN);
    }

    ElfObject read() {
        requireHeader();
        List<Section> sections = sections();
        sections.forEach(this::requireHarmless);
        List<Section> tables =
                sections.stream().filter(section -> section.type == SECTION_SYMBOLS).toList();
        if (tables.size() != 1) {
            throw refused("it has " + tables.size() + " symbol tables instead of one");
        }
        return new ElfObject(symbols(tables.getFirst(), sections));
    }

    private void requireHeader() {
        if (bytes.capacity() < HEADER_BYTES) {
            throw refused("it has " + bytes.capacity() + " bytes, less than a header");
        }
        if (Integer.reverseBytes(bytes.getInt(0)) != MAGIC) {
            throw refused("it does not begin with the magic number");
        }
        int identity = bytes.get(4) << 16 | bytes.get(5) << 8 | bytes.get(6);
        if (identity != CLASS_64_LITTLE_ENDIAN_VERSION_1) {
            throw refused("it is not 64-bit little-endian ELF, version 1");
        }
        if (half(16) != TYPE_RELOCATABLE || half(18) != MACHINE_X86_64) {
            throw refused("it is no relocatable object for x86-64");
        }
    }

    private List<Section> sections() {
        long offset = bytes.getLong(40);
        int count = half(60);
        if (half(58) != SECTION_BYTES || count == 0 || count >= MOST_SECTIONS) {
            throw refused("its table of " + count + " sections has an unknown form");
        }
        requireInside("the section table", offset, (long) count * SECTION_BYTES);
        List<Section> sections = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int at = (int) offset + i * SECTION_BYTES;
            sections.add(
                    new Section(
                            bytes.getInt(at + 4),
                            bytes.getLong(at + 8),
                            bytes.getLong(at + 24),
                            bytes.getLong(at + 32),
                            bytes.getInt(at + 40),
                            bytes.getLong(at + 56)));
        }
        return sections;
    }

    private void requireHarmless(Section section) {
        if (section.type != 0 && section.type != SECTION_NO_BITS) {
            requireInside("a section", section.offset, section.size);
        }
        if (REFUSED_SECTIONS.contains(section.type)) {
            throw refused("it has a section of type " + section.type);
        }
        boolean both = (section.flags & FLAG_WRITE) != 0 && (section.flags & FLAG_EXECUTE) != 0;
        if (both || (section.flags & FLAG_THREAD_LOCAL) != 0) {
            throw refused("it has a section that is thread-local, or writable and executable");
        }
    }

    private List<ElfObject.Symbol> symbols(Section table, List<Section> sections) {
        if (table.entry != SYMBOL_BYTES || table.size % SYMBOL_BYTES != 0) {
            throw refused("its symbol table has an unknown form");
        }
        if (table.link < 0
                || table.link >= sections.size()
                || sections.get(table.link).type != SECTION_STRINGS) {
            throw refused("its symbol table names no string table");
        }
        Section strings = sections.get(table.link);
        List<ElfObject.Symbol> symbols = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (long at = table.offset + SYMBOL_BYTES;
                at < table.offset + table.size;
                at += SYMBOL_BYTES) {
            symbol((int) at, strings, sections.size())
                    .ifPresent(
                            symbol -> {
                                if (!names.add(symbol.name())) {
                                    throw refused("it names " + symbol.name() + " twice");
                                }
                                symbols.add(symbol);
                            });
        }
        return symbols;
    }

    private Optional<ElfObject.Symbol> symbol(int at, Section strings, int sectionCount) {
        int info = bytes.get(at + 4) & 0xff;
        int type = info & 0xf;
        int section = half(at + 6);
        if (type == TYPE_SECTION || type == TYPE_FILE) {
            return Optional.empty();
        }
        if (section >= sectionCount || section == INDEX_ABSOLUTE) {
            throw refused("it has a symbol outside its sections");
        }
        ElfObject.Binding binding =
                switch (info >> 4) {
                    case 0 -> ElfObject.Binding.LOCAL;
                    case 1 -> ElfObject.Binding.GLOBAL;
                    case 2 -> ElfObject.Binding.WEAK;
                    default -> throw refused("it has a symbol of binding " + (info >> 4));
                };
        String name = text(strings, bytes.getInt(at));
        return Optional.of(
                new ElfObject.Symbol(
                        name,
                        binding,
                        section != 0,
                        type == TYPE_FUNCTION,
                        section,
                        bytes.getLong(at + 8),
                        bytes.getLong(at + 16)));
    }

    private String text(Section strings, int start) {
        if (start <= 0 || start >= strings.size) {
            throw refused("it has a symbol without a name");
        }
        int begin = (int) strings.offset + start;
        int limit = (int) Math.min(strings.offset + strings.size, begin + MOST_NAME_BYTES);
        int end = begin;
        while (end < limit && bytes.get(end) != 0) {
            end++;
        }
        if (end == limit) {
            throw refused("it has a name without an end, or a longer one than Komodo gives");
        }
        byte[] text = new byte[end - begin];
        bytes.get(begin, text);
        return new String(text, StandardCharsets.UTF_8);
    }

    private int half(int at) {
        return bytes.getShort(at) & 0xffff;
    }

    private void requireInside(String what, long offset, long size) {
        long length = bytes.capacity();
        if (offset < 0 || size < 0 || offset > length || size > length - offset) {
            throw refused(what + " lies outside its " + length + " bytes");
        }
    }

    private static ObjectRefusedException refused(String fault) {
        return new ObjectRefusedException("An object was refused before linking: " + fault);
    }
}
