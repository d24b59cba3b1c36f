package dev.komodo.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.komodo.graph.DType;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.graph.Tensor;
import dev.komodo.interp.Interpreter;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Log-densities against values of many digits, of ordinary and of extreme arguments.
class LogDensityTest {
    /// Roundings of terms that may be larger than their sum; relative to the result where it is
    /// above 1.
    private static final double TOLERANCE = 1e-13;

    /// By what sums may be off whose terms are large and whose form does not hide it: a few
    /// roundings of the largest term, `x log(x)`.
    private static double allowed(DensityTable.Row row) {
        double largest =
                switch (row.distribution()) {
                    case "Poisson", "PoissonLog", "NegativeBinomial", "NegativeBinomialLog" ->
                            row.x() * Math.log1p(row.x());
                    case "Binomial", "BinomialLogit" -> row.parameters().get(0);
                    case "Beta" -> row.parameters().get(0) + row.parameters().get(1);
                    case "Gamma" ->
                            Math.abs(row.x() * row.parameters().get(1) - row.parameters().get(0));
                    default -> 0;
                };
        double exact = row.exact().doubleValue();
        return TOLERANCE * Math.max(1, Math.abs(exact)) + 0x1p-50 * largest;
    }

    @Test
    void theyEqualTheExactValues() {
        Map<String, List<DensityTable.Row>> table = DensityTable.read();
        assertThat(table).hasSize(22);
        List<String> faults = new ArrayList<>();
        table.forEach(
                (name, rows) -> {
                    double[] found = evaluate(name, DType.F64, rows);
                    for (int i = 0; i < found.length; i++) {
                        double error = rows.get(i).error(found[i]);
                        if (!(error <= allowed(rows.get(i)))) {
                            faults.add(rows.get(i) + ": found " + found[i] + ", off by " + error);
                        }
                    }
                });
        assertThat(faults).isEmpty();
    }

    /// In f32 at the same arguments, rounded: against f64 at the rounded ones.
    @Test
    void singlePrecisionKeepsItsDigits() {
        List<String> faults = new ArrayList<>();
        DensityTable.read()
                .forEach(
                        (name, rows) -> {
                            List<DensityTable.Row> rounded =
                                    rows.stream()
                                            .filter(DensityTable.Row::isModerate)
                                            .map(DensityTable.Row::rounded)
                                            .toList();
                            double[] exact = evaluate(name, DType.F64, rounded);
                            double[] found = evaluate(name, DType.F32, rounded);
                            for (int i = 0; i < found.length; i++) {
                                double largest = Math.max(1, Math.abs(exact[i]));
                                double allowed =
                                        (allowed(rounded.get(i)) + 1e-13 * largest) * 0x1p30;
                                boolean same = found[i] == exact[i];
                                if (!same && !(Math.abs(found[i] - exact[i]) <= allowed)) {
                                    faults.add(rounded.get(i) + ": " + found[i] + " " + exact[i]);
                                }
                            }
                        });
        assertThat(faults).isEmpty();
    }

    /// The machine computes what the interpreter computes, up to the last places of elementary
    /// functions.
    @Test
    void theMachineAgrees() {
        List<Case> cases = new ArrayList<>(Case.measuring());
        cases.addAll(Case.counting());
        Graph graph =
                Graph.build(
                        "all",
                        g -> {
                            Tensor x = g.input("x", DType.F64, "n");
                            for (int i = 0; i < cases.size(); i++) {
                                g.output("y" + i, cases.get(i).distribution().logDensity(x));
                            }
                        });
        Map<String, Literal> arguments =
                Map.of("x", column(DType.F64, new double[] {-1.5, 0, 0.25, 1, 3, 7.5}));
        Map<String, Literal> expected = Interpreter.run(graph, arguments);
        Map<String, double[]> found = Evaluator.machine(graph, arguments);
        for (int i = 0; i < cases.size(); i++) {
            assertThat(Evaluator.named(found, "y" + i))
                    .as(cases.get(i).toString())
                    .containsExactly(Evaluator.literal(expected, "y" + i), within(1e-12));
        }
    }

    static double[] evaluate(String name, DType dtype, List<DensityTable.Row> rows) {
        int count = rows.getFirst().parameters().size();
        Graph graph =
                Graph.build(
                        name,
                        g -> {
                            Tensor x = g.input("x", dtype, "n");
                            Object[] parameters = new Object[count];
                            for (int i = 0; i < count; i++) {
                                parameters[i] = g.input("p" + i, dtype, "n");
                            }
                            Distribution distribution = Distributions.of(name, parameters);
                            g.output("y", distribution.logDensity(x));
                        });
        List<Literal> arguments = new ArrayList<>();
        arguments.add(column(dtype, rows.stream().mapToDouble(DensityTable.Row::x).toArray()));
        for (int i = 0; i < count; i++) {
            int at = i;
            arguments.add(
                    column(
                            dtype,
                            rows.stream().mapToDouble(row -> row.parameters().get(at)).toArray()));
        }
        return Evaluator.doubles(Interpreter.run(graph, arguments).getFirst());
    }

    private static Literal column(DType dtype, double[] values) {
        return LiteralBuilder.vector(dtype, values);
    }
}
