package dev.komodo.testing;

import dev.komodo.graph.DType;
import dev.komodo.graph.FactorizeOp;
import dev.komodo.graph.Literal;
import dev.komodo.graph.OnFailure;
import dev.komodo.graph.Tensor;

import java.util.List;

/// Adds linear algebra on matrices of their own, which are well-conditioned: what follows may go on
/// with the results.
final class MatrixSteps {
    private static final int ORDERS = 20;

    private final Workshop shop;

    MatrixSteps(Workshop shop) {
        this.shop = shop;
    }

    boolean step() {
        List<DType> dtypes =
                List.of(DType.F32, DType.F64).stream()
                        .filter(shop.options.dtypes()::contains)
                        .toList();
        if (dtypes.isEmpty()) {
            return false;
        }
        DType dtype = shop.pick(dtypes);
        int order = 1 + shop.random.nextInt(ORDERS);
        int batch = 1 + shop.random.nextInt(3);
        return switch (shop.random.nextInt(4)) {
            case 0 -> cholesky(dtype, batch, order);
            case 1 -> triangular(dtype, batch, order);
            case 2 -> orthogonal(dtype, batch, order);
            default -> pivoted(dtype, batch, order);
        };
    }

    private boolean cholesky(DType dtype, int batch, int order) {
        Entry a = input(WellConditioned.definite(shop.random, dtype, batch, order, order), order);
        Tensor scaled = a.tensor().mul(2);
        OnFailure onFailure = shop.pick(List.of(OnFailure.values()));
        Tensor l = scaled.factorize(FactorizeOp.CHOLESKY, onFailure).getFirst();
        return shop.add(Entry.rounded(l, Math.sqrt(2.0 * (order + 1)), error(dtype, order)));
    }

    private boolean triangular(DType dtype, int batch, int order) {
        Entry a = input(WellConditioned.dominant(shop.random, dtype, order, order), order);
        int sides = 1 + shop.random.nextInt(ORDERS);
        Entry b = input(WellConditioned.any(shop.random, dtype, batch, order, sides), 0);
        boolean lower = shop.random.nextBoolean();
        boolean transposed = shop.random.nextBoolean();
        Tensor x =
                a.tensor().solveTriangular(b.tensor(), lower, transposed, false, OnFailure.REPORT);
        return shop.add(Entry.rounded(x, 4, error(dtype, order)));
    }

    /// Values that are far apart: vectors are determined well.
    private boolean orthogonal(DType dtype, int batch, int order) {
        FactorizeOp kind = shop.pick(List.of(FactorizeOp.QR, FactorizeOp.EIGH, FactorizeOp.SVD));
        int columns = kind == FactorizeOp.EIGH ? order : 1 + shop.random.nextInt(ORDERS);
        Literal spread = WellConditioned.spread(shop.random, dtype, batch, order, columns);
        int largest = 4 * (Math.max(order, columns) + 1);
        Entry a = input(spread, largest);
        boolean added = true;
        for (Tensor factor : a.tensor().factorize(kind, shop.pick(List.of(OnFailure.values())))) {
            double error = 16 * error(dtype, Math.max(order, columns)) * largest;
            added &= shop.add(Entry.rounded(factor, largest, error));
        }
        return added;
    }

    /// One row is far the best pivot in each step: every right implementation finds it.
    private boolean pivoted(DType dtype, int batch, int order) {
        int columns = 1 + shop.random.nextInt(ORDERS);
        Literal dominant = WellConditioned.dominant(shop.random, dtype, batch, order, columns);
        Entry a = input(WellConditioned.shuffled(shop.random, dominant), Math.max(order, columns));
        List<Tensor> factors = a.tensor().factorize(FactorizeOp.LU, OnFailure.REPORT);
        return shop.add(Entry.exact(factors.get(1), order))
                && shop.add(Entry.exact(factors.get(2), 1))
                && shop.add(
                        Entry.rounded(factors.get(0), 64, error(dtype, Math.max(order, columns))));
    }

    private Entry input(Literal literal, double diagonal) {
        return shop.input(literal, diagonal + 1);
    }

    private static double error(DType dtype, int order) {
        return 16 * order * Entry.epsilon(dtype);
    }
}
