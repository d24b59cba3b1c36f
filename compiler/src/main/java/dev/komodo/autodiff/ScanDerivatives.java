package dev.komodo.autodiff;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Op;
import dev.komodo.graph.ScanResult;
import dev.komodo.graph.ScanStep;
import dev.komodo.graph.Tensor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Derivatives of scans, which are scans: backward over the carries that each step started with,
/// the last step first; forward beside the steps themselves.
///
/// The way back stores the carries of each step and computes the rest of a step again. A scan whose
/// body is a scan stores the outer carries only, and the inner ones of one outer step at a time:
/// see [Checkpoints].
///
/// Source: A. Griewank, A. Walther, "Evaluating derivatives", 2nd edition (2008), chapters 3 and
/// 12.
final class ScanDerivatives {
    private ScanDerivatives() {}

    static void backward(BackwardStep step, Op.Scan scan) {
        new Backward(step, ScanParts.of(step.step(), scan)).run();
    }

    /// A scan on its way back.
    private static final class Backward {
        private final BackwardStep step;
        private final ScanParts parts;
        private final Op.Scan scan;
        private final List<Integer> carries;
        private final List<Integer> sequences;
        private final List<Integer> captures;
        private final List<Integer> emitted = new ArrayList<>();

        Backward(BackwardStep step, ScanParts parts) {
            this.step = step;
            this.parts = parts;
            this.scan = parts.scan();
            this.carries = parts.changing(0, parts.firstSequence());
            this.sequences = parts.changing(parts.firstSequence(), parts.firstCapture());
            this.captures = distinct(parts.changing(parts.firstCapture(), scan.operands().size()));
            for (int i = scan.carries().size(); i < step.cotangents().size(); i++) {
                if (step.cotangents().get(i).isPresent()) {
                    emitted.add(i);
                }
            }
        }

        /// Each captured value once.
        private List<Integer> distinct(List<Integer> operands) {
            Set<Object> seen = new HashSet<>();
            return operands.stream().filter(i -> seen.add(scan.operands().get(i))).toList();
        }

        void run() {
            ScanParts.Stored stored = parts.stored();
            Dim length = scan.length();
            List<Tensor> rows = new ArrayList<>();
            stored.carries().forEach(carry -> rows.add(backwards(carry, length)));
            for (Tensor sequence : parts.sequences()) {
                rows.add(backwards(ScanParts.resized(sequence, stored.steps()), length));
            }
            for (int i : emitted) {
                Tensor cotangent = step.cotangents().get(i).orElseThrow().tensor();
                rows.add(backwards(cotangent, length));
            }
            rows.add(parts.numbers());
            List<Tensor> starts = new ArrayList<>();
            for (int i : carries) {
                Optional<Cotangent> cotangent = step.cotangents().get(i);
                starts.add(
                        cotangent
                                .map(Cotangent::tensor)
                                .orElseGet(() -> Zeros.like(step.operand(i))));
            }
            captures.forEach(i -> starts.add(wide(Zeros.like(step.operand(i)))));
            Optional<Tensor> count =
                    scan.steps().map(_ -> step.step().builder().dims(stored.steps()).squeeze(0));
            ScanResult result =
                    builder(rows, starts)
                            .scan(length, starts, rows, (now, at) -> body(now, at, count));
            give(result);
        }

        /// The innermost builder of some tensors.
        private GraphBuilder builder(List<Tensor> rows, List<Tensor> starts) {
            List<Tensor> all = new ArrayList<>(rows);
            all.addAll(starts);
            GraphBuilder own = step.step().builder();
            return all.stream()
                    .map(Tensor::builder)
                    .filter(builder -> builder != own)
                    .findFirst()
                    .orElse(own);
        }

        /// The rows from the last that counts to the first.
        private static Tensor backwards(Tensor rows, Dim length) {
            return ScanParts.resized(rows.reverse(0), length);
        }

        private static Tensor wide(Tensor tensor) {
            return tensor.cast(tensor.dtype().arithmetic());
        }

        private ScanStep body(List<Tensor> now, List<Tensor> at, Optional<Tensor> count) {
            GraphBuilder body = at.getLast().builder();
            int inner = parts.firstCapture();
            List<Tensor> inputs = new ArrayList<>(at.subList(0, inner));
            parts.captures().forEach(x -> inputs.add(body.adopt(x)));
            ScanParts.Outputs outputs = parts.outputs(body, inputs);
            List<Tensor> results = new ArrayList<>();
            List<Tensor> cotangents = new ArrayList<>();
            for (int i = 0; i < carries.size(); i++) {
                results.add(outputs.carries().get(carries.get(i)));
                cotangents.add(now.get(i));
            }
            for (int i = 0; i < emitted.size(); i++) {
                results.add(outputs.emitted().get(emitted.get(i) - scan.carries().size()));
                cotangents.add(at.get(inner + i));
            }
            List<Integer> wanted = new ArrayList<>(carries);
            wanted.addAll(sequences);
            wanted.addAll(captures);
            List<Tensor> by = wanted.stream().map(inputs::get).toList();
            List<Optional<Tensor>> found =
                    by.isEmpty() ? List.of() : Reverse.run(results, cotangents, by);
            List<Tensor> next = new ArrayList<>();
            List<Tensor> emit = new ArrayList<>();
            for (int i = 0; i < wanted.size(); i++) {
                Tensor x = by.get(i);
                Optional<Tensor> change = found.get(i);
                if (i < carries.size()) {
                    next.add(change.orElseGet(() -> Zeros.like(x)));
                } else if (i < carries.size() + sequences.size()) {
                    emit.add(change.orElseGet(() -> Zeros.like(x)));
                } else {
                    Tensor sum = now.get(i - sequences.size());
                    next.add(change.map(t -> Accumulation.sum(sum, wide(t))).orElse(sum));
                }
            }
            ScanStep done = ScanStep.of(next, emit);
            return count.map(n -> done.goOnWhile(at.getLast().add(one(body)).less(body.adopt(n))))
                    .orElse(done);
        }

        private static Tensor one(GraphBuilder builder) {
            return builder.constant(DType.I64, 1L);
        }

        private void give(ScanResult result) {
            for (int i = 0; i < carries.size(); i++) {
                step.give(carries.get(i), Cotangent.of(result.carries().get(i)));
            }
            for (int i = 0; i < captures.size(); i++) {
                Tensor sum = result.carries().get(carries.size() + i);
                Tensor capture = step.operand(captures.get(i));
                step.give(captures.get(i), Cotangent.of(sum.cast(capture.dtype())));
            }
            for (int i = 0; i < sequences.size(); i++) {
                Tensor rows = result.emitted().get(i).reverse(0);
                step.give(sequences.get(i), Cotangent.of(ScanParts.resized(rows, scan.length())));
            }
        }
    }

    /// The changes of the results: a scan that carries changes beside the values.
    static List<Optional<Tensor>> forward(ForwardStep step, Op.Scan scan) {
        ScanParts parts = ScanParts.of(step.step(), scan);
        int operands = scan.operands().size();
        List<Integer> carries = parts.changing(0, parts.firstSequence());
        List<Integer> sequences = parts.changing(parts.firstSequence(), parts.firstCapture());
        List<Integer> captures = parts.changing(parts.firstCapture(), operands);
        List<Tensor> starts = new ArrayList<>(parts.carries());
        carries.forEach(i -> starts.add(step.changeOrZero(i)));
        List<Tensor> rows = new ArrayList<>(parts.sequences());
        sequences.forEach(i -> rows.add(step.changeOrZero(i)));
        rows.add(parts.numbers());
        Map<Integer, Integer> places = new HashMap<>();
        ScanResult result =
                innermost(step.step().builder(), starts, rows, step, captures)
                        .scan(
                                scan.length(),
                                starts,
                                rows,
                                (now, at) -> {
                                    GraphBuilder body = at.getLast().builder();
                                    int own = scan.carries().size();
                                    int sequenceCount = scan.sequences().size();
                                    List<Tensor> inputs = new ArrayList<>(now.subList(0, own));
                                    inputs.addAll(at.subList(0, sequenceCount));
                                    parts.captures().forEach(x -> inputs.add(body.adopt(x)));
                                    List<Tensor> by = new ArrayList<>();
                                    List<Tensor> changes = new ArrayList<>();
                                    for (int i = 0; i < carries.size(); i++) {
                                        by.add(inputs.get(carries.get(i)));
                                        changes.add(now.get(own + i));
                                    }
                                    for (int i = 0; i < sequences.size(); i++) {
                                        by.add(inputs.get(sequences.get(i)));
                                        changes.add(at.get(sequenceCount + i));
                                    }
                                    for (int i : captures) {
                                        by.add(inputs.get(i));
                                        changes.add(body.adopt(step.change(i)));
                                    }
                                    return forwardStep(
                                            parts.outputs(body, inputs),
                                            carries,
                                            by,
                                            changes,
                                            places);
                                });
        List<Optional<Tensor>> found = new ArrayList<>();
        for (int i = 0; i < scan.carries().size(); i++) {
            int at = carries.indexOf(i);
            found.add(
                    at < 0
                            ? Optional.empty()
                            : Optional.of(result.carries().get(scan.carries().size() + at)));
        }
        Dim steps = scan.steps().<Dim>map(k -> k).orElse(scan.length());
        for (int i = 0; i < step.step().node().types().size() - scan.carries().size(); i++) {
            Integer at = places.get(i);
            found.add(
                    at == null
                            ? Optional.empty()
                            : Optional.of(
                                    ScanParts.resized(
                                            ScanParts.resized(
                                                    result.emitted().get(at), scan.length()),
                                            steps)));
        }
        return found;
    }

    private static GraphBuilder innermost(
            GraphBuilder own,
            List<Tensor> starts,
            List<Tensor> rows,
            ForwardStep step,
            List<Integer> captures) {
        List<Tensor> all = new ArrayList<>(starts);
        all.addAll(rows);
        captures.forEach(i -> all.add(step.change(i)));
        return all.stream()
                .map(Tensor::builder)
                .filter(builder -> builder != own)
                .findFirst()
                .orElse(own);
    }

    private static ScanStep forwardStep(
            ScanParts.Outputs outputs,
            List<Integer> carries,
            List<Tensor> by,
            List<Tensor> changes,
            Map<Integer, Integer> places) {
        List<Tensor> results = new ArrayList<>(outputs.carries());
        results.addAll(outputs.emitted());
        List<Optional<Tensor>> found = Forward.run(results, by, changes);
        List<Tensor> next = new ArrayList<>(outputs.carries());
        for (int i : carries) {
            next.add(found.get(i).orElseGet(() -> Zeros.like(results.get(i))));
        }
        List<Tensor> emit = new ArrayList<>();
        for (int i = 0; i < outputs.emitted().size(); i++) {
            Optional<Tensor> change = found.get(outputs.carries().size() + i);
            if (change.isPresent()) {
                places.put(i, emit.size());
                emit.add(change.get());
            }
        }
        ScanStep done = ScanStep.of(next, emit);
        return outputs.goOn().map(done::goOnWhile).orElse(done);
    }
}
