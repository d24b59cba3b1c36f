package dev.komodo.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.Komodo;
import dev.komodo.Options;
import dev.komodo.graph.DType;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Tensor;
import dev.komodo.pipeline.Stage;
import dev.komodo.target.Algebra;

import org.junit.jupiter.api.Test;

/// The identities of real numbers are asked for, and are part of the key.
class AlgebraOptionTest {
    private static final Graph SCALED =
            Graph.build(
                    "scaled",
                    g -> {
                        Tensor x = g.input("x", DType.F64, g.dim("n"));
                        g.output("y", x.mul(3).sum());
                    });

    @Test
    void factorsLeaveSumsOnRequestOnly() {
        Options options = Options.defaults().withoutCache();
        try (Komodo floats = Komodo.open(options);
                Komodo reals = Komodo.open(options.algebra(Algebra.REALS))) {
            assertThat(floats.inspect(SCALED, Stage.REWRITTEN)).contains("= multiply %0");
            assertThat(reals.inspect(SCALED, Stage.REWRITTEN)).contains("= reduce sum %0");
        }
    }

    @Test
    void theKeyKnowsTheAlgebraAndNotTheCheck() {
        Options options = Options.defaults().withoutCache();
        try (Komodo floats = Komodo.open(options);
                Komodo checked = Komodo.open(options.checkRewrites(true));
                Komodo reals = Komodo.open(options.algebra(Algebra.REALS))) {
            assertThat(checked.key(SCALED)).isEqualTo(floats.key(SCALED));
            assertThat(reals.key(SCALED).hex()).isNotEqualTo(floats.key(SCALED).hex());
        }
    }
}
