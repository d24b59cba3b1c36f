package dev.komodo.jit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Writes a relocatable object for x86-64: sections, then symbols (those of sections, then local
/// definitions, then the others), relocations, texts and the table of sections.
///
/// source: System V ABI, generic ELF specification (gABI 4.1), chapter 4; AMD64 supplement.
final class ElfWriter {
    static final int HEADER_BYTES = 64;
    static final int SECTION_BYTES = 64;
    static final int SYMBOL_BYTES = 24;
    static final int RELOCATION_BYTES = 24;
    static final int SECTION_TABLE = 40;
    static final int SECTION_COUNT = 60;
    static final int NAME_SECTION = 62;

    private static final int PROGRAM_BITS = 1;
    private static final int SYMBOLS = 2;
    private static final int STRINGS = 3;
    private static final int RELOCATIONS = 4;
    private static final long LINKED_INFO = 0x40;
    private static final int TYPE = 0xf;
    private static final int TYPE_SECTION = 3;
    private static final int GLOBAL = 1 << 4;

    /// A name, or a section's own symbol.
    private record Symbol(String name, int info, ElfSection section, long value, long size) {}

    /// @param symbol its number among the section symbols, or, below 0, among the undefined ones
    private record Relocation(long offset, int symbol, int type, long addend) {}

    private final Map<ElfSection, Integer> sectionSymbols = new LinkedHashMap<>();
    private final List<Symbol> locals = new ArrayList<>();
    private final List<Symbol> globals = new ArrayList<>();
    private final Map<String, Integer> undefined = new LinkedHashMap<>();
    private final Map<ElfSection, List<Relocation>> relocations = new HashMap<>();
    private final Map<ElfSection, Integer> numbers = new HashMap<>();
    private final Bytes strings = new Bytes();

    /// Names a place.
    ///
    /// @param info binding and type as the unit has them
    void define(
            String name, boolean isVisible, int info, ElfSection section, long value, long size) {
        Symbol symbol = new Symbol(name, isVisible ? info : info & TYPE, section, value, size);
        (isVisible ? globals : locals).add(symbol);
    }

    /// The number of a section's own symbol, for relocations.
    int section(ElfSection section) {
        return sectionSymbols.computeIfAbsent(section, _ -> 1 + sectionSymbols.size());
    }

    /// The number of a symbol that others define, for relocations.
    int undefined(String name) {
        return -1 - undefined.computeIfAbsent(name, _ -> undefined.size());
    }

    /// Notes a relocation.
    void relocate(ElfSection section, long offset, int symbol, int type, long addend) {
        relocations
                .computeIfAbsent(section, _ -> new ArrayList<>())
                .add(new Relocation(offset, symbol, type, addend));
    }

    /// The object.
    byte[] write(List<ElfSection> sections) {
        sections.forEach(section -> numbers.put(section, 1 + numbers.size()));
        Bytes file = new Bytes();
        file.zeros(HEADER_BYTES);
        strings.text("");
        Bytes table = new Bytes();
        table.zeros(SECTION_BYTES);
        int symbolTable = 1 + sections.size() + relocations.size();
        for (ElfSection section : sections) {
            ElfParts.Section kind = section.kind();
            file.align(section.alignment());
            header(
                    table,
                    kind.name(),
                    PROGRAM_BITS,
                    kind.flags(),
                    file.append(section.content()),
                    new int[] {0, 0},
                    section.alignment(),
                    kind.entry());
        }
        for (ElfSection section : sections) {
            List<Relocation> own = relocations.get(section);
            if (own != null) {
                file.align(Long.BYTES);
                header(
                        table,
                        ".rela" + section.kind().name(),
                        RELOCATIONS,
                        LINKED_INFO,
                        file.append(relocations(own)),
                        new int[] {symbolTable, number(section)},
                        Long.BYTES,
                        RELOCATION_BYTES);
            }
        }
        file.align(Long.BYTES);
        int[] link = {symbolTable + 2, 1 + sectionSymbols.size() + locals.size()};
        Extent symbols = file.append(symbols());
        header(table, ".symtab", SYMBOLS, 0, symbols, link, Long.BYTES, SYMBOL_BYTES);
        Extent empty = file.append(new byte[0]);
        header(table, ".note.GNU-stack", PROGRAM_BITS, 0, empty, new int[] {0, 0}, 1, 0);
        int ownName = strings.text(".strtab");
        Extent texts = file.append(strings.content());
        header(table, ownName, STRINGS, 0, texts, new int[] {0, 0}, 1, 0);
        file.align(Long.BYTES);
        Extent headers = file.append(table.content());
        byte[] object = file.content();
        fillHeader(ByteBuffer.wrap(object).order(ByteOrder.LITTLE_ENDIAN), headers);
        return object;
    }

    private int number(ElfSection section) {
        Integer number = numbers.get(section);
        if (number == null) {
            throw new IllegalStateException("No section of the object: " + section.kind().name());
        }
        return number;
    }

    private static void fillHeader(ByteBuffer object, Extent headers) {
        int count = headers.size() / SECTION_BYTES;
        object.put(0, new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}); // 64 bits, little-endian, 1
        object.putShort(16, (short) 1); // relocatable
        object.putShort(18, (short) 62); // x86-64
        object.putInt(20, 1);
        object.putLong(SECTION_TABLE, headers.offset());
        object.putShort(52, (short) HEADER_BYTES);
        object.putShort(58, (short) SECTION_BYTES);
        object.putShort(SECTION_COUNT, (short) count);
        object.putShort(NAME_SECTION, (short) (count - 1));
    }

    private void header(
            Bytes table,
            String name,
            int type,
            long flags,
            Extent content,
            int[] linkAndInfo,
            long alignment,
            long entry) {
        header(table, strings.text(name), type, flags, content, linkAndInfo, alignment, entry);
    }

    private static void header(
            Bytes table,
            int name,
            int type,
            long flags,
            Extent content,
            int[] linkAndInfo,
            long alignment,
            long entry) {
        table.words(name, type);
        table.longs(flags, 0, content.offset(), content.size());
        table.words(linkAndInfo[0], linkAndInfo[1]);
        table.longs(alignment, entry);
    }

    private byte[] relocations(List<Relocation> own) {
        int undefinedFrom = 1 + sectionSymbols.size() + locals.size() + globals.size();
        Bytes bytes = new Bytes();
        for (Relocation relocation : own) {
            int symbol =
                    relocation.symbol < 0
                            ? undefinedFrom - 1 - relocation.symbol
                            : relocation.symbol;
            long info = (long) symbol << 32 | relocation.type;
            bytes.longs(relocation.offset, info, relocation.addend);
        }
        return bytes.content();
    }

    private byte[] symbols() {
        Bytes bytes = new Bytes();
        bytes.zeros(SYMBOL_BYTES);
        for (ElfSection section : sectionSymbols.keySet()) {
            symbol(bytes, 0, TYPE_SECTION, number(section), 0, 0);
        }
        List<Symbol> named = new ArrayList<>(locals);
        named.addAll(globals);
        for (Symbol symbol : named) {
            int name = strings.text(symbol.name);
            symbol(bytes, name, symbol.info, number(symbol.section), symbol.value, symbol.size);
        }
        for (String name : undefined.keySet()) {
            symbol(bytes, strings.text(name), GLOBAL, 0, 0, 0);
        }
        return bytes.content();
    }

    private static void symbol(
            Bytes bytes, int name, int info, int section, long value, long size) {
        bytes.words(name, info | section << 16);
        bytes.longs(value, size);
    }

    /// Where something stands in the file.
    private record Extent(int offset, int size) {}

    /// Little-endian bytes, appended.
    private static final class Bytes {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        void zeros(int count) {
            out.writeBytes(new byte[count]);
        }

        void align(long alignment) {
            zeros((int) (-out.size() & (alignment - 1)));
        }

        Extent append(byte[] content) {
            Extent extent = new Extent(out.size(), content.length);
            out.writeBytes(content);
            return extent;
        }

        /// Appends a text with its end; where it begins.
        int text(String text) {
            int begin = out.size();
            out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
            out.write(0);
            return begin;
        }

        void words(int... values) {
            ByteBuffer buffer = ByteBuffer.allocate(values.length * Integer.BYTES);
            buffer.order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().put(values);
            out.writeBytes(buffer.array());
        }

        void longs(long... values) {
            ByteBuffer buffer = ByteBuffer.allocate(values.length * Long.BYTES);
            buffer.order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().put(values);
            out.writeBytes(buffer.array());
        }

        byte[] content() {
            return out.toByteArray();
        }
    }
}
