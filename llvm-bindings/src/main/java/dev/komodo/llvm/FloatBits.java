package dev.komodo.llvm;

/// The bits of a number in each floating type, or a refusal to round.
final class FloatBits {
    private FloatBits() {}

    /// The bits of `value` in the floating scalar type `type`.
    ///
    /// @throws IllegalArgumentException if `type` cannot hold `value`
    static long exact(LlvmType type, double value) {
        long bits =
                switch (type.kind()) {
                    case HALF -> Short.toUnsignedLong(Float.floatToFloat16((float) value));
                    case BFLOAT -> Float.floatToIntBits((float) value) >>> 16;
                    case FLOAT -> Integer.toUnsignedLong(Float.floatToIntBits((float) value));
                    case DOUBLE -> Double.doubleToLongBits(value);
                    case VOID,
                            INTEGER,
                            POINTER,
                            VECTOR,
                            ARRAY,
                            STRUCT,
                            FUNCTION,
                            METADATA,
                            X86_AMX ->
                            throw new IllegalArgumentException(
                                    "Asked for a floating constant of type " + type);
                };
        if (Double.compare(value(type, bits), value) != 0) {
            throw new IllegalArgumentException(
                    "%s cannot hold %s exactly: round it first, or give its bits"
                            .formatted(type, value));
        }
        return bits;
    }

    private static double value(LlvmType type, long bits) {
        return switch (type.kind()) {
            case HALF -> Float.float16ToFloat((short) bits);
            case BFLOAT -> Float.intBitsToFloat((int) bits << 16);
            case FLOAT -> Float.intBitsToFloat((int) bits);
            case DOUBLE -> Double.longBitsToDouble(bits);
            case VOID, INTEGER, POINTER, VECTOR, ARRAY, STRUCT, FUNCTION, METADATA, X86_AMX ->
                    throw new IllegalArgumentException("Not a floating type: " + type);
        };
    }
}
