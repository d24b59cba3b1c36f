package dev.komodo.schedule;

import dev.komodo.loop.Expr;

import java.util.ArrayList;
import java.util.List;

/// Transposes a square block of elements in registers, by exchanges of ever smaller halves.
final class Transposition {
    private Transposition() {}

    /// From as many vectors as they have lanes (a power of two), the vectors of the transposed
    /// block: lane `i` of result `j` is lane `j` of vector `i`.
    static List<Expr> of(KernelWriter writer, List<Expr> rows) {
        List<Expr> result = new ArrayList<>(rows);
        int count = rows.size();
        for (int distance = count / 2; distance > 0; distance /= 2) {
            List<Integer> low = new ArrayList<>();
            List<Integer> high = new ArrayList<>();
            for (int lane = 0; lane < count; lane++) {
                boolean isUpper = (lane & distance) != 0;
                low.add(isUpper ? count + lane - distance : lane);
                high.add(isUpper ? count + lane : lane + distance);
            }
            for (int row = 0; row < count; row++) {
                if ((row & distance) == 0) {
                    List<Expr> pair = List.of(result.get(row), result.get(row + distance));
                    result.set(row, writer.snapshot("moved", new Expr.Shuffle(pair, low)));
                    result.set(
                            row + distance, writer.snapshot("moved", new Expr.Shuffle(pair, high)));
                }
            }
        }
        return result;
    }
}
