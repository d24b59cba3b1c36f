package dev.komodo.testing;

import dev.komodo.graph.DType;
import dev.komodo.graph.Literal;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Compares results. Integers and truth values are compared exactly, floats with a tolerance; NaN
/// equals NaN, infinities equal themselves, -0.0 equals 0.0.
public final class LiteralComparison {
    private LiteralComparison() {}

    /// The relative error that a few operations of a dtype may have: 0 for integers.
    public static double relativeTolerance(DType dtype) {
        return switch (dtype) {
            case F16 -> 0x1p-8;
            case BF16 -> 0x1p-5;
            case F32 -> 1e-5;
            case F64 -> 1e-12;
            case I8, I16, I32, I64, U8, U16, U32, U64, BOOL -> 0;
        };
    }

    /// The first difference beyond the tolerance of the dtype, relative to the element, and
    /// `absolute`: nothing if there is none.
    public static Optional<String> difference(Literal expected, Literal found, double absolute) {
        if (expected.dtype() != found.dtype() || !Arrays.equals(expected.sizes(), found.sizes())) {
            return Optional.of("expected " + expected.type() + ", found " + found.type());
        }
        for (long i = 0; i < expected.elements(); i++) {
            if (!isClose(expected, found, i, absolute)) {
                return Optional.of(
                        "element "
                                + i
                                + " of "
                                + expected.type()
                                + ": expected "
                                + text(expected, i)
                                + ", found "
                                + text(found, i)
                                + ", tolerance "
                                + absolute);
            }
        }
        return Optional.empty();
    }

    /// The first difference between the outputs of a generated graph and others.
    public static Optional<String> difference(
            GeneratedGraph generated, List<Literal> expected, List<Literal> found) {
        if (expected.size() != found.size()) {
            return Optional.of(expected.size() + " outputs expected, found " + found.size());
        }
        for (int i = 0; i < expected.size(); i++) {
            String name = generated.graph().outputs().get(i).name();
            Optional<String> difference =
                    difference(expected.get(i), found.get(i), generated.tolerances().get(i));
            if (difference.isPresent()) {
                return Optional.of("output '" + name + "', " + difference.get());
            }
        }
        return Optional.empty();
    }

    private static String text(Literal literal, long index) {
        return literal.dtype().isFloat()
                ? Double.toString(literal.asDouble(index))
                : Long.toString(literal.bits(index));
    }

    private static boolean isClose(Literal expected, Literal found, long i, double absolute) {
        if (!expected.dtype().isFloat()) {
            return expected.bits(i) == found.bits(i);
        }
        double one = expected.asDouble(i);
        double other = found.asDouble(i);
        if (Double.isNaN(one) || Double.isNaN(other)) {
            return Double.isNaN(one) && Double.isNaN(other);
        }
        if (one == other) {
            return true;
        }
        double relative = relativeTolerance(expected.dtype()) * Math.abs(one);
        return Double.isFinite(one)
                && Double.isFinite(other)
                && Math.abs(one - other) <= absolute + relative;
    }
}
