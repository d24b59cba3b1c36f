package dev.komodo.fourier;

import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Expr;

import java.util.ArrayList;
import java.util.List;

/// Vectors brought together piece by piece.
final class Zip {
    private Zip() {}

    /// `r` vectors as one sequence: the first pieces of all, the second pieces of all, ... in
    /// vectors again. By pairs, then pairs of pairs with pieces twice as long.
    ///
    /// @param vectors a power of two of them
    /// @param piece elements of a piece, a power of two
    static List<Expr> all(BlockBuilder block, List<Expr> vectors, int piece) {
        int lanes = vectors.getFirst().type().lanes();
        if (vectors.size() == 1 || piece >= lanes) {
            return vectors;
        }
        List<Expr> low = new ArrayList<>();
        List<Expr> high = new ArrayList<>();
        for (int i = 0; i < vectors.size(); i += 2) {
            low.add(half(block, vectors.get(i), vectors.get(i + 1), piece, 0));
            high.add(half(block, vectors.get(i), vectors.get(i + 1), piece, 1));
        }
        List<Expr> result = new ArrayList<>(all(block, low, 2 * piece));
        result.addAll(all(block, high, 2 * piece));
        return result;
    }

    /// A half of the sequence of two vectors.
    static Expr half(BlockBuilder block, Expr a, Expr b, int piece, int half) {
        int lanes = a.type().lanes();
        List<Integer> picked = new ArrayList<>();
        for (int i = 0; i < lanes; i++) {
            int at = half * lanes + i;
            int pair = at / (2 * piece);
            int within = at % (2 * piece);
            picked.add(pair * piece + within % piece + (within < piece ? 0 : lanes));
        }
        return block.bind("zipped", new Expr.Shuffle(List.of(a, b), picked));
    }
}
