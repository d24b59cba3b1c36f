package dev.komodo.autodiff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.graph.DType;
import dev.komodo.graph.Literal;
import dev.komodo.graph.Tensor;
import dev.komodo.library.LinearAlgebra;
import dev.komodo.testing.WellConditioned;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Random;
import java.util.function.Function;

/// Derivatives of linear algebra against differences.
final class MatrixDerivativesTest {
    private static final Random RANDOM = new Random(31);
    private static final Literal DEFINITE = WellConditioned.definite(RANDOM, DType.F64, 2, 4, 4);
    private static final Literal ANY =
            WellConditioned.shuffled(RANDOM, WellConditioned.dominant(RANDOM, DType.F64, 2, 4, 4));
    private static final Literal SIDES = WellConditioned.any(RANDOM, DType.F64, 4, 3);

    private static void check(Function<List<Tensor>, Tensor> function, Literal... point) {
        GradientCheck check = GradientCheck.of(function, List.of(point));
        assertThat(check.largestError()).as(check.toString()).isLessThan(1e-8);
    }

    @Test
    void cholesky() {
        check(x -> LinearAlgebra.cholesky(x.getFirst()), DEFINITE);
    }

    @Test
    void triangularSystems() {
        for (int variant = 0; variant < 8; variant++) {
            boolean lower = (variant & 1) != 0;
            boolean transposed = (variant & 2) != 0;
            boolean unit = (variant & 4) != 0;
            check(
                    x -> LinearAlgebra.solveTriangular(x.get(0), x.get(1), lower, transposed, unit),
                    DEFINITE,
                    SIDES);
        }
    }

    @Test
    void factorsWithPivots() {
        check(x -> LinearAlgebra.lu(x.getFirst()).factors(), ANY);
    }

    @Test
    void theSignOfAPermutationDoesNotChange() {
        check(x -> LinearAlgebra.lu(x.getFirst()).sign().add(x.getFirst().sum(1, 2)), ANY);
    }

    @Test
    void whatIsMadeOfThem() {
        check(x -> LinearAlgebra.solve(x.get(0), x.get(1)), ANY, SIDES);
        check(x -> LinearAlgebra.inverse(x.getFirst()), ANY);
        check(x -> LinearAlgebra.determinant(x.getFirst().mul(0.25)), ANY);
        check(x -> LinearAlgebra.logDeterminant(x.getFirst()).logarithm(), ANY);
        check(
                x -> {
                    Tensor l = LinearAlgebra.cholesky(x.get(0));
                    return LinearAlgebra.choleskySolve(l, x.get(1))
                            .add(LinearAlgebra.logDeterminantOfCholesky(l).sum());
                },
                DEFINITE,
                SIDES);
    }

    @Test
    void orthogonalFactors() {
        Literal tall = WellConditioned.spread(RANDOM, DType.F64, 2, 5, 3);
        Literal wide = WellConditioned.spread(RANDOM, DType.F64, 3, 5);
        Literal square = WellConditioned.spread(RANDOM, DType.F64, 4, 4);
        check(x -> LinearAlgebra.qr(x.getFirst()).q(), tall);
        check(x -> LinearAlgebra.qr(x.getFirst()).r(), tall);
        check(x -> LinearAlgebra.eigh(x.getFirst()).values(), square);
        check(x -> LinearAlgebra.eigh(x.getFirst()).vectors(), square);
        for (Literal point : List.of(tall, wide)) {
            check(x -> LinearAlgebra.svd(x.getFirst()).left(), point);
            check(x -> LinearAlgebra.svd(x.getFirst()).values(), point);
            check(x -> LinearAlgebra.svd(x.getFirst()).rightTransposed(), point);
        }
    }

    @Test
    void secondDerivatives() {
        check(
                x -> {
                    Tensor value = LinearAlgebra.cholesky(x.getFirst()).square().sum();
                    return Derivatives.gradient(value, x.getFirst());
                },
                DEFINITE);
    }
}
