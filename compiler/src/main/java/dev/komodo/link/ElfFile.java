package dev.komodo.link;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The header and the sections of a relocatable object, whose places are checked against the bytes
/// there are, and its numbers at any place.
///
/// source: System V ABI, generic ELF specification (gABI 4.1), chapter 4; AMD64 supplement.
final class ElfFile {
    static final int SECTION_NONE = 0;
    static final int SECTION_BITS = 1;
    static final int SECTION_SYMBOLS = 2;
    static final int SECTION_RELOCATIONS = 4;
    static final int SECTION_NO_BITS = 8;
    static final int SECTION_SHORT_RELOCATIONS = 9;

    static final long FLAG_WRITE = 1;
    static final long FLAG_LOADED = 2;
    static final long FLAG_EXECUTE = 4;
    static final long FLAG_THREAD_LOCAL = 0x400;

    static final int SYMBOL_BYTES = 24;

    /// Many symbols may share one long text, each a part of it: copies of all must stay small.
    private static final long MOST_NAME_BYTES = 1024;

    private static final int SECTION_STRINGS = 3;
    private static final int HEADER_BYTES = 64;
    private static final int SECTION_BYTES = 64;
    private static final int MOST_SECTIONS = 0xff00;
    private static final int MAGIC = 0x7f454c46;
    private static final int CLASS_64_LITTLE_ENDIAN_VERSION_1 = 0x020101;
    private static final int TYPE_RELOCATABLE = 1;
    private static final int MACHINE_X86_64 = 62;

    /// Tables of functions to be run at load or unload, and dynamic linking: never emitted.
    private static final Set<Integer> REFUSED_SECTIONS = Set.of(6, 11, 14, 15, 16, 18);

    private final ByteBuffer bytes;
    private final List<Section> sections;

    /// @param info for relocations, the number of the section that they change
    record Section(
            int type,
            long flags,
            long offset,
            long size,
            int link,
            int info,
            long alignment,
            long entry) {
        boolean has(long flag) {
            return (flags & flag) != 0;
        }
    }

    /// @throws ObjectRefusedException if they are no relocatable object for x86-64, or cut short,
    ///   or have sections that Komodo never emits
    ElfFile(byte[] object) {
        bytes = ByteBuffer.wrap(object).order(ByteOrder.LITTLE_ENDIAN);
        requireHeader();
        sections = readSections();
        for (Section section : sections) {
            requireHarmless(section);
        }
    }

    List<Section> sections() {
        return sections;
    }

    /// The section with a number.
    ///
    /// @param what who names it
    Section section(int number, String what) {
        if (number < 0 || number >= sections.size()) {
            throw refused(what + " names section " + number + " of " + sections.size());
        }
        return sections.get(number);
    }

    /// The one symbol table.
    Section symbolTable() {
        Section table = null;
        int count = 0;
        for (Section section : sections) {
            if (section.type == SECTION_SYMBOLS) {
                table = section;
                count++;
            }
        }
        if (table == null || count != 1) {
            throw refused("it has " + count + " symbol tables instead of one");
        }
        if (table.entry != SYMBOL_BYTES || table.size % SYMBOL_BYTES != 0) {
            throw refused("its symbol table has an unknown form");
        }
        return table;
    }

    int length() {
        return bytes.capacity();
    }

    /// The strings of the symbol table.
    Section strings(Section symbolTable) {
        Section strings = section(symbolTable.link, "its symbol table");
        if (strings.type != SECTION_STRINGS) {
            throw refused("its symbol table names no string table");
        }
        return strings;
    }

    int unsignedByte(int at) {
        return bytes.get(at) & 0xff;
    }

    int half(int at) {
        return bytes.getShort(at) & 0xffff;
    }

    int word(int at) {
        return bytes.getInt(at);
    }

    long doubleWord(int at) {
        return bytes.getLong(at);
    }

    /// Copies bytes from a place into an array.
    void copy(int from, byte[] to, int at, int count) {
        bytes.get(from, to, at, count);
    }

    /// The text that begins at `start` in a table of strings.
    String text(Section strings, int start) {
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

    static ObjectRefusedException refused(String fault) {
        return new ObjectRefusedException("An object was refused before linking: " + fault);
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

    private List<Section> readSections() {
        long offset = bytes.getLong(40);
        int count = half(60);
        if (half(58) != SECTION_BYTES || count == 0 || count >= MOST_SECTIONS) {
            throw refused("its table of " + count + " sections has an unknown form");
        }
        requireInside("the section table", offset, (long) count * SECTION_BYTES);
        List<Section> found = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int at = (int) offset + i * SECTION_BYTES;
            found.add(
                    new Section(
                            word(at + 4),
                            doubleWord(at + 8),
                            doubleWord(at + 24),
                            doubleWord(at + 32),
                            word(at + 40),
                            word(at + 44),
                            doubleWord(at + 48),
                            doubleWord(at + 56)));
        }
        return found;
    }

    private void requireHarmless(Section section) {
        if (section.type != SECTION_NONE && section.type != SECTION_NO_BITS) {
            requireInside("a section", section.offset, section.size);
        }
        if (REFUSED_SECTIONS.contains(section.type)) {
            throw refused("it has a section of type " + section.type);
        }
        boolean both = section.has(FLAG_WRITE) && section.has(FLAG_EXECUTE);
        if (both || section.has(FLAG_THREAD_LOCAL)) {
            throw refused("it has a section that is thread-local, or writable and executable");
        }
    }

    private void requireInside(String what, long offset, long size) {
        long length = bytes.capacity();
        if (offset < 0 || size < 0 || offset > length || size > length - offset) {
            throw refused(what + " lies outside its " + length + " bytes");
        }
    }
}
