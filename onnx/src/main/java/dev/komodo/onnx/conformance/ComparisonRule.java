package dev.komodo.onnx.conformance;

import dev.komodo.graph.Literal;

import java.util.Arrays;
import java.util.Optional;

/// When an output is as expected. Dtype and shape must be equal under each rule.
sealed interface ComparisonRule {
    /// Floats within a tolerance; integers and truth values exactly, which is stricter than ONNX's
    /// own runner.
    record Close(Tolerance tolerance) implements ComparisonRule {}

    /// Each element is 0 or 1: the values are random by definition.
    record ZeroOrOne() implements ComparisonRule {}

    /// Each element is as expected within a tolerance, or one of both is 0 (false): which ones are
    /// dropped is random.
    record CloseOrDropped(Tolerance tolerance) implements ComparisonRule {}

    /// The first difference, in words.
    default Optional<String> difference(Literal actual, Literal expected) {
        if (actual.dtype() != expected.dtype()
                || !Arrays.equals(actual.sizes(), expected.sizes())) {
            return Optional.of(actual.type() + " instead of " + expected.type());
        }
        long different = 0;
        long first = 0;
        for (long i = expected.elements() - 1; i >= 0; i--) {
            if (!accepts(actual, expected, i)) {
                different++;
                first = i;
            }
        }
        return different == 0
                ? Optional.empty()
                : Optional.of(describe(actual, expected, first, different));
    }

    private boolean accepts(Literal actual, Literal expected, long index) {
        return switch (this) {
            case Close(Tolerance tolerance) -> close(tolerance, actual, expected, index);
            case CloseOrDropped(Tolerance tolerance) ->
                    actual.asDouble(index) == 0
                            || expected.asDouble(index) == 0
                            || close(tolerance, actual, expected, index);
            case ZeroOrOne() -> actual.asDouble(index) == 0 || actual.asDouble(index) == 1;
        };
    }

    private static boolean close(
            Tolerance tolerance, Literal actual, Literal expected, long index) {
        return expected.dtype().isFloat()
                ? tolerance.accepts(actual.asDouble(index), expected.asDouble(index))
                : actual.bits(index) == expected.bits(index);
    }

    private static String describe(
            Literal actual, Literal expected, long index, long differentElements) {
        return "%d of %d elements of %s differ, the first, %d, is %s instead of %s"
                .formatted(
                        differentElements,
                        expected.elements(),
                        expected.type(),
                        index,
                        element(actual, index),
                        element(expected, index));
    }

    private static String element(Literal literal, long index) {
        return literal.dtype().isFloat()
                ? Double.toString(literal.asDouble(index))
                : literal.dtype().isUnsigned()
                        ? Long.toUnsignedString(literal.bits(index))
                        : Long.toString(literal.bits(index));
    }
}
