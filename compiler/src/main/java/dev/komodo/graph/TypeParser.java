package dev.komodo.graph;

import dev.komodo.error.InvalidGraphException;

import java.util.function.BinaryOperator;

/// Parses types and dims: sums of products of numbers, symbols, `?name<=bound`, `floordiv(a, b)`,
/// `max(a, b)` and parentheses.
final class TypeParser {
    private static final int DEPTH = 32;

    private final TextReader in;
    private int depth;

    TypeParser(TextReader in) {
        this.in = in;
    }

    /// `dtype[dims]`.
    TensorType type() {
        return in.placed(
                () ->
                        new TensorType(
                                DType.parse(in.word("a dtype")), new Shape(in.list(this::dim))));
    }

    Dim dim() {
        return in.placed(this::sum);
    }

    Dim.Data data() {
        if (dim() instanceof Dim.Data data) {
            return data;
        }
        throw in.fault("a data dim (?name<=bound) before this");
    }

    private Dim sum() {
        Dim sum = product(in.accept("-"));
        while (in.sees("+") || in.sees("-")) {
            boolean negative = in.accept("-");
            if (!negative) {
                in.expect("+");
            }
            sum = sum.plus(product(negative));
        }
        return sum;
    }

    /// The sign goes into the first factor, as the smallest number has no positive one.
    private Dim product(boolean negative) {
        Dim product = factor(negative);
        while (in.accept("*")) {
            product = product.times(factor(false));
        }
        return product;
    }

    private Dim factor(boolean negative) {
        if (in.seesDigit()) {
            return Dim.of(in.number(negative));
        }
        if (++depth > DEPTH) {
            throw new InvalidGraphException("A dim is nested deeper than " + DEPTH);
        }
        Dim atom = atom();
        depth--;
        return negative ? Dim.of(-1).times(atom) : atom;
    }

    private Dim atom() {
        if (in.accept("(")) {
            Dim inner = sum();
            in.expect(")");
            return inner;
        }
        if (in.accept("?")) {
            String name = in.word("the name of a data dim");
            in.expect("<=");
            return new Dim.Data(name, bound());
        }
        String word = in.word("an extent");
        return switch (word) {
            case "floordiv" -> in.sees("(") ? pair(Dim::floorDivide) : Dim.symbol(word);
            case "max" -> in.sees("(") ? pair(Dim::maximum) : Dim.symbol(word);
            default -> Dim.symbol(word);
        };
    }

    private Dim bound() {
        return in.accept("-") ? factor(true) : factor(false);
    }

    private Dim pair(BinaryOperator<Dim> operation) {
        in.expect("(");
        Dim left = sum();
        in.expect(",");
        Dim right = sum();
        in.expect(")");
        return operation.apply(left, right);
    }
}
