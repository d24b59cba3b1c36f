package dev.komodo.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.Komodo;
import dev.komodo.Options;
import dev.komodo.graph.DType;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.interp.Interpreter;
import dev.komodo.runtime.Kernel;
import dev.komodo.runtime.NDArray;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Naive formulas stay right where they overflow: compiled code against the formula as it was
/// written, in 800 digits. The table is that of `docs/rewrites.md`.
class ExtremeFormulasTest {
    /// Units in the last place of the exact result.
    private static final double MOST_ULPS = 4;

    private static final List<ExtremeFormula> FORMULAS = ExtremeFormula.all();
    private static Graph graph;
    private static List<Literal> arguments;
    private static List<List<BigDecimal>> exact;

    @BeforeAll
    static void evaluate() {
        graph =
                Graph.build(
                        "extremes",
                        g -> {
                            for (int i = 0; i < FORMULAS.size(); i++) {
                                FORMULAS.get(i).in(g, i);
                            }
                        });
        arguments = new ArrayList<>();
        for (ExtremeFormula formula : FORMULAS) {
            arguments.add(vector(formula.x()));
            if (!formula.y().isEmpty()) {
                arguments.add(vector(formula.y()));
            }
        }
        exact = PreciseEvaluation.run(graph, arguments);
    }

    private static Literal vector(List<Double> numbers) {
        return LiteralBuilder.vector(
                DType.F64, numbers.stream().mapToDouble(number -> number).toArray());
    }

    @Test
    void compiledFormulasAreRightWhereTheyOverflow() {
        assertThat(FORMULAS).hasSizeGreaterThanOrEqualTo(30);
        List<String> wrong = new ArrayList<>();
        List<Literal> found = compiled();
        for (int i = 0; i < FORMULAS.size(); i++) {
            for (int e = 0; e < exact.get(i).size(); e++) {
                double result = found.get(i).asDouble(e);
                double wanted = exact.get(i).get(e).doubleValue();
                double ulps = Math.abs(result - wanted) / Math.ulp(wanted);
                if (!(ulps <= MOST_ULPS)) {
                    wrong.add(
                            FORMULAS.get(i).text()
                                    + " at "
                                    + FORMULAS.get(i).arguments()
                                    + ": "
                                    + result
                                    + " instead of "
                                    + wanted
                                    + ", "
                                    + ulps
                                    + " ulp");
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static List<Literal> compiled() {
        Map<String, NDArray> named = new LinkedHashMap<>();
        List<Literal> results = new ArrayList<>();
        try (Komodo komodo = Komodo.open(Options.defaults().threads(1).withoutCache());
                Kernel kernel = komodo.compile(graph);
                Arena arena = Arena.ofShared()) {
            for (int i = 0; i < arguments.size(); i++) {
                named.put(graph.inputs().get(i).name(), NDArray.copyOf(arena, arguments.get(i)));
            }
            kernel.call(arena, named).values().forEach(array -> results.add(array.toLiteral()));
        }
        return results;
    }

    @Test
    void theDocumentShowsThem() throws IOException {
        List<Literal> naive = Interpreter.run(graph, arguments);
        StringBuilder table = new StringBuilder();
        table.append("| formula | at | exact | as written, in f64 |\n|---|---|---|---|\n");
        for (int i = 0; i < FORMULAS.size(); i++) {
            ExtremeFormula formula = FORMULAS.get(i);
            List<String> wanted = new ArrayList<>();
            List<String> written = new ArrayList<>();
            for (int e = 0; e < exact.get(i).size(); e++) {
                wanted.add(exact.get(i).get(e).round(new MathContext(7)).toString());
                written.add(String.format(Locale.ROOT, "%.6e", naive.get(i).asDouble(e)));
            }
            table.append(
                    "| `%s` | %s | %s | %s |\n"
                            .formatted(
                                    formula.text(),
                                    formula.arguments(),
                                    String.join(", ", wanted),
                                    String.join(", ", written)));
        }
        RewritesDocument.require("extremes", table.toString());
    }
}
