package dev.komodo.schedule;

import static dev.komodo.loop.Expressions.and;
import static dev.komodo.loop.Expressions.broadcast;
import static dev.komodo.loop.Expressions.constant;
import static dev.komodo.loop.Expressions.equal;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.remainder;
import static dev.komodo.loop.Expressions.select;
import static dev.komodo.loop.Expressions.slice;

import dev.komodo.loop.Expr;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The lanes in which a contiguous chunk is folded: lane `i` of `lanes` takes the elements `i, i +
/// lanes, ...` in order; at the end the upper half joins the lower, until one lane is left. Held as
/// several accumulators of one vector's width.
final class LaneFold {
    private final KernelWriter writer;
    private final Combiner combiner;
    private final int width;
    private final List<List<Expr.Var>> accumulators = new ArrayList<>();

    /// @param lanes lanes of the tree
    /// @param width lanes of a vector, at most `lanes`
    LaneFold(KernelWriter writer, Combiner combiner, int lanes, int width) {
        this.writer = writer;
        this.combiner = combiner;
        this.width = width;
        for (int i = 0; i < lanes / width; i++) {
            accumulators.add(
                    combiner.identity(width).stream()
                            .map(identity -> writer.declare("folded", identity))
                            .toList());
        }
    }

    /// Takes the vector number `number` of a block.
    ///
    /// @param number a constant, or a variable
    void take(Expr number, Expr element, Expr position, Guard guard) {
        int count = accumulators.size();
        List<Expr> next = combiner.lift(element, position);
        Optional<Long> known = constant(number);
        if (known.isPresent()) {
            List<Expr.Var> own = accumulators.get((int) (known.get() % count));
            List<Expr> before = List.copyOf(own);
            assign(own, combiner.step(writer, before, next), guard.lanes());
            return;
        }
        Expr own = writer.let("own", remainder(number, index(count)));
        List<Expr> after = new ArrayList<>();
        for (Expr value : combiner.step(writer, chosen(own), next)) {
            // One sum, whichever accumulator it is of: its product is fused as in whole blocks.
            after.add(writer.snapshot("folded", value));
        }
        for (int i = 0; i < count; i++) {
            Expr isOwn = broadcast(equal(own, index(i)), width);
            Expr mask = guard.lanes().map(lanes -> and(lanes, isOwn)).orElse(isOwn);
            assign(accumulators.get(i), after, Optional.of(writer.let("mask", mask)));
        }
    }

    /// The accumulator of a number.
    private List<Expr> chosen(Expr own) {
        List<Expr> chosen = List.copyOf(accumulators.getFirst());
        for (int i = 1; i < accumulators.size(); i++) {
            Expr isOwn = broadcast(equal(own, index(i)), width);
            List<Expr> next = new ArrayList<>();
            for (int j = 0; j < chosen.size(); j++) {
                next.add(
                        writer.snapshot(
                                "chosen",
                                select(isOwn, accumulators.get(i).get(j), chosen.get(j))));
            }
            chosen = next;
        }
        return chosen;
    }

    private void assign(List<Expr.Var> variables, List<Expr> values, Optional<Expr> mask) {
        for (int i = 0; i < variables.size(); i++) {
            Expr value = values.get(i);
            Expr kept = variables.get(i);
            writer.assign(variables.get(i), mask.map(m -> select(m, value, kept)).orElse(value));
        }
    }

    /// The fold of all lanes, one lane a component.
    List<Expr> folded() {
        List<List<Expr>> vectors = new ArrayList<>();
        accumulators.forEach(variables -> vectors.add(List.copyOf(variables)));
        while (vectors.size() > 1) {
            int half = vectors.size() / 2;
            for (int i = 0; i < half; i++) {
                vectors.set(i, joined(vectors.get(i), vectors.remove(half)));
            }
        }
        List<Expr> lanes = vectors.getFirst();
        for (int half = width / 2; half >= 1; half /= 2) {
            int size = half;
            List<Expr> lower = lanes.stream().map(x -> slice(x, 0, size)).toList();
            List<Expr> upper = lanes.stream().map(x -> slice(x, size, size)).toList();
            lanes = joined(lower, upper);
        }
        return lanes;
    }

    private List<Expr> joined(List<Expr> before, List<Expr> behind) {
        List<Expr> result = new ArrayList<>();
        for (Expr value : combiner.combine(writer, before, behind)) {
            result.add(writer.snapshot("joined", value));
        }
        return result;
    }
}
