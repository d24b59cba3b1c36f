package dev.komodo.rewrite;

import dev.komodo.graph.DType;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Literal;
import dev.komodo.graph.Op;
import dev.komodo.graph.Value;

import java.util.Optional;

/// What is known about the elements of values.
final class Constants {
    private Constants() {}

    /// A literal of which the first element is every element of the value, if there is one.
    static Optional<Literal> uniform(Value value, GraphBuilder graph) {
        return switch (graph.producer(value)) {
            case Op.Constant(Literal literal) when isUniform(literal) -> Optional.of(literal);
            case Op.Broadcast broadcast -> uniform(broadcast.operand(), graph);
            case Op.Reshape reshape -> uniform(reshape.operand(), graph);
            case Op.Transpose transpose -> uniform(transpose.operand(), graph);
            case Op _ -> Optional.empty();
        };
    }

    /// Whether each element has the bits of the first; there is one at least.
    static boolean isUniform(Literal literal) {
        if (literal.elements() == 0) {
            return false;
        }
        for (long i = 1; !literal.isSplat() && i < literal.elements(); i++) {
            if (literal.bits(i) != literal.bits(0)) {
                return false;
            }
        }
        return true;
    }

    /// Whether every element of the value is this number; 0.0 is not -0.0.
    static boolean isEverywhere(Value value, double number, GraphBuilder graph) {
        return uniform(value, graph)
                .filter(literal -> Double.compare(literal.asDouble(0), number) == 0)
                .isPresent();
    }

    /// How many bits of an integer a float holds.
    static int precision(DType dtype) {
        return switch (dtype) {
            case F16 -> 11;
            case BF16 -> 8;
            case F32 -> 24;
            case F64 -> 53;
            case I8, I16, I32, I64, U8, U16, U32, U64, BOOL ->
                    throw new IllegalArgumentException(dtype + " is no float");
        };
    }
}
