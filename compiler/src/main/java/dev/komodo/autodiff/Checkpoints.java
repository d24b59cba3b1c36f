package dev.komodo.autodiff;

import dev.komodo.error.InvalidGraphException;
import dev.komodo.graph.Dim;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.ScanBody;
import dev.komodo.graph.ScanResult;
import dev.komodo.graph.ScanStep;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;

import java.util.ArrayList;
import java.util.List;

/// Scans whose derivative stores less: the steps in segments, a scan of scans. The way back of a
/// scan stores the carries of every step; that of a segmented one those at the start of each
/// segment, and those of the steps of one segment at a time, which it computes once more. Segments
/// of `sqrt(n)` steps store `2 sqrt(n)` instead of `n` carries, for one more evaluation of each
/// step.
///
/// Source: A. Griewank, A. Walther, "Evaluating derivatives", 2nd edition (2008), chapter 12.
public final class Checkpoints {
    private Checkpoints() {}

    /// [GraphBuilder#scan] in segments: the same results, without an early exit.
    ///
    /// @param length the number of steps
    /// @param segment the steps of a segment, 1 or more; the last one may be shorter
    /// @throws InvalidGraphException if the body ends early or the segment is empty
    public static ScanResult scan(
            GraphBuilder builder,
            Dim length,
            long segment,
            List<Tensor> carries,
            List<Tensor> sequences,
            ScanBody body) {
        if (segment < 1) {
            throw new InvalidGraphException("A segment has one step or more, found " + segment);
        }
        ScanBody full =
                (now, at) -> {
                    ScanStep step = body.step(now, at);
                    if (step.goOn().isPresent()) {
                        throw new InvalidGraphException(
                                "A scan in segments does all its steps, found an early exit; use"
                                        + " GraphBuilder.scan");
                    }
                    return step;
                };
        Dim steps = Dim.of(segment);
        Dim count = length.floorDivide(steps);
        Dim whole = count.times(steps);
        List<Tensor> rows = sequences.stream().map(s -> segments(s, count, steps)).toList();
        ScanResult segments =
                builder.scan(
                        count,
                        carries,
                        rows,
                        (now, at) -> {
                            ScanResult inner =
                                    innermost(builder, now, at).scan(steps, now, at, full);
                            return ScanStep.of(inner.carries(), inner.emitted());
                        });
        List<Tensor> emitted = segments.emitted().stream().map(e -> joined(e, whole)).toList();
        Dim left = length.minus(whole);
        if (left.is(0)) {
            return new ScanResult(segments.carries(), emitted);
        }
        List<Tensor> ends = sequences.stream().map(s -> s.slice(0, whole, left, 1)).toList();
        ScanResult rest = builder.scan(left, segments.carries(), ends, full);
        List<Tensor> all = new ArrayList<>();
        for (int i = 0; i < emitted.size(); i++) {
            all.add(Tensor.concat(0, emitted.get(i), rest.emitted().get(i)));
        }
        return new ScanResult(rest.carries(), all);
    }

    /// About the square root of a number of steps: the segment that stores least.
    public static long segment(long steps) {
        return Math.max(1, Math.round(Math.sqrt((double) steps)));
    }

    private static GraphBuilder innermost(
            GraphBuilder builder, List<Tensor> carries, List<Tensor> elements) {
        return !carries.isEmpty()
                ? carries.getFirst().builder()
                : !elements.isEmpty() ? elements.getFirst().builder() : builder;
    }

    /// `[n, ...] -> [count, steps, ...]`, without the rest.
    private static Tensor segments(Tensor sequence, Dim count, Dim steps) {
        List<Dim> dims = new ArrayList<>(sequence.shape().dims());
        dims.set(0, steps);
        dims.add(0, count);
        return sequence.slice(0, Dim.of(0), count.times(steps), 1).reshape(new Shape(dims));
    }

    /// `[count, steps, ...] -> [count * steps, ...]`.
    private static Tensor joined(Tensor emitted, Dim whole) {
        List<Dim> dims = new ArrayList<>(emitted.shape().dims());
        dims.remove(0);
        dims.set(0, whole);
        return emitted.reshape(new Shape(dims));
    }
}
