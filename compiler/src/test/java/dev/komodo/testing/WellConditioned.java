package dev.komodo.testing;

import dev.komodo.graph.DType;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/// Matrices that linear algebra loses few digits on, row-major, `[batch..., m, n]`.
public final class WellConditioned {
    private WellConditioned() {}

    /// Random elements between -1 and 1, the diagonal increased by the order: whatever triangle is
    /// taken, its condition is small.
    public static Literal dominant(Random random, DType dtype, long... sizes) {
        LiteralBuilder literal = new LiteralBuilder(dtype, sizes);
        long rows = sizes[sizes.length - 2];
        long columns = sizes[sizes.length - 1];
        for (long i = 0; i < literal.elements(); i++) {
            double value = random.nextDouble() * 2 - 1;
            boolean isDiagonal = i / columns % rows == i % columns;
            literal.put(i, isDiagonal ? value + Math.max(rows, columns) : value);
        }
        return literal.build();
    }

    /// The same, symmetric: positive definite.
    public static Literal definite(Random random, DType dtype, long... sizes) {
        Literal any = dominant(random, dtype, sizes);
        long order = sizes[sizes.length - 1];
        LiteralBuilder literal = new LiteralBuilder(dtype, sizes);
        for (long i = 0; i < literal.elements(); i++) {
            long matrix = i / (order * order) * order * order;
            long row = i / order % order;
            long column = i % order;
            long lower = Math.max(row, column) * order + Math.min(row, column);
            literal.put(i, any.asDouble(matrix + lower));
        }
        return literal.build();
    }

    /// The same rows in another order, one for all matrices.
    public static Literal shuffled(Random random, Literal matrices) {
        long[] sizes = matrices.sizes();
        int rows = (int) sizes[sizes.length - 2];
        long columns = sizes[sizes.length - 1];
        List<Integer> order = new ArrayList<>(IntStream.range(0, rows).boxed().toList());
        Collections.shuffle(order, random);
        LiteralBuilder literal = new LiteralBuilder(matrices.dtype(), sizes);
        for (long i = 0; i < matrices.elements(); i++) {
            int row = (int) (i / columns % rows);
            long from = i + (order.get(row) - row) * columns;
            literal.put(i, matrices.asDouble(from));
        }
        return literal.build();
    }

    /// Singular values, and for square matrices eigenvalues of the symmetric matrix of the lower
    /// triangle, that are far apart: the diagonal is 4, 8, 12 ..., the rest between -1 / n and 1 /
    /// n.
    public static Literal spread(Random random, DType dtype, long... sizes) {
        LiteralBuilder literal = new LiteralBuilder(dtype, sizes);
        long rows = sizes[sizes.length - 2];
        long columns = sizes[sizes.length - 1];
        for (long i = 0; i < literal.elements(); i++) {
            long row = i / columns % rows;
            double small = (random.nextDouble() * 2 - 1) / Math.max(rows, columns);
            literal.put(i, row == i % columns ? 4 * (row + 1) + small : small);
        }
        return literal.build();
    }

    /// Random elements between -1 and 1.
    public static Literal any(Random random, DType dtype, long... sizes) {
        LiteralBuilder literal = new LiteralBuilder(dtype, sizes);
        for (long i = 0; i < Arrays.stream(sizes).reduce(1, (a, b) -> a * b); i++) {
            literal.put(i, random.nextDouble() * 2 - 1);
        }
        return literal.build();
    }
}
