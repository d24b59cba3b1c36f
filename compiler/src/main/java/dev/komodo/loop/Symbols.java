package dev.komodo.loop;

import dev.komodo.graph.CompareOp;
import dev.komodo.graph.DType;

import java.util.Locale;
import java.util.Optional;

/// How operators are written in text; one place for the printer and the parser.
final class Symbols {
    /// The deepest nesting of one expression and of blocks: the verifier and the parser refuse
    /// more.
    static final int MAX_DEPTH = 256;

    private Symbols() {}

    /// The infix sign of an operator, or none for those that are written as calls.
    static Optional<String> infix(BinaryKind kind) {
        return switch (kind) {
            case ADD -> Optional.of("+");
            case SUBTRACT -> Optional.of("-");
            case MULTIPLY -> Optional.of("*");
            case DIVIDE -> Optional.of("/");
            case REMAINDER -> Optional.of("%");
            case AND -> Optional.of("&");
            case OR -> Optional.of("|");
            case XOR -> Optional.of("^");
            case SHIFT_LEFT -> Optional.of("<<");
            case SHIFT_RIGHT -> Optional.of(">>");
            case SHIFT_RIGHT_LOGICAL -> Optional.of(">>>");
            case MINIMUM, MAXIMUM -> Optional.empty();
        };
    }

    /// The infix sign of a comparison.
    static String infix(CompareOp kind) {
        return switch (kind) {
            case EQUAL -> "==";
            case NOT_EQUAL -> "!=";
            case LESS -> "<";
            case LESS_EQUAL -> "<=";
            case GREATER -> ">";
            case GREATER_EQUAL -> ">=";
        };
    }

    /// A constant's name in text: lower case.
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /// The constant of an enum with a name in text.
    static <E extends Enum<E>> Optional<E> find(E[] values, String word) {
        for (E value : values) {
            if (word(value).equals(word)) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }

    /// The dtype with a name in text.
    static Optional<DType> dtype(String text) {
        for (DType dtype : DType.values()) {
            if (dtype.text().equals(text)) {
                return Optional.of(dtype);
            }
        }
        return Optional.empty();
    }

    /// `f32` or `f32x16`.
    static Optional<LoopType> type(String text) {
        int cross = text.indexOf('x');
        if (cross < 0) {
            return dtype(text).map(LoopType::scalar);
        }
        Optional<DType> dtype = dtype(text.substring(0, cross));
        String lanes = text.substring(cross + 1);
        if (dtype.isEmpty() || !lanes.matches("[1-9][0-9]{0,3}")) {
            return Optional.empty();
        }
        int count = Integer.parseInt(lanes);
        return count < 2 || count > 1024
                ? Optional.empty()
                : Optional.of(new LoopType(dtype.get(), count));
    }

    /// Whether a variable or buffer may have the name.
    static boolean isName(String name) {
        if (name.isEmpty() || !isNameStart(name.charAt(0))) {
            return false;
        }
        return name.chars().allMatch(c -> isNamePart((char) c));
    }

    /// Whether a name may begin with the character.
    static boolean isNameStart(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }

    /// Whether a name may contain the character.
    static boolean isNamePart(char c) {
        return isNameStart(c) || (c >= '0' && c <= '9') || c == '.';
    }
}
