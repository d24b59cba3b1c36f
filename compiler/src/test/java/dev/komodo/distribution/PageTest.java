package dev.komodo.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.komodo.Komodo;
import dev.komodo.Options;
import dev.komodo.graph.DType;
import dev.komodo.graph.Tensor;
import dev.komodo.runtime.Binding;
import dev.komodo.runtime.Kernel;
import dev.komodo.runtime.NDArray;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;

/// What `docs/distributions.md` says is so: its program is this one, and its tables are complete.
class PageTest {
    private static final Path PAGE = Path.of("../docs/distributions.md");

    private static double program(Komodo komodo) {
        // page begin
        Model model =
                Model.of(
                        "logistic",
                        m -> {
                            Tensor x = m.data("x", DType.F64, "n", 3),
                                    y = m.data("y", DType.I64, "n");
                            Tensor width = m.parameter("width", Transform.positive());
                            Tensor beta = m.parameter("beta", 3);
                            m.follows(width, HalfNormal.of(2));
                            m.follows(beta, Normal.of(0, width));
                            m.follows(y, BernoulliLogit.of(x.matmul(beta)));
                            m.derived("odds", beta.exp());
                        });
        try (Kernel kernel = komodo.compile(model.logDensityAndGradient());
                Arena arena = Arena.ofConfined()) {
            NDArray u = NDArray.of(arena, DType.F64, 4); // width's logarithm, then beta
            NDArray x = NDArray.of(arena, DType.F64, 2, 3).fill(new double[] {1, 0, 2, 1, 1, -1});
            NDArray y = NDArray.of(arena, DType.I64, 2).fill(new long[] {1, 0});
            NDArray density = NDArray.of(arena, DType.F64),
                    gradient = NDArray.of(arena, DType.F64, 4);
            try (Binding call =
                    kernel.bind()
                            .input("u", u)
                            .input("x", x)
                            .input("y", y)
                            .output("log_density", density)
                            .output("gradient", gradient)
                            .build()) {
                u.copyFrom(new double[] {0.1, 0.5, -0.5, 1});
                call.run();
            }
            return density.get(0);
        }
        // page end
    }

    @Test
    void theProgramComputesTheDensity() {
        double width = Math.exp(0.1);
        double half = Math.log(2 * Math.PI) / 2;
        double prior = -width * width / 8 - Math.log(2) - half + Math.log(2) + 0.1;
        double beta = -(0.25 + 0.25 + 1) / (2 * width * width) - 3 * (0.1 + half);
        double likelihood = -Math.log1p(Math.exp(-2.5)) - Math.log1p(Math.exp(-1));
        try (Komodo komodo = Komodo.open(Options.defaults().threads(1).withoutCache())) {
            assertThat(program(komodo)).isCloseTo(prior + beta + likelihood, within(1e-13));
        }
    }

    @Test
    void theProgramOfThePageIsThisOne() throws IOException {
        Path source = Path.of("src/test/java/dev/komodo/distribution/PageTest.java");
        String own = Files.readString(source);
        String program =
                own.substring(own.indexOf("// page begin") + 13, own.indexOf("// page end"));
        assertThat(words(Files.readString(PAGE))).contains(words(program));
    }

    /// The text with single spaces.
    private static String words(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }

    @Test
    void thePageNamesAllDistributionsAndTransforms() throws IOException {
        String page = Files.readString(PAGE);
        for (Class<?> distribution : Distribution.class.getPermittedSubclasses()) {
            assertThat(page).contains("`" + distribution.getSimpleName() + "`");
        }
        for (Method method : Transform.class.getDeclaredMethods()) {
            if (Modifier.isStatic(method.getModifiers())) {
                assertThat(page).contains("`" + method.getName() + "(");
            }
        }
        for (Method method : Model.class.getDeclaredMethods()) {
            if (Modifier.isPublic(method.getModifiers())
                    && method.getReturnType().getSimpleName().equals("Graph")) {
                assertThat(page).contains("`" + method.getName() + "()`");
            }
        }
    }
}
