package dev.komodo.llvm;

import java.util.List;

/// What LLVM takes on trust and answers with a crash is checked here first.
final class Operands {
    private Operands() {}

    static void requireType(String role, LlvmValue value, LlvmType wanted) {
        if (value.type() != wanted) {
            throw new IllegalArgumentException(
                    "Asked for %s of type %s, found %s of type %s"
                            .formatted(role, wanted, value, value.type()));
        }
    }

    static void requireSame(String work, LlvmValue left, LlvmValue right) {
        if (left.type() != right.type()) {
            throw new IllegalArgumentException(
                    "Asked to build %s of operands of two types: %s and %s"
                            .formatted(work, left, right));
        }
    }

    static void requireInteger(String work, LlvmValue value) {
        require(value.type().isInteger(), work, "integers", value);
    }

    static void requireFloating(String work, LlvmValue value) {
        require(value.type().isFloating(), work, "floating point", value);
    }

    static void requirePointer(String work, LlvmValue value) {
        require(value.type().kind() == LlvmType.Kind.POINTER, work, "a pointer", value);
    }

    static LlvmType requireArray(String work, LlvmType type) {
        if (type.kind() != LlvmType.Kind.ARRAY) {
            throw new IllegalArgumentException(
                    "Asked to build %s with an index into %s; it takes an array"
                            .formatted(work, type));
        }
        return type;
    }

    static void requireVector(String work, LlvmValue value) {
        require(value.type().isVector(), work, "a vector", value);
    }

    /// `condition` is i1, or a vector of i1 with as many lanes as `shape`.
    static void requireCondition(String work, LlvmValue condition, LlvmType shape) {
        LlvmType type = condition.type();
        boolean fits = !type.isVector() || type.lanes() == shape.lanes();
        require(type.isInteger() && type.bits() == 1 && fits, work, "a condition", condition);
    }

    static void requireArguments(String callee, LlvmType signature, List<LlvmValue> arguments) {
        List<LlvmType> wanted = signature.parameters();
        if (wanted.size() != arguments.size()) {
            throw new IllegalArgumentException(
                    "Asked to call %s with %d arguments, it takes %d: %s"
                            .formatted(callee, arguments.size(), wanted.size(), signature));
        }
        for (int i = 0; i < wanted.size(); i++) {
            requireType("argument " + i + " of " + callee, arguments.get(i), wanted.get(i));
        }
    }

    static void requireAlignment(long bytes) {
        if (Long.bitCount(bytes) != 1 || bytes < 1 || bytes > 1L << 32) {
            throw new IllegalArgumentException(
                    "Asked for an alignment of %d bytes; it must be a power of two"
                            .formatted(bytes));
        }
    }

    private static void require(boolean holds, String work, String wanted, LlvmValue found) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "Asked to build %s of %s; it takes %s".formatted(work, found, wanted));
        }
    }
}
