package dev.komodo.math;

import dev.komodo.loop.Expr;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A function of f32 on `[0, end]` as polynomials `g(c + t) = g(c) + t P(t)` of sixteen pieces of
/// one width, whose coefficients are picked by the number of the piece from tables that a register
/// of a processor holds.
///
/// The first piece is centred at 0 and half as wide. The others' centres are chosen where g, and
/// its slope, are all but f32s, near the middle or nearer to the end at which g is small: so what
/// shows is the rounding of the last operation, and that of P where `t P` is not small beside g.
/// The first pieces of odd functions have no value: they are `x + x P(t)` with a small P.
///
/// @param width of a piece
/// @param centres c, by piece
/// @param values g(c), by piece
/// @param coefficients P's, from the constant term up, each by piece
record Pieces(
        double width, List<Float> centres, List<Float> values, List<List<Float>> coefficients) {
    private static final double MAGIC = 0x1.8p23;

    /// Copies the lists.
    Pieces {
        centres = List.copyOf(centres);
        values = List.copyOf(values);
        coefficients = List.copyOf(coefficients);
    }

    /// Reads a table.
    ///
    /// @param table for each piece its centre, value and coefficients, separated by white space
    static Pieces of(double width, String table) {
        List<Float> numbers = Stream.of(table.strip().split("\\s+")).map(Float::valueOf).toList();
        int columns = numbers.size() / Expr.Lookup.SIZE;
        List<List<Float>> read =
                IntStream.range(0, columns)
                        .mapToObj(column -> column(numbers, column, columns))
                        .toList();
        return new Pieces(width, read.get(0), read.get(1), read.subList(2, columns));
    }

    private static List<Float> column(List<Float> numbers, int first, int step) {
        return IntStream.iterate(first, i -> i < numbers.size(), i -> i + step)
                .mapToObj(numbers::get)
                .toList();
    }

    /// The end of the last piece, a little before that which rounds to the number of a next one.
    double end() {
        return (centres.size() - 0.51) * width;
    }

    /// `g(x)`.
    ///
    /// @param x from 0 to [#end()], or NaN; for others the result is any number
    Expr value(Formula f, Expr x) {
        Place place = at(f, x);
        return f.fma(place.t, place.slope(), place.value());
    }

    /// `g(x)` of a function with pieces without a value.
    ///
    /// @param x as in [#value]
    Expr oddValue(Formula f, Expr x) {
        Place place = at(f, x);
        Expr value = place.value();
        Expr isNear = f.equal(value, f.number(0));
        Expr factor = f.select(isNear, x, place.t);
        return f.fma(factor, place.slope(), f.select(isNear, x, value));
    }

    /// `g(x)` with what its rounding lost, of eight coefficients.
    ///
    /// @param x as in [#value]
    DoubleWord preciseValue(Formula f, Expr x) {
        Place place = at(f, x);
        Expr slope = place.shallowSlope();
        Expr value = place.value();
        Expr high = f.fma(place.t, slope, value);
        return new DoubleWord(high, f.fma(place.t, slope, f.subtract(value, high)));
    }

    /// Where an operand lies.
    ///
    /// @param x as in [#value]
    private Place at(Formula f, Expr x) {
        return new Place(f, x);
    }

    /// The piece in which an operand lies.
    private final class Place {
        private final Formula f;
        private final Expr piece;
        private final Expr t;

        private Place(Formula f, Expr x) {
            this.f = f;
            piece = f.bits(f.fma(x, f.number(1 / width), f.number(MAGIC)));
            t = f.subtract(x, pick(centres));
        }

        private Expr pick(List<Float> table) {
            return f.lookup(table, piece);
        }

        /// `g(c)`.
        Expr value() {
            return pick(values);
        }

        /// P's coefficient of `t^i`.
        private Expr coefficient(int i) {
            return pick(coefficients.get(i));
        }

        /// `P(t)` of eight coefficients in four steps rather than seven, for long formulas: the
        /// last as in [#slope], of which the rounding shows, the others by Estrin's scheme.
        Expr shallowSlope() {
            Expr square = f.multiply(t, t);
            Expr low = f.fma(square, pair(3), pair(1));
            Expr high = f.fma(square, coefficient(7), pair(5));
            Expr rest = f.fma(f.multiply(square, square), high, low);
            return f.fma(rest, t, coefficient(0));
        }

        private Expr pair(int i) {
            return f.fma(coefficient(i + 1), t, coefficient(i));
        }

        /// `P(t)`.
        Expr slope() {
            Expr slope = coefficient(coefficients.size() - 1);
            for (int i = coefficients.size() - 2; i >= 0; i--) {
                slope = f.fma(slope, t, coefficient(i));
            }
            return slope;
        }
    }
}
