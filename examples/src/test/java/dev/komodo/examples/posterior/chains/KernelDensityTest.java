package dev.komodo.examples.posterior.chains;

import static dev.komodo.graph.DType.F64;
import static dev.komodo.graph.DType.I64;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.Komodo;
import dev.komodo.Options;
import dev.komodo.examples.posterior.model.Posterior;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Tensor;
import dev.komodo.runtime.Kernel;

import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.util.Map;

class KernelDensityTest {
    /// `weights[u[0]]`, of three weights.
    private static Posterior picking() {
        Graph density =
                Graph.build(
                        "picking",
                        g -> {
                            Tensor u = g.input(Posterior.POSITION, F64, 1);
                            Tensor weights = g.constants(F64, -1, -2, -3);
                            Tensor picked = weights.gather(u.squeeze(0).cast(I64), 0);
                            g.output(Posterior.LOG_DENSITY, picked);
                            g.output(Posterior.GRADIENT, u.mul(0));
                        });
        return Posterior.of("picking", density, density, Map.of());
    }

    @Test
    void whereTheKernelHasNoResultThereIsNoDensity() {
        Posterior posterior = picking();
        try (Komodo komodo = Komodo.open(Options.defaults().withoutCache());
                Kernel kernel = komodo.compile(posterior.density());
                KernelDensity density = new KernelDensity(kernel, posterior)) {
            double[] gradient = new double[1];
            assertThat(density.evaluate(new double[] {1}, gradient)).isEqualTo(-2);
            assertThat(density.failure()).isEmpty();
            assertThat(density.evaluate(new double[] {7}, gradient)).isNaN();
            assertThat(gradient).containsExactly(Double.NaN);
            assertThat(density.failure()).isPresent();
            assertThat(density.evaluate(new double[] {2}, gradient)).isEqualTo(-3);
        }
    }

    @Test
    void evaluationsAllocateNothing() {
        Posterior posterior = NormalProgram.posterior(0);
        try (Komodo komodo = Komodo.open(Options.defaults().withoutCache());
                Kernel kernel = komodo.compile(posterior.density());
                KernelDensity density = new KernelDensity(kernel, posterior)) {
            double[] position = new double[2];
            double[] gradient = new double[2];
            long[] rounds = new long[5];
            for (int round = 0; round < rounds.length; round++) {
                long before = allocatedBytes();
                for (int i = 0; i < 20_000; i++) {
                    density.evaluate(position, gradient);
                }
                rounds[round] = allocatedBytes() - before;
            }
            // the first rounds are interpreted; asking allocates a little itself
            assertThat(rounds[rounds.length - 1]).isLessThan(20_000);
        }
    }

    private static long allocatedBytes() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }
}
