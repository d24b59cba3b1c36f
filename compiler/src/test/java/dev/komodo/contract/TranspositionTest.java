package dev.komodo.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.graph.DType;
import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopType;
import dev.komodo.loop.Stmt;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

class TranspositionTest {
    @ParameterizedTest
    @CsvSource({"F32, 16", "F32, 8", "F32, 4", "F64, 8", "F64, 4", "F64, 2", "F64, 1"})
    void lanesAndRowsChangePlaces(DType dtype, int lanes) {
        BlockBuilder block = new BlockBuilder(new BlockBuilder.Names());
        List<Expr> rows = new ArrayList<>();
        Map<Expr, List<Integer>> values = new HashMap<>();
        for (int row = 0; row < lanes; row++) {
            Expr variable = new Expr.Var("row" + row, new LoopType(dtype, lanes));
            List<Integer> numbers = new ArrayList<>();
            for (int lane = 0; lane < lanes; lane++) {
                numbers.add(row * lanes + lane);
            }
            rows.add(variable);
            values.put(variable, numbers);
        }
        List<Expr> transposed = Transposition.of(block, rows);
        for (Stmt statement : block.build().statements()) {
            if (statement
                    instanceof
                    Stmt.Let(
                            Expr.Var variable,
                            Expr.Shuffle(List<Expr> operands, List<Integer> from))) {
                List<Integer> both = new ArrayList<>();
                operands.forEach(operand -> both.addAll(values.get(operand)));
                values.put(variable, from.stream().map(both::get).toList());
            }
        }
        for (int row = 0; row < lanes; row++) {
            List<Integer> found = Objects.requireNonNull(values.get(transposed.get(row)));
            for (int lane = 0; lane < lanes; lane++) {
                assertThat(found.get(lane)).isEqualTo(lane * lanes + row);
            }
        }
    }
}
