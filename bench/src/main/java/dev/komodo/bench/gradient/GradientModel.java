package dev.komodo.bench.gradient;

import dev.komodo.autodiff.Derivatives;
import dev.komodo.graph.DType;
import dev.komodo.graph.Graph;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.graph.Tensor;

import java.util.Map;
import java.util.Random;

/// The models. Data are inputs and drawn from a fixed seed; the last input is the point.
enum GradientModel {
    /// `sum(y eta - log(1 + exp(eta)))` with `eta = x beta`: 1,000 rows of 20, f64.
    LOGISTIC {
        @Override
        Graph graph() {
            return Graph.build(
                    "logistic",
                    g -> {
                        Tensor x = g.input("x", DType.F64, ROWS, COLUMNS);
                        Tensor y = g.input("y", DType.F64, ROWS);
                        Tensor beta = g.input("point", DType.F64, COLUMNS);
                        Tensor eta = x.matmul(beta);
                        outputs(g, y.mul(eta).sub(eta.softplus()).sum(), beta);
                    });
        }

        @Override
        Map<String, Literal> arguments() {
            Random random = new Random(1);
            return Map.of(
                    "x", normal(random, ROWS, COLUMNS),
                    "y", below(random, DType.F64, 2, ROWS),
                    "point", normal(random, COLUMNS));
        }
    },

    /// Normal observations with a level for each of 85 groups, levels not centred: 919 rows, 90
    /// parameters, the scales as logarithms, f64.
    HIERARCHICAL {
        @Override
        Graph graph() {
            return Graph.build("hierarchical", g -> hierarchical(g, false));
        }

        @Override
        Map<String, Literal> arguments() {
            return groups();
        }
    },

    /// The same with Student's t of 4 degrees of freedom for the observations.
    HIERARCHICAL_T {
        @Override
        Graph graph() {
            return Graph.build("hierarchical_t", g -> hierarchical(g, true));
        }

        @Override
        Map<String, Literal> arguments() {
            return groups();
        }
    };

    private static final int ROWS = 1000;
    private static final int COLUMNS = 20;
    private static final int OBSERVATIONS = 919;
    private static final int GROUPS = 85;
    private static final double FREEDOM = 4;

    /// The log-density `value` and the gradient `gradient` by the input `point`.
    abstract Graph graph();

    /// An argument for each input.
    abstract Map<String, Literal> arguments();

    private static void outputs(GraphBuilder g, Tensor value, Tensor point) {
        g.output("value", value).output("gradient", Derivatives.gradient(value, point));
    }

    private static void hierarchical(GraphBuilder g, boolean heavy) {
        Tensor group = g.input("group", DType.I64, OBSERVATIONS);
        Tensor first = g.input("first", DType.F64, OBSERVATIONS);
        Tensor second = g.input("second", DType.F64, OBSERVATIONS);
        Tensor y = g.input("y", DType.F64, OBSERVATIONS);
        Tensor point = g.input("point", DType.F64, GROUPS + 5);
        Tensor raw = point.slice(0, 0, GROUPS);
        Tensor level = at(point, GROUPS + 2);
        Tensor logSpread = at(point, GROUPS + 3);
        Tensor logNoise = at(point, GROUPS + 4);
        Tensor spread = logSpread.exp();
        Tensor noise = logNoise.exp();
        Tensor levels = raw.mul(spread).add(level);
        Tensor mean =
                levels.gather(group, 0)
                        .add(first.mul(at(point, GROUPS)))
                        .add(second.mul(at(point, GROUPS + 1)));
        Tensor z = y.sub(mean).div(noise);
        Tensor likelihood =
                heavy
                        ? z.square().div(FREEDOM).log1p().mul(-(FREEDOM + 1) / 2)
                        : z.square().mul(-0.5);
        Tensor slopes = point.slice(0, GROUPS, GROUPS + 3).div(10).square().sum().mul(-0.5);
        Tensor scales = spread.square().add(noise.square()).mul(-0.5).add(logSpread);
        Tensor value =
                likelihood
                        .sub(logNoise)
                        .sum()
                        .add(raw.square().sum().mul(-0.5))
                        .add(slopes)
                        .add(scales)
                        .add(logNoise);
        outputs(g, value, point);
    }

    private static Tensor at(Tensor vector, int index) {
        return vector.slice(0, index, index + 1).squeeze(0);
    }

    private static Map<String, Literal> groups() {
        Random random = new Random(2);
        return Map.of(
                "group", below(random, DType.I64, GROUPS, OBSERVATIONS),
                "first", normal(random, OBSERVATIONS),
                "second", below(random, DType.F64, 2, OBSERVATIONS),
                "y", normal(random, OBSERVATIONS),
                "point", normal(random, GROUPS + 5));
    }

    private static Literal normal(Random random, long... sizes) {
        LiteralBuilder literal = new LiteralBuilder(DType.F64, sizes);
        for (long i = 0; i < literal.elements(); i++) {
            literal.put(i, 0.3 * random.nextGaussian());
        }
        return literal.build();
    }

    private static Literal below(Random random, DType dtype, int bound, long... sizes) {
        LiteralBuilder literal = new LiteralBuilder(dtype, sizes);
        for (long i = 0; i < literal.elements(); i++) {
            literal.put(i, random.nextInt(bound));
        }
        return literal.build();
    }
}
