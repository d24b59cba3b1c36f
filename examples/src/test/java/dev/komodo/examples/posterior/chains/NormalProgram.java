package dev.komodo.examples.posterior.chains;

import static dev.komodo.graph.DType.F64;

import dev.komodo.examples.posterior.SamplingCommand;
import dev.komodo.examples.posterior.model.Posterior;
import dev.komodo.graph.Graph;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Literal;
import dev.komodo.graph.Tensor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Map;

/// A program that samples two normals, some of whose chains may fail.
final class NormalProgram {
    static final double[] MEANS = {1, -20};
    static final double[] SCALES = {0.5, 3};

    private NormalProgram() {}

    /// Samples.
    ///
    /// @param arguments `well`, or `ill`: chain 2 throws, chain 3 is killed, chain 4 computes
    ///   another density; then options
    public static void main(String[] arguments) {
        String[] options = Arrays.copyOfRange(arguments, 1, arguments.length);
        int chain = arguments[0].equals("ill") ? chain(options[0]) : 0;
        System.out.println("what a program prints is no message to the parent");
        System.exit(
                SamplingCommand.execute(program(arguments[0]), () -> posteriorOf(chain), options));
    }

    static Program program(String health) {
        return Program.of(NormalProgram.class, health).withJvmOptions("-XX:TieredStopAtLevel=1");
    }

    private static int chain(String option) {
        return Integer.parseInt(option.substring("--chain=".length()));
    }

    private static Posterior posteriorOf(int chain) {
        return switch (chain) {
            case 2 -> throw new IllegalStateException("this chain has no model");
            case 3 -> {
                kill();
                yield posterior(0);
            }
            case 4 -> posterior(1e-9);
            default -> posterior(0);
        };
    }

    private static void kill() {
        try {
            long self = ProcessHandle.current().pid();
            new ProcessBuilder("kill", "-9", Long.toString(self)).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// The posterior.
    ///
    /// @param more added to the log-density
    static Posterior posterior(double more) {
        Graph density =
                Graph.build(
                        "normals",
                        g -> {
                            Tensor scales = g.constants(F64, SCALES);
                            Tensor z = position(g).sub(g.input("means", F64, 2)).div(scales);
                            g.output(Posterior.LOG_DENSITY, z.square().sum().mul(-0.5).add(more));
                            g.output(Posterior.GRADIENT, z.div(scales).neg());
                        });
        Graph quantities =
                Graph.build(
                        "normals_quantities",
                        g -> {
                            Tensor x = position(g);
                            g.output("x", x);
                            g.output("sum", x.sum());
                            g.output("square", x.expandDims(0).mul(x.expandDims(1)));
                        });
        Literal means = Literal.of(F64, new long[] {2}, MemorySegment.ofArray(MEANS.clone()));
        return Posterior.of("normals", density, quantities, Map.of("means", means));
    }

    private static Tensor position(GraphBuilder g) {
        return g.input(Posterior.POSITION, F64, 2);
    }
}
