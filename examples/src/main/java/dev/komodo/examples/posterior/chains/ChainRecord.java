package dev.komodo.examples.posterior.chains;

import dev.komodo.examples.posterior.nuts.Chain;
import dev.komodo.examples.posterior.nuts.ChainSettings;
import dev.komodo.examples.posterior.nuts.Step;
import dev.komodo.onnx.numpy.NpyArray;
import dev.komodo.onnx.numpy.NpyType;
import dev.komodo.onnx.numpy.NpzFile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/// What a chain's iterations leave: the draws' quantities, the sampler's statistics, and word to
/// the parent from time to time.
final class ChainRecord implements Chain.Listener {
    private static final long REPORT_NANOS = 100_000_000;

    private final ChainSettings settings;
    private final QuantityRecorder quantities;
    private final ChainProcess.Announcer parent;
    private final List<Step> steps = new ArrayList<>();
    private final long began = System.nanoTime();
    private long warmupEnded = began;
    private long lastReport = began;
    private long gradients;
    private int divergences;

    ChainRecord(
            ChainSettings settings, QuantityRecorder quantities, ChainProcess.Announcer parent) {
        this.settings = settings;
        this.quantities = quantities;
        this.parent = parent;
    }

    @Override
    public void iterated(int iteration, boolean warmingUp, double[] position, Step step) {
        gradients += step.gradients();
        if (warmingUp) {
            warmupEnded = System.nanoTime();
        } else {
            quantities.record(position);
            steps.add(step);
            divergences += step.diverged() ? 1 : 0;
        }
        int done = iteration + 1;
        long now = System.nanoTime();
        if (now - lastReport > REPORT_NANOS || done == settings.warmup() + settings.draws()) {
            lastReport = now;
            parent.say(new ChainMessage.Progress(done, divergences, step.stepSize()));
        }
    }

    /// The last message.
    ChainMessage done() {
        return new ChainMessage.Done(
                (warmupEnded - began) / 1e9, (lastReport - warmupEnded) / 1e9, gradients);
    }

    /// Writes all draws: a file that is there is whole.
    void write(Path file) throws IOException {
        Map<String, NpyArray> arrays = new LinkedHashMap<>();
        long draws = steps.size();
        quantities
                .recorded()
                .forEach(
                        (quantity, values) -> {
                            List<Long> shape = new ArrayList<>(quantity.shape());
                            shape.addFirst(draws);
                            arrays.put(quantity.name(), NpyArray.ofDoubles(shape, values));
                        });
        arrays.put(Samples.SAMPLER + "log_density", doubles(Step::logDensity));
        arrays.put(Samples.SAMPLER + "energy", doubles(Step::energy));
        arrays.put(Samples.SAMPLER + "acceptance", doubles(Step::acceptance));
        arrays.put(Samples.SAMPLER + "step_size", doubles(Step::stepSize));
        arrays.put(Samples.SAMPLER + "depth", longs(Step::depth));
        arrays.put(Samples.SAMPLER + "gradients", longs(Step::gradients));
        arrays.put(Samples.DIVERGED, diverged());
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        NpzFile.write(temporary, arrays);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private NpyArray doubles(ToDoubleFunction<Step> statistic) {
        return NpyArray.ofDoubles(
                List.of((long) steps.size()), steps.stream().mapToDouble(statistic).toArray());
    }

    private NpyArray longs(ToLongFunction<Step> statistic) {
        return NpyArray.ofLongs(
                List.of((long) steps.size()), steps.stream().mapToLong(statistic).toArray());
    }

    private NpyArray diverged() {
        ByteBuffer flags = ByteBuffer.allocate(steps.size());
        steps.forEach(step -> flags.put((byte) (step.diverged() ? 1 : 0)));
        return NpyArray.of(NpyType.BOOL, List.of((long) steps.size()), flags.flip());
    }
}
