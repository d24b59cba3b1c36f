package dev.komodo.onnx.numpy;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/// The element types that are read and written.
public enum NpyType {
    /// One byte, 0 or 1.
    BOOL("b1", 1),
    /// IEEE 754 binary16.
    FLOAT16("f2", 2),
    /// IEEE 754 binary32.
    FLOAT32("f4", 4),
    /// IEEE 754 binary64.
    FLOAT64("f8", 8),
    /// Signed, 8 bits.
    INT8("i1", 1),
    /// Signed, 16 bits.
    INT16("i2", 2),
    /// Signed, 32 bits.
    INT32("i4", 4),
    /// Signed, 64 bits.
    INT64("i8", 8),
    /// Unsigned, 8 bits.
    UINT8("u1", 1),
    /// Unsigned, 16 bits.
    UINT16("u2", 2),
    /// Unsigned, 32 bits.
    UINT32("u4", 4),
    /// Unsigned, 64 bits.
    UINT64("u8", 8);

    private final String code;
    private final int byteSize;

    NpyType(String code, int byteSize) {
        this.code = code;
        this.byteSize = byteSize;
    }

    /// NumPy's code without a byte order, such as `f4`.
    public String code() {
        return code;
    }

    /// Bytes per element: 1, 2, 4 or 8.
    public int byteSize() {
        return byteSize;
    }

    /// NumPy's description of the type in little-endian order, such as `<f4` or `|b1`.
    public String description() {
        return (byteSize == 1 ? "|" : "<") + code;
    }

    static Optional<NpyType> ofCode(String code) {
        String known = code.equals("?") ? BOOL.code : code;
        return Arrays.stream(values()).filter(type -> type.code.equals(known)).findFirst();
    }

    /// Why a description that names none of these types is refused, and what to do.
    static String whyNot(String description) {
        String code = description.replaceFirst("^[<>|=]", "");
        String kind = code.isEmpty() ? "" : code.substring(0, 1);
        String what =
                switch (kind) {
                    case "O" -> "pickled Python objects, which are never loaded";
                    case "c" -> "complex numbers; save array.real and array.imag";
                    case "U", "S", "a" -> "texts";
                    case "M", "m" -> "times; save array.astype('i8')";
                    case "V" ->
                            code.equals("V2")
                                    ? "raw pairs of bytes, as ml_dtypes' bfloat16 is saved, which"
                                            + " loses its name; save array.astype('f4'), or an ONNX"
                                            + " tensor (.pb)"
                                    : "raw bytes";
                    case "f" -> "floats of a width that differs between machines";
                    default -> "unknown; convert with array.astype";
                };
        return "element type '" + description + "' (" + what + "); supported are " + allCodes();
    }

    static String allCodes() {
        return Arrays.stream(values()).map(NpyType::code).collect(Collectors.joining(" "));
    }
}
