package dev.komodo.link;

import dev.komodo.link.ElfFile.Section;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Reads the symbols of an object without trust: every offset and count is checked against the
/// bytes there are.
///
/// source: System V ABI, generic ELF specification (gABI 4.1), chapter 4; AMD64 supplement.
final class ElfReader {
    private static final int INDEX_ABSOLUTE = 0xfff1;
    private static final int TYPE_FUNCTION = 2;
    private static final int TYPE_SECTION = 3;
    private static final int TYPE_FILE = 4;

    private final ElfFile file;

    ElfReader(byte[] object) {
        file = new ElfFile(object);
    }

    ElfObject read() {
        return new ElfObject(symbols(file.symbolTable(), file.sections()));
    }

    private List<ElfObject.Symbol> symbols(Section table, List<Section> sections) {
        Section strings = file.strings(table);
        List<ElfObject.Symbol> symbols = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (long at = table.offset() + ElfFile.SYMBOL_BYTES;
                at < table.offset() + table.size();
                at += ElfFile.SYMBOL_BYTES) {
            ElfObject.Symbol symbol = symbol((int) at, strings, sections.size());
            if (symbol == null) {
                continue;
            }
            if (!names.add(symbol.name())) {
                throw ElfFile.refused("it names " + symbol.name() + " twice");
            }
            symbols.add(symbol);
        }
        return symbols;
    }

    /// The symbol at a place, or null for one of a section or a file.
    private ElfObject.@Nullable Symbol symbol(int at, Section strings, int sectionCount) {
        int info = file.unsignedByte(at + 4);
        int type = info & 0xf;
        int section = file.half(at + 6);
        if (type == TYPE_SECTION || type == TYPE_FILE) {
            return null;
        }
        if (section >= sectionCount || section == INDEX_ABSOLUTE) {
            throw ElfFile.refused("it has a symbol outside its sections");
        }
        if (type > TYPE_FUNCTION) {
            throw ElfFile.refused("it has a symbol of type " + type);
        }
        ElfObject.Binding binding =
                switch (info >> 4) {
                    case 0 -> ElfObject.Binding.LOCAL;
                    case 1 -> ElfObject.Binding.GLOBAL;
                    case 2 -> ElfObject.Binding.WEAK;
                    default -> throw ElfFile.refused("it has a symbol of binding " + (info >> 4));
                };
        return new ElfObject.Symbol(
                file.text(strings, file.word(at)),
                binding,
                section != 0,
                type == TYPE_FUNCTION,
                section,
                file.doubleWord(at + 8),
                file.doubleWord(at + 16));
    }
}
