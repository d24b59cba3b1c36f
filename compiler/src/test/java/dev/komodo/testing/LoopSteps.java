package dev.komodo.testing;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.ScanResult;
import dev.komodo.graph.ScanStep;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Adds loops to generated graphs. Carries contract towards a fixed point, `tanh(carry / 2 + f)`,
/// so that errors do not grow with the number of rounds.
final class LoopSteps {
    private final Workshop shop;
    private final ElementwiseSteps elementwise;

    LoopSteps(Workshop shop, ElementwiseSteps elementwise) {
        this.shop = shop;
        this.elementwise = elementwise;
    }

    private Optional<Entry> start(Predicate<Entry> where) {
        return shop.find(
                where.and(
                        x ->
                                x.dtype().isFloat()
                                        && !x.hasDataDims()
                                        && x.shape().rank() <= 2
                                        && shop.elements(x.shape()) <= 256));
    }

    /// The error of a carry after any number of rounds, each of which adds `step` and halves the
    /// rest.
    private static Entry settled(Tensor carry, Entry initial, double step) {
        double error = initial.error() + 2 * (step + 2 * Entry.epsilon(carry.dtype()));
        return Entry.rounded(carry, Math.max(1, initial.bound()), error);
    }

    boolean whileLoop(Predicate<Entry> where) {
        Optional<Entry> found = start(where);
        if (found.isEmpty()) {
            return false;
        }
        Entry x = found.get();
        Optional<Entry> scalar = shop.find(i -> i.dtype() == DType.I64 && i.shape().rank() == 0);
        Tensor rounds =
                scalar.map(i -> i.tensor().floorModulo(6))
                        .orElseGet(() -> shop.graph.constant(DType.I64, 3L));
        Entry captured = elementwise.function(x);
        double step = captured.error();
        List<Tensor> last =
                shop.graph.whileLoop(
                        List.of(shop.graph.constant(DType.I64, 0L), x.tensor()),
                        carries -> carries.get(0).less(rounds),
                        carries ->
                                List.of(
                                        carries.get(0).add(1),
                                        carries.get(1).mul(0.5).add(captured.tensor()).tanh()));
        shop.add(Entry.exact(last.get(0), 6));
        double rounding = step + Entry.epsilon(x.dtype()) * (2 + captured.bound() + x.bound());
        return shop.add(settled(last.get(1), x, rounding));
    }

    boolean scan(Predicate<Entry> where) {
        Optional<Entry> found =
                start(where.and(x -> x.shape().rank() > 0 && shop.size(x.shape().dim(0)) <= 40));
        if (found.isEmpty()) {
            return false;
        }
        Entry sequence = found.get();
        Dim length = sequence.shape().dim(0);
        Shape shape = new Shape(sequence.shape().dims().subList(1, sequence.shape().rank()));
        Tensor zero = shop.graph.constant(sequence.dtype(), 0.0).broadcastTo(shape);
        Tensor counter = shop.graph.constant(DType.I32, 0L);
        boolean exits = shop.random.nextBoolean();
        int limit = shop.random.nextInt(12);
        double[] errors = new double[2];
        double[] bounds = new double[2];
        ScanResult result =
                shop.graph.scan(
                        length,
                        List.of(counter, zero),
                        List.of(sequence.tensor()),
                        (carries, elements) -> {
                            Entry element = sequence.moved(elements.getFirst());
                            Entry f =
                                    shop.within(
                                            List.of(element), () -> elementwise.function(element));
                            errors[0] = f.error();
                            bounds[0] = f.bound();
                            Tensor next = carries.get(1).mul(0.5).add(f.tensor()).tanh();
                            Tensor count = carries.get(0).add(1);
                            ScanStep step =
                                    ScanStep.of(
                                            List.of(count, next),
                                            List.of(next, count, f.tensor().neg()));
                            return exits ? step.goOnWhile(count.less(limit)) : step;
                        });
        double rounding = errors[0] + Entry.epsilon(sequence.dtype()) * (2 + bounds[0]);
        Entry initial = Entry.exact(zero, 0);
        shop.add(Entry.exact(result.carries().get(0), 41));
        shop.add(settled(result.carries().get(1), initial, rounding));
        shop.add(settled(result.emitted().get(0), initial, rounding));
        shop.add(Entry.exact(result.emitted().get(1), 41));
        return shop.add(Entry.rounded(result.emitted().get(2), bounds[0], errors[0]));
    }
}
