package dev.komodo.testing;

import dev.komodo.graph.BinaryOp;
import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/// Adds elementwise operations to generated graphs; each keeps track of magnitude and error.
final class ElementwiseSteps {
    private final Workshop shop;

    ElementwiseSteps(Workshop shop) {
        this.shop = shop;
    }

    boolean step(Predicate<Entry> where) {
        Optional<Entry> found = shop.find(where);
        if (found.isEmpty()) {
            return false;
        }
        Entry x = found.get();
        return switch (shop.random.nextInt(8)) {
            case 0, 1, 2 -> unary(x);
            case 3, 4, 5 -> binary(x);
            case 6 -> compare(where);
            default -> select(x);
        };
    }

    private boolean unary(Entry x) {
        return switch (x.dtype()) {
            case F16, BF16, F32, F64 ->
                    shop.add((x.exact() && shop.chance(3)) ? exactFunction(x) : function(x));
            case I8, I16, I32, I64, U8, U16, U32, U64 ->
                    shop.add(
                            Entry.exact(
                                    switch (shop.random.nextInt(4)) {
                                        case 0 -> x.tensor().neg();
                                        case 1 -> x.tensor().abs();
                                        case 2 -> x.tensor().sign();
                                        default -> x.tensor().not();
                                    },
                                    x.dtype().isUnsigned()
                                            ? Double.POSITIVE_INFINITY
                                            : x.bound() + 1));
            case BOOL -> shop.add(Entry.exact(x.tensor().not(), 1));
        };
    }

    private Entry exactFunction(Entry x) {
        Tensor t = x.tensor();
        return switch (shop.random.nextInt(7)) {
            case 0 -> Entry.exact(t.floor(), x.bound() + 1);
            case 1 -> Entry.exact(t.ceil(), x.bound() + 1);
            case 2 -> Entry.exact(t.truncate(), x.bound());
            case 3 -> Entry.exact(t.roundEven(), x.bound() + 1);
            case 4 -> Entry.exact(t.sign(), 1);
            case 5 -> Entry.exact(t.isNaN(), 1);
            default -> Entry.exact(t.isInfinite(), 1);
        };
    }

    /// A continuous function, its argument moved to where it is defined and flat enough.
    Entry function(Entry x) {
        return switch (shop.random.nextInt(19)) {
            case 0 -> x.moved(x.tensor().neg());
            case 1 -> x.moved(x.tensor().abs());
            case 2 -> applied(plus(abs(x), 0.25), Tensor::sqrt, 1 + x.bound(), 1);
            case 3 -> applied(plus(abs(x), 1), Tensor::reciprocal, 1, 1);
            case 4 -> applied(clipped(x, 4), Tensor::exp, 55, 55);
            case 5 -> applied(clipped(x, 4), Tensor::expm1, 55, 55);
            case 6 -> applied(plus(abs(x), 0.5), Tensor::log, 1 + Math.log1p(x.bound()), 2);
            case 7 -> applied(abs(x), Tensor::log1p, Math.log1p(x.bound()), 1);
            case 8 -> applied(clipped(x, 50), Tensor::sin, 1, 1);
            case 9 -> applied(clipped(x, 50), Tensor::cos, 1, 1);
            case 10 -> applied(x, Tensor::tanh, 1, 1);
            case 11 -> applied(x, Tensor::sigmoid, 1, 1);
            case 12 -> applied(x, Tensor::softplus, x.bound() + 1, 1);
            case 13 -> applied(x, Tensor::erf, 1, 1.2);
            case 14 -> x.moved(x.tensor().relu());
            case 15 -> circular(x);
            case 16 -> exponential(x);
            case 17 -> special(x);
            default -> applied(clipped(x, 8), Tensor::square, 64, 16);
        };
    }

    private Entry circular(Entry x) {
        return switch (shop.random.nextInt(6)) {
            case 0 -> applied(clipped(x, 1), Tensor::tan, 1.6, 3.5);
            case 1 -> applied(clipped(x, 0.9), Tensor::asin, 1.2, 2.3);
            case 2 -> applied(clipped(x, 0.9), Tensor::acos, 2.7, 2.3);
            case 3 -> applied(x, Tensor::atan, 1.6, 1);
            case 4 -> applied(clipped(x, 0.9), Tensor::atanh, 1.5, 5.3);
            default -> applied(x, Tensor::asinh, 1 + Math.log1p(2 * x.bound()), 1);
        };
    }

    private Entry exponential(Entry x) {
        double logarithm = 1 + 1.5 * Math.log1p(2 * x.bound());
        return switch (shop.random.nextInt(8)) {
            case 0 -> applied(clipped(x, 4), Tensor::exp2, 16, 12);
            case 1 -> applied(clipped(x, 4), Tensor::sinh, 28, 28);
            case 2 -> applied(clipped(x, 4), Tensor::cosh, 28, 28);
            case 3 -> applied(plus(abs(x), 0.5), Tensor::log2, logarithm, 2.9);
            case 4 -> applied(plus(abs(x), 0.5), Tensor::log10, logarithm, 0.9);
            case 5 -> applied(plus(abs(x), 1.5), Tensor::acosh, 1 + logarithm, 0.9);
            case 6 -> applied(plus(abs(x), 0.25), Tensor::cbrt, 1 + x.bound(), 0.9);
            default -> applied(x, Tensor::erfc, 2, 1.2);
        };
    }

    private Entry special(Entry x) {
        Entry positive = plus(clipped(abs(x), 8), 0.5);
        return switch (shop.random.nextInt(10)) {
            case 0 -> applied(positive, Tensor::logGamma, 10, 2.1);
            case 1 -> applied(positive, Tensor::digamma, 2.2, 5);
            case 2 -> applied(positive, Tensor::trigamma, 5, 17);
            case 3 -> applied(plus(clipped(abs(x), 3), 0.5), Tensor::gamma, 4, 5);
            case 4 -> applied(clipped(x, 0.75), Tensor::erfInverse, 0.82, 1.8);
            case 5 -> applied(plus(clipped(x, 0.75), 1), Tensor::erfcInverse, 0.82, 1.8);
            case 6 -> applied(clipped(x, 50), Tensor::besselJ0, 1, 0.6);
            case 7 -> applied(clipped(x, 50), Tensor::besselJ1, 0.6, 0.51);
            case 8 -> modifiedBessel(x);
            default -> applied(x, Tensor::besselI1Scaled, 0.22, 0.51);
        };
    }

    private Entry modifiedBessel(Entry x) {
        return switch (shop.random.nextInt(3)) {
            case 0 -> applied(clipped(x, 3), Tensor::besselI0, 4.9, 4);
            case 1 -> applied(clipped(x, 3), Tensor::besselI1, 4, 3.6);
            default -> applied(x, Tensor::besselI0Scaled, 1, 1);
        };
    }

    private static Entry applied(Entry x, UnaryOperator<Tensor> f, double bound, double slope) {
        return Entry.rounded(f.apply(x.tensor()), bound, slope * x.error());
    }

    private static Entry abs(Entry x) {
        return x.moved(x.tensor().abs());
    }

    static Entry plus(Entry x, double constant) {
        return Entry.rounded(x.tensor().add(constant), x.bound() + constant, x.error());
    }

    static Entry clipped(Entry x, double limit) {
        if (x.bound() <= limit && !Double.isInfinite(x.bound())) {
            return x;
        }
        Tensor clipped = x.tensor().minimum(limit).maximum(-limit);
        return new Entry(clipped, x.exact(), limit, x.error());
    }

    private boolean binary(Entry x) {
        Entry y = partner(x);
        return switch (x.dtype()) {
            case F16, BF16, F32, F64 -> shop.add(real(x, y));
            case I8, I16, I32, I64, U8, U16, U32, U64 -> shop.add(integer(x, y));
            case BOOL ->
                    shop.add(
                            Entry.exact(
                                    switch (shop.random.nextInt(3)) {
                                        case 0 -> x.tensor().and(y.tensor());
                                        case 1 -> x.tensor().or(y.tensor());
                                        default -> x.tensor().xor(y.tensor());
                                    },
                                    1));
        };
    }

    private Entry real(Entry x, Entry y) {
        Tensor a = x.tensor();
        Tensor b = y.tensor();
        double sum = x.bound() + y.bound();
        double larger = Math.max(x.bound(), y.bound());
        double errors = x.error() + y.error();
        return switch (shop.random.nextInt(9)) {
            case 0, 1 -> Entry.rounded(a.add(b), sum, errors);
            case 2 -> Entry.rounded(a.sub(b), sum, errors);
            case 3, 4 -> product(x, y);
            case 5 -> {
                Entry divisor = plus(abs(y), 1);
                double brought = x.error() + x.bound() * divisor.error();
                yield Entry.rounded(a.div(divisor.tensor()), x.bound(), brought);
            }
            case 6 -> Entry.rounded(a.atan2(plus(abs(y), 1).tensor()), 1.6, errors);
            case 7 ->
                    new Entry(
                            shop.random.nextBoolean() ? a.minimum(b) : a.maximum(b),
                            x.exact() && y.exact(),
                            larger,
                            Math.max(x.error(), y.error()));
            default -> x.exact() && y.exact() ? remainder(x, y) : power(x, y);
        };
    }

    static Entry product(Entry x, Entry y) {
        double brought = x.bound() * y.error() + y.bound() * x.error() + x.error() * y.error();
        return Entry.rounded(x.tensor().mul(y.tensor()), x.bound() * y.bound(), brought);
    }

    private Entry remainder(Entry x, Entry y) {
        boolean floor = shop.random.nextBoolean();
        Tensor result =
                floor ? x.tensor().floorModulo(y.tensor()) : x.tensor().remainder(y.tensor());
        double bound = Math.max(x.bound(), y.bound());
        // a floor modulo of floats may add, which rounds: a tiny sum is the divisor
        return floor && result.dtype().isFloat()
                ? Entry.rounded(result, bound, 0)
                : Entry.exact(result, bound);
    }

    /// `(|x| clipped to 4 + 0.5) ^ (y clipped to 2)`: at most 4.5 squared, slopes below 16 and 32.
    private static Entry power(Entry x, Entry y) {
        Entry base = plus(clipped(abs(x), 4), 0.5);
        Entry exponent = clipped(y, 2);
        double brought = 16 * base.error() + 32 * exponent.error();
        return Entry.rounded(base.tensor().pow(exponent.tensor()), 20.25, brought);
    }

    private Entry integer(Entry x, Entry y) {
        BinaryOp[] kinds = BinaryOp.values();
        Tensor a = x.tensor();
        Tensor b = y.tensor();
        double sum = x.bound() + y.bound() + 1;
        double wild = Double.POSITIVE_INFINITY;
        return switch (kinds[shop.random.nextInt(kinds.length)]) {
            case ADD -> Entry.exact(a.add(b), wrapped(sum));
            case SUBTRACT -> Entry.exact(a.sub(b), x.dtype().isUnsigned() ? wild : wrapped(sum));
            case MULTIPLY -> Entry.exact(a.mul(b), wrapped(x.bound() * y.bound()));
            case DIVIDE -> Entry.exact(a.div(b), x.bound());
            case REMAINDER -> Entry.exact(a.remainder(b), x.bound());
            case FLOOR_MODULO -> Entry.exact(a.floorModulo(b), y.bound());
            // for floats only: the same as POWER once more
            case POWER, ATAN2 -> Entry.exact(a.pow(b), wild);
            case MINIMUM -> Entry.exact(a.minimum(b), sum);
            case MAXIMUM -> Entry.exact(a.maximum(b), sum);
            case AND -> Entry.exact(a.and(b), wild);
            case OR -> Entry.exact(a.or(b), wild);
            case XOR -> Entry.exact(a.xor(b), wild);
            case SHIFT_LEFT -> Entry.exact(a.shiftLeft(b), wild);
            case SHIFT_RIGHT -> Entry.exact(a.shiftRight(b), wild);
        };
    }

    private static double wrapped(double bound) {
        return bound < 1e9 ? bound : Double.POSITIVE_INFINITY;
    }

    private boolean compare(Predicate<Entry> where) {
        Optional<Entry> found = shop.find(where.and(Entry::exact));
        if (found.isEmpty()) {
            return false;
        }
        Entry x = found.get();
        Tensor a = x.tensor();
        Entry other = partner(x);
        Tensor b = other.exact() ? other.tensor() : constant(x).tensor();
        return shop.add(
                Entry.exact(
                        switch (shop.random.nextInt(6)) {
                            case 0 -> a.equalTo(b);
                            case 1 -> a.notEqualTo(b);
                            case 2 -> a.less(b);
                            case 3 -> a.lessEqual(b);
                            case 4 -> a.greater(b);
                            default -> a.greaterEqual(b);
                        },
                        1));
    }

    private boolean select(Entry x) {
        Entry y = partner(x);
        Optional<Entry> condition =
                shop.find(
                        c ->
                                c.dtype() == DType.BOOL
                                        && isCompatible(c.shape(), x.shape())
                                        && isCompatible(c.shape(), y.shape()));
        Tensor test =
                condition.isPresent()
                        ? condition.get().tensor()
                        : x.exact() ? x.tensor().equalTo(x.tensor()) : x.tensor().isNaN();
        if (condition.isEmpty() && !x.exact()) {
            return false;
        }
        return shop.add(
                new Entry(
                        test.select(x.tensor(), y.tensor()),
                        x.exact() && y.exact(),
                        Math.max(x.bound(), y.bound()),
                        Math.max(x.error(), y.error())));
    }

    /// Something to combine a value with: another one that broadcasts with it, or a constant.
    Entry partner(Entry x) {
        Optional<Entry> found =
                shop.chance(4)
                        ? Optional.empty()
                        : shop.find(
                                y -> y.dtype() == x.dtype() && isCompatible(x.shape(), y.shape()));
        return found.orElseGet(() -> constant(x));
    }

    private Entry constant(Entry x) {
        double value =
                switch (x.dtype()) {
                    case F16, BF16, F32, F64 -> shop.pick(List.of(-1.5, -0.0, 0.5, 1.0, 2.0, 3.0));
                    case I8, I16, I32, I64 -> shop.pick(List.of(-3.0, 0.0, 1.0, 2.0, 5.0, 33.0));
                    case U8, U16, U32, U64 -> shop.pick(List.of(0.0, 1.0, 2.0, 5.0, 33.0, 200.0));
                    case BOOL -> shop.random.nextInt(2);
                };
        Tensor constant = shop.graph.constant(x.dtype(), value);
        return Entry.exact(constant, Math.abs(value));
    }

    /// Whether two shapes broadcast: extents that are written differently may have one size, which
    /// gives a guard.
    private boolean isCompatible(Shape left, Shape right) {
        long elements = 1;
        for (int i = 1; i <= Math.max(left.rank(), right.rank()); i++) {
            Dim one = i <= left.rank() ? left.dim(left.rank() - i) : Dim.of(1);
            Dim other = i <= right.rank() ? right.dim(right.rank() - i) : Dim.of(1);
            if (!one.is(1) && !other.is(1) && !isEqual(one, other)) {
                return false;
            }
            elements *= one.is(1) ? shop.size(other) : shop.size(one);
        }
        return elements <= 4096;
    }

    private boolean isEqual(Dim one, Dim other) {
        boolean fixed = one instanceof Dim.Fixed && other instanceof Dim.Fixed;
        boolean data =
                one.atoms().stream().anyMatch(atom -> atom instanceof Dim.Data)
                        || other.atoms().stream().anyMatch(atom -> atom instanceof Dim.Data);
        return one.equals(other)
                || (!fixed
                        && !data
                        && !(one.minus(other) instanceof Dim.Fixed)
                        && shop.size(one) == shop.size(other));
    }
}
