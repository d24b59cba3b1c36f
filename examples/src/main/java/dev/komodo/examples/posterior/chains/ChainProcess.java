package dev.komodo.examples.posterior.chains;

import dev.komodo.Komodo;
import dev.komodo.Options;
import dev.komodo.examples.posterior.model.Posterior;
import dev.komodo.examples.posterior.nuts.Chain;
import dev.komodo.examples.posterior.nuts.LogDensity;
import dev.komodo.examples.posterior.nuts.StartingPoint;
import dev.komodo.graph.Graph;
import dev.komodo.runtime.Kernel;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.random.RandomGenerator;
import java.util.random.RandomGenerator.JumpableGenerator;
import java.util.random.RandomGeneratorFactory;

/// One chain, in a process of its own: takes the kernels from the cache or puts them there, draws,
/// writes the draws to a file, and tells its parent how it goes.
public final class ChainProcess {
    /// Jumps of 2^128 numbers keep the streams of chains apart.
    private static final String GENERATOR = "Xoshiro256PlusPlus";

    private ChainProcess() {}

    /// Runs a chain. The standard output belongs to the conversation with the parent from now on;
    /// what the program prints goes to the error stream. The process ends with its parent.
    ///
    /// @param chain its number, from 1
    /// @return the exit status, 0
    /// @throws IOException if the draws cannot be written
    public static int run(Posterior posterior, SamplingOptions options, int chain)
            throws IOException {
        Announcer parent = new Announcer(System.out);
        System.setOut(System.err);
        Thread.ofPlatform().daemon().name("end with parent").start(ChainProcess::awaitParentsEnd);
        try (Komodo komodo = Komodo.open(threads(options.chains()));
                Kernel density = compile(komodo, posterior.density(), parent);
                Kernel quantities = compile(komodo, posterior.quantities(), parent);
                KernelDensity target = new KernelDensity(density, posterior);
                QuantityRecorder recorder =
                        new QuantityRecorder(quantities, posterior, options.settings().draws())) {
            parent.say(new ChainMessage.Centre(bitsAtCentre(target, posterior)));
            ChainRecord record = new ChainRecord(options.settings(), recorder, parent);
            sample(posterior, options, chain, target, record);
            record.write(options.drawsOf(chain));
            parent.say(record.done());
        }
        return 0;
    }

    /// The standard input is a pipe that nobody writes to: its end is the parent's.
    private static void awaitParentsEnd() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } finally {
            Runtime.getRuntime().halt(1);
        }
    }

    /// The processors divided among the chains, unless the user has divided them.
    private static Options threads(int chains) {
        Options options = Options.defaults();
        return System.getenv("KOMODO_THREADS") != null
                ? options
                : options.threads(Math.max(1, options.threads() / chains));
    }

    private static Kernel compile(Komodo komodo, Graph graph, Announcer parent) {
        long begin = System.nanoTime();
        Kernel kernel = komodo.compile(graph);
        double millis = (System.nanoTime() - begin) / 1e6;
        parent.say(new ChainMessage.Kernel(graph.name(), kernel.report().cache(), millis));
        return kernel;
    }

    private static long bitsAtCentre(LogDensity density, Posterior posterior) {
        double[] gradient = new double[posterior.dimension()];
        return Double.doubleToLongBits(density.evaluate(centre(posterior), gradient));
    }

    private static double[] centre(Posterior posterior) {
        return posterior.centre().stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static void sample(
            Posterior posterior,
            SamplingOptions options,
            int chain,
            KernelDensity density,
            ChainRecord record) {
        RandomGenerator random = random(options.seed(), chain);
        try {
            double[] start =
                    StartingPoint.find(density, centre(posterior), posterior.radius(), random);
            new Chain(density, start, options.settings(), random).run(record);
        } catch (IllegalStateException unfit) {
            density.failure().ifPresent(unfit::addSuppressed);
            throw unfit;
        }
    }

    private static RandomGenerator random(long seed, int chain) {
        RandomGenerator generator = RandomGeneratorFactory.of(GENERATOR).create(seed);
        for (int i = 1; i < chain; i++) {
            ((JumpableGenerator) generator).jump();
        }
        return generator;
    }

    /// Says messages to the parent.
    record Announcer(PrintStream out) {
        void say(ChainMessage message) {
            out.println(message.line());
            out.flush();
        }
    }
}
