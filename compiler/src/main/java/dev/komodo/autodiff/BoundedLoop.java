package dev.komodo.autodiff;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.ScanStep;
import dev.komodo.graph.Tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Loops with a condition that have a derivative: a bound on their steps says how many carries the
/// way back may have to store. They are scans with an early exit.
public final class BoundedLoop {
    private BoundedLoop() {}

    /// Repeats `body` while `condition` holds, as [GraphBuilder#whileLoop] does, `bound` times at
    /// most. The call fails by status (a gather out of bounds) where the condition still holds
    /// then: no result is silently that of a shorter loop.
    ///
    /// @param builder what the loop is built in
    /// @param bound the number of steps at most, 1 or more
    /// @param carries the state to start with, one tensor or more
    /// @param condition from a state to a bool scalar
    /// @param body from a state to the next one, of the same types
    /// @return the last state
    public static List<Tensor> whileLoop(
            GraphBuilder builder,
            Dim bound,
            List<Tensor> carries,
            Function<List<Tensor>, Tensor> condition,
            Function<List<Tensor>, List<Tensor>> body) {
        // the extent of the scan is the bound, or 0 where the condition fails at once
        Dim begun = condition.apply(carries).reshape(1).nonZero().dim(1);
        List<Tensor> last =
                builder.scan(
                                begun.times(bound),
                                carries,
                                List.of(),
                                (now, _) -> {
                                    List<Tensor> next = body.apply(now);
                                    return ScanStep.of(next, List.of())
                                            .goOnWhile(condition.apply(next));
                                })
                        .carries();
        Tensor unfinished = condition.apply(last).cast(DType.I64);
        List<Tensor> checked = new ArrayList<>();
        for (Tensor carry : last) {
            checked.add(carry.expandDims(0).gather(unfinished, 0));
        }
        return List.copyOf(checked);
    }
}
