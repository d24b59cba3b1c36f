package dev.komodo.autodiff;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Op;
import dev.komodo.graph.ScanResult;
import dev.komodo.graph.ScanStep;
import dev.komodo.graph.Tensor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// A scan of a path, its operands by their roles, and what of them changes.
///
/// @param step the node
/// @param scan its op
/// @param changing which inputs of the body change with the inputs of the path
record ScanParts(Step step, Op.Scan scan, List<Boolean> changing) {
    static ScanParts of(Step step, Op.Scan scan) {
        List<Boolean> operands =
                IntStream.range(0, scan.operands().size()).mapToObj(step::isActive).toList();
        return new ScanParts(step, scan, Activity.inputs(scan, operands));
    }

    List<Tensor> carries() {
        return operands(0, scan.carries().size());
    }

    List<Tensor> sequences() {
        return operands(firstSequence(), firstCapture());
    }

    List<Tensor> captures() {
        return operands(firstCapture(), scan.operands().size());
    }

    int firstSequence() {
        return scan.carries().size();
    }

    int firstCapture() {
        return firstSequence() + scan.sequences().size();
    }

    private List<Tensor> operands(int from, int until) {
        return IntStream.range(from, until).mapToObj(step::operand).toList();
    }

    /// The operands (by number) in a range that change and are floats.
    List<Integer> changing(int from, int until) {
        return IntStream.range(from, until).filter(changing::get).boxed().toList();
    }

    /// The numbers of the steps, `i64[length]`: a sequence, so that a body has its builder.
    Tensor numbers() {
        return step.builder().iota(DType.I64, 0, scan.length());
    }

    /// The carries that each step starts with, stacked: `[length, ...]`, or with an early exit
    /// `[steps, ...]` and the number of steps.
    Stored stored() {
        List<Tensor> sequences = new ArrayList<>(sequences());
        sequences.add(numbers());
        ScanResult result =
                step.builder()
                        .scan(
                                scan.length(),
                                carries(),
                                sequences,
                                (carries, elements) -> {
                                    GraphBuilder body = elements.getLast().builder();
                                    List<Tensor> inputs = new ArrayList<>(carries);
                                    inputs.addAll(elements.subList(0, elements.size() - 1));
                                    captures().forEach(x -> inputs.add(body.adopt(x)));
                                    Outputs outputs = outputs(body, inputs);
                                    List<Tensor> kept = new ArrayList<>(carries);
                                    kept.add(elements.getLast());
                                    ScanStep next = ScanStep.of(outputs.carries(), kept);
                                    return outputs.goOn().map(next::goOnWhile).orElse(next);
                                });
        int count = result.emitted().size() - 1;
        return new Stored(result.emitted().subList(0, count), result.emitted().getLast().dim(0));
    }

    /// The body's outputs by their roles, for these inputs.
    Outputs outputs(GraphBuilder builder, List<Tensor> inputs) {
        List<Tensor> all = Replay.into(builder, scan.body(), inputs);
        int first = scan.steps().isPresent() ? 1 : 0;
        int carries = scan.carries().size();
        return new Outputs(
                first == 1 ? Optional.of(all.getFirst()) : Optional.empty(),
                all.subList(first, first + carries),
                all.subList(first + carries, all.size()));
    }

    /// The extent of the steps that were done, of rows of `from` steps, as one of rows of `to`
    /// steps: a shorter one gets zeros. Both are the number of steps done, or the most there are.
    static Tensor resized(Tensor rows, Dim to) {
        Dim from = rows.dim(0);
        if (from.equals(to)) {
            return rows;
        }
        if (to instanceof Dim.Data) {
            return rows.slice(0, Dim.of(0), to, 1);
        }
        List<Dim> none = new ArrayList<>(Collections.nCopies(rows.rank(), Dim.of(0)));
        List<Dim> high = new ArrayList<>(none);
        high.set(0, to.minus(from));
        return rows.pad(rows.builder().constant(rows.dtype(), 0.0), none, high);
    }

    /// What the steps of a scan started with.
    ///
    /// @param carries each carry, `[steps, ...]`
    /// @param steps how many there were
    record Stored(List<Tensor> carries, Dim steps) {}

    /// Outputs of a body.
    record Outputs(Optional<Tensor> goOn, List<Tensor> carries, List<Tensor> emitted) {}
}
