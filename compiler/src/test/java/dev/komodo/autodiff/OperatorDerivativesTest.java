package dev.komodo.autodiff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.graph.BinaryOp;
import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.FactorizeOp;
import dev.komodo.graph.FourierOp;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.graph.OnFailure;
import dev.komodo.graph.Op;
import dev.komodo.graph.ReduceOp;
import dev.komodo.graph.ScatterOp;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.UnaryOp;
import dev.komodo.library.LinearAlgebra;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;

/// Each op against differences of its values, in both modes, and its derivative once more.
class OperatorDerivativesTest {
    private static final double ERROR = 5e-8;

    @TestFactory
    Stream<DynamicTest> functionsOfOneOperand() {
        return Arrays.stream(UnaryOp.values())
                .filter(kind -> Differentiability.of(kind) == Differentiability.DIFFERENTIABLE)
                .map(kind -> DynamicTest.dynamicTest(kind.name(), () -> checkFunction(kind)));
    }

    private static void checkFunction(UnaryOp kind) {
        List<Literal> point = List.of(vector(points(kind)));
        checkTwice(xs -> unary(kind, xs.getFirst()), point);
    }

    @TestFactory
    Stream<DynamicTest> functionsOfTwoOperands() {
        return Arrays.stream(BinaryOp.values())
                .filter(kind -> Differentiability.of(kind) == Differentiability.DIFFERENTIABLE)
                .map(
                        kind ->
                                DynamicTest.dynamicTest(
                                        kind.name(),
                                        () ->
                                                checkTwice(
                                                        xs -> binary(kind, xs.get(0), xs.get(1)),
                                                        List.of(
                                                                vector(0.7, 2.5, 1.3, 5.1),
                                                                vector(1.9, 0.6, -0.4, 2.2)))));
    }

    @TestFactory
    Stream<DynamicTest> reductions() {
        return Arrays.stream(ReduceOp.values())
                .filter(kind -> Differentiability.of(kind) == Differentiability.DIFFERENTIABLE)
                .map(
                        kind ->
                                DynamicTest.dynamicTest(
                                        kind.name(),
                                        () -> {
                                            Literal x = random(1, 3, 5, 2);
                                            checkTwice(
                                                    xs -> reduce(kind, xs.getFirst(), 1),
                                                    List.of(x));
                                            checkTwice(
                                                    xs -> reduce(kind, xs.getFirst(), 0, 2),
                                                    List.of(x));
                                            checkTwice(
                                                    xs -> reduce(kind, xs.getFirst(), 0, 1, 2),
                                                    List.of(x));
                                        }));
    }

    @Test
    void knownExponentsHaveFormsOfTheirOwn() {
        for (double exponent : List.of(-2.0, -1.0, 0.0, 0.5, 1.0, 2.0, 3.0, 2.5)) {
            checkTwice(xs -> xs.getFirst().pow(exponent), List.of(vector(0.5, 1.5, 4)));
        }
        checkTwice(
                xs -> xs.getFirst().builder().constant(DType.F64, 1.7).pow(xs.getFirst()),
                List.of(vector(-0.5, 0, 4)));
    }

    @Test
    void movement() {
        Literal x = random(2, 4, 6);
        check(xs -> xs.getFirst().reshape(3, 8).transpose(), x);
        check(xs -> xs.getFirst().reshape(2, 2, 6).transpose(2, 0, 1).sin(), x);
        check(xs -> xs.getFirst().broadcastTo(3, 4, 6).sin(), x);
        check(xs -> xs.getFirst().sum(true, 0).broadcastTo(5, 6).sin(), x);
        check(xs -> xs.getFirst().slice(1, 1, 4).slice(0, -2, 4).sin(), x);
        check(xs -> xs.getFirst().slice(1, Dim.of(1), Dim.of(2), 3).sin(), x);
        check(xs -> xs.getFirst().slice(1, Dim.of(5), Dim.of(3), -2).sin(), x);
        check(xs -> xs.getFirst().slice(1, Dim.of(4), Dim.of(0), -2).sin(), x);
        check(xs -> xs.getFirst().reverse(0).sin(), x);
        check(xs -> Tensor.concat(1, xs.getFirst(), xs.getFirst().exp(), xs.getFirst()).sin(), x);
        check(xs -> Tensor.stack(1, xs.getFirst(), xs.getFirst().exp()).sin(), x);
        checkTwice(
                xs ->
                        xs.getFirst()
                                .sin()
                                .pad(
                                        xs.get(1).exp(),
                                        List.of(Dim.of(1), Dim.of(0)),
                                        List.of(Dim.of(2), Dim.of(3)))
                                .exp(),
                List.of(x, scalar(0.25)));
    }

    @Test
    void selectsAndCasts() {
        Literal x = random(3, 8);
        check(xs -> xs.getFirst().greater(0.1).select(xs.getFirst().exp(), xs.getFirst().sin()), x);
        check(xs -> xs.getFirst().cast(DType.F64).greater(0).cast(DType.F64).mul(xs.getFirst()), x);
    }

    @Test
    void contractions() {
        checkTwice(xs -> xs.get(0).matmul(xs.get(1)), List.of(random(4, 3, 4), random(5, 4, 2)));
        checkTwice(xs -> xs.get(0).matmul(xs.get(1)), List.of(random(4, 3, 4), random(5, 4)));
        checkTwice(xs -> xs.get(0).matmul(xs.get(1)), List.of(random(4, 4), random(5, 4)));
        checkTwice(
                xs -> xs.get(0).matmul(xs.get(1)),
                List.of(random(4, 2, 1, 3, 4), random(5, 3, 4, 2)));
        checkTwice(
                xs ->
                        xs.get(0)
                                .contract(
                                        xs.get(1),
                                        List.of(2),
                                        List.of(0),
                                        List.of(3, 0),
                                        List.of(1, 3)),
                List.of(random(6, 2, 3, 2, 4), random(7, 2, 4, 3, 2)));
        checkTwice(
                xs -> xs.get(0).contract(xs.get(1), List.of(), List.of(), List.of(), List.of()),
                List.of(random(8, 3), random(9, 2)));
        checkTwice(xs -> xs.getFirst().matmul(xs.getFirst()), List.of(random(10, 3, 3)));
    }

    @Test
    void fourierTransforms() {
        for (FourierOp kind : FourierOp.values()) {
            for (long length : new long[] {1, 5, 6}) {
                long taken = kind.taken(length);
                Literal x = kind.takesComplex() ? random(3, taken, 2, 2) : random(3, taken, 2);
                checkTwice(xs -> xs.get(0).fourier(kind, 0, length, 0.3).sin(), List.of(x));
            }
        }
    }

    @Test
    void sortsAlongEachAxis() {
        for (int axis = 0; axis < 2; axis++) {
            int along = axis;
            checkTwice(xs -> xs.get(0).sort(along, along == 1).mul(xs.get(0)), List.of(DISTINCT));
        }
    }

    /// Elements so far apart that no small step changes their order.
    private static final Literal DISTINCT =
            new LiteralBuilder(DType.F64, 2, 3)
                    .put(0, 0.5)
                    .put(1, -1.25)
                    .put(2, 2)
                    .put(3, -0.75)
                    .put(4, 1.5)
                    .put(5, 0.125)
                    .build();

    @Test
    void gathersAndScatters() {
        Literal x = random(15, 3, 4, 2);
        Literal indices = LiteralBuilder.of(DType.I64, new long[] {2, 3}, 0, -1, 2, 2, 2, -4);
        checkTwice(xs -> xs.get(0).gather(xs.get(1), 1), List.of(x, indices));
        for (ScatterOp kind : ScatterOp.values()) {
            Literal updates = random(16, 3, 2, 3, 2);
            if (kind == ScatterOp.MULTIPLY) {
                checkTwice(
                        xs -> {
                            Tensor factors = xs.getFirst().builder().constant(updates);
                            return xs.get(0).scatter(kind, xs.get(1), factors, 1);
                        },
                        List.of(x, indices));
            } else {
                checkTwice(
                        xs -> xs.get(0).scatter(kind, xs.get(1), xs.get(2), 1),
                        List.of(x, indices, updates));
            }
        }
    }

    @Test
    void factorsAndTriangularSystems() {
        Literal matrix = random(17, 2, 3, 3);
        Literal right = random(18, 2, 3, 2);
        checkTwice(xs -> LinearAlgebra.cholesky(definite(xs.getFirst())), List.of(matrix));
        check(xs -> LinearAlgebra.cholesky(dominant(xs.getFirst())), matrix);
        checkTwice(xs -> factors(dominant(xs.getFirst())), List.of(matrix));
        check(xs -> factors(xs.getFirst()), matrix);
        for (int variant = 0; variant < 8; variant++) {
            boolean lower = variant % 2 == 0;
            boolean transposed = variant / 2 % 2 == 0;
            boolean unit = variant / 4 == 0;
            checkTwice(
                    xs ->
                            LinearAlgebra.solveTriangular(
                                    dominant(xs.get(0)), xs.get(1), lower, transposed, unit),
                    List.of(matrix, right));
        }
    }

    private static Tensor factors(Tensor matrix) {
        return matrix.factorize(FactorizeOp.LU, OnFailure.REPORT).getFirst();
    }

    private static Tensor definite(Tensor matrix) {
        return matrix.matmul(matrix.transpose(0, 2, 1)).add(dominant(matrix.mul(0)));
    }

    private static Tensor dominant(Tensor matrix) {
        Tensor rows = matrix.builder().iota(DType.I64, 0, 3, 3);
        Tensor columns = matrix.builder().iota(DType.I64, 1, 3, 3);
        return rows.equalTo(columns).cast(DType.F64).mul(4).add(matrix);
    }

    @Test
    void convolutions() {
        for (long variant = 0; variant < 8; variant++) {
            convolution(
                    1 + variant % 3,
                    1 + variant % 2,
                    variant / 2,
                    3 - variant / 2,
                    1 + variant / 4);
        }
    }

    private static void convolution(long stride, long dilation, long low, long high, long groups) {
        Literal input = random(11, 2, 2 * groups, 6, 4);
        Literal filter = random(12, groups, 2, 3, 2);
        check(
                xs ->
                        xs.get(0)
                                .convolve(
                                        xs.get(1),
                                        List.of(stride, 1L),
                                        List.of(low, high),
                                        List.of(high, low),
                                        List.of(dilation, 1L),
                                        groups)
                                .square(),
                input,
                filter);
    }

    @Test
    void convolutionsDeriveAgain() {
        checkTwice(
                xs ->
                        xs.get(0)
                                .convolve(
                                        xs.get(1),
                                        List.of(2L),
                                        List.of(1L),
                                        List.of(0L),
                                        List.of(2L),
                                        1),
                List.of(random(13, 1, 2, 6), random(14, 2, 2, 2)));
    }

    private static void check(Function<List<Tensor>, Tensor> function, Literal... point) {
        GradientCheck check = GradientCheck.of(function, List.of(point));
        assertThat(check.largestError()).as(check.toString()).isLessThan(ERROR);
    }

    /// The function, then the sum of the squares of its gradients, which has its second
    /// derivatives.
    private static void checkTwice(Function<List<Tensor>, Tensor> function, List<Literal> point) {
        check(function, point.toArray(Literal[]::new));
        check(
                xs ->
                        Derivatives.gradient(
                                        function.apply(xs).square().sum(),
                                        xs.stream().filter(x -> x.dtype().isFloat()).toList())
                                .stream()
                                .map(gradient -> gradient.mul(0.3).sum())
                                .reduce(Tensor::add)
                                .orElseThrow(),
                point.toArray(Literal[]::new));
    }

    private static double[] points(UnaryOp kind) {
        return switch (kind) {
            case SQRT, LOG, LOG2, LOG10 -> new double[] {0.4, 1, 7};
            case LOG1P -> new double[] {-0.5, 0.3, 5};
            case ERFC_INVERSE -> new double[] {0.3, 0.9, 1.6};
            case ASIN, ACOS, ATANH, ERF_INVERSE -> new double[] {-0.8, 0.1, 0.6};
            case ACOSH -> new double[] {1.3, 2, 6};
            case RECIPROCAL, CBRT -> new double[] {-0.8, 0.6, 3};
            default -> new double[] {-1.7, -0.3, 0.4, 1.1, 2.3};
        };
    }

    private static Tensor unary(UnaryOp kind, Tensor x) {
        return x.builder().apply(new Op.Unary(kind, x.value())).getFirst();
    }

    private static Tensor binary(BinaryOp kind, Tensor a, Tensor b) {
        return a.builder().apply(new Op.Binary(kind, a.value(), b.value())).getFirst();
    }

    private static Tensor reduce(ReduceOp kind, Tensor x, Integer... axes) {
        return x.builder().apply(new Op.Reduce(kind, x.value(), List.of(axes))).getFirst();
    }

    private static Literal scalar(double value) {
        return LiteralBuilder.scalar(DType.F64, value);
    }

    private static Literal vector(double... values) {
        return LiteralBuilder.vector(DType.F64, values);
    }

    private static Literal random(long seed, long... sizes) {
        Random random = new Random(seed);
        LiteralBuilder literal = new LiteralBuilder(DType.F64, sizes);
        for (long i = 0; i < literal.elements(); i++) {
            literal.put(i, random.nextGaussian());
        }
        return literal.build();
    }
}
