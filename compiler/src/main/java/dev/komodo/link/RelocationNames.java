package dev.komodo.link;

import java.util.Map;

/// Names of relocations, for messages. source: System V ABI, AMD64 supplement 1.0, table 4.9
final class RelocationNames {
    private static final Map<Integer, String> NAMES =
            Map.ofEntries(
                    Map.entry(0, "NONE"),
                    Map.entry(1, "64"),
                    Map.entry(2, "PC32"),
                    Map.entry(3, "GOT32"),
                    Map.entry(4, "PLT32"),
                    Map.entry(9, "GOTPCREL"),
                    Map.entry(10, "32"),
                    Map.entry(11, "32S"),
                    Map.entry(12, "16"),
                    Map.entry(13, "PC16"),
                    Map.entry(14, "8"),
                    Map.entry(15, "PC8"),
                    Map.entry(16, "DTPMOD64"),
                    Map.entry(17, "DTPOFF64"),
                    Map.entry(18, "TPOFF64"),
                    Map.entry(19, "TLSGD"),
                    Map.entry(20, "TLSLD"),
                    Map.entry(21, "DTPOFF32"),
                    Map.entry(22, "GOTTPOFF"),
                    Map.entry(23, "TPOFF32"),
                    Map.entry(24, "PC64"),
                    Map.entry(25, "GOTOFF64"),
                    Map.entry(26, "GOTPC32"),
                    Map.entry(27, "GOT64"),
                    Map.entry(28, "GOTPCREL64"),
                    Map.entry(29, "GOTPC64"),
                    Map.entry(31, "PLTOFF64"),
                    Map.entry(32, "SIZE32"),
                    Map.entry(33, "SIZE64"),
                    Map.entry(37, "IRELATIVE"),
                    Map.entry(41, "GOTPCRELX"),
                    Map.entry(42, "REX_GOTPCRELX"));

    private RelocationNames() {}

    static String of(int type) {
        String name = NAMES.get(type);
        return name == null ? "of type " + Integer.toUnsignedString(type) : "R_X86_64_" + name;
    }
}
