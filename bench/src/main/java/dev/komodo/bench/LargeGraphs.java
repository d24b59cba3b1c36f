package dev.komodo.bench;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Graph;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/// Graphs of about any number of nodes, of kinds that are hard for different stages of a
/// compilation.
enum LargeGraphs {
    /// Element by element, one after another, a third of them transcendental.
    CHAIN {
        @Override
        void build(GraphBuilder graph, int nodes) {
            Tensor x = graph.input("x", DType.F32, graph.dim("n"));
            Tensor value = x;
            for (int i = 0; i < nodes; i++) {
                value =
                        switch (i % 6) {
                            case 0 -> value.sin();
                            case 3 -> value.tanh();
                            case 1, 4 -> value.mul(1 + i * 1e-5);
                            default -> value.add(x);
                        };
            }
            graph.output("y", value);
        }
    },
    /// Independent results of one input, ten nodes each.
    WIDE {
        @Override
        void build(GraphBuilder graph, int nodes) {
            Tensor x = graph.input("x", DType.F32, graph.dim("n"));
            for (int i = 0; i < Math.max(1, nodes / 10); i++) {
                Tensor value = x;
                for (int step = 0; step < 9; step++) {
                    value = value.mul(x).add(1 + i * 10 + step);
                }
                graph.output("y" + i, value);
            }
        }
    },
    /// A row's sum between every few elementwise operations: no fusion across it.
    REDUCTIONS {
        @Override
        void build(GraphBuilder graph, int nodes) {
            Tensor x = graph.input("x", DType.F32, graph.dim("n"), 64);
            Tensor value = x;
            for (int i = 0; i < Math.max(1, nodes / 5); i++) {
                Tensor mean = value.sum(1).mul(1.0 / 64).expandDims(1);
                value = value.sub(mean).mul(x);
            }
            graph.output("y", value);
        }
    },
    /// Blocks of layer norm, product, bias, gelu and residual sum, each with weights of its own.
    LAYERS {
        @Override
        void build(GraphBuilder graph, int nodes) {
            Tensor value = graph.input("x", DType.F32, graph.dim("n"), 64);
            Tensor weights = graph.input("w", DType.F32, Math.max(1, nodes / 24), 64, 64);
            Tensor biases = graph.input("b", DType.F32, Math.max(1, nodes / 24), 64);
            for (int i = 0; i < Math.max(1, nodes / 24); i++) {
                Tensor weight = weights.slice(0, i, i + 1).reshape(64, 64);
                Tensor bias = biases.slice(0, i, i + 1).reshape(64);
                Tensor centred = value.sub(value.sum(1).mul(1.0 / 64).expandDims(1));
                Tensor variance = centred.mul(centred).sum(1).mul(1.0 / 64).expandDims(1);
                Tensor normal = centred.div(variance.add(1e-5).sqrt());
                Tensor hidden = normal.matmul(weight).add(bias);
                value = hidden.mul(hidden.mul(Math.sqrt(0.5)).erf().add(1).mul(0.5)).add(value);
            }
            graph.output("y", value);
        }
    },
    /// Each node uses two of the last sixty-four: sub-expressions are shared everywhere.
    SHARED {
        @Override
        void build(GraphBuilder graph, int nodes) {
            Dim n = graph.dim("n");
            SplittableRandom random = new SplittableRandom(5);
            List<Tensor> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                all.add(graph.input("x" + i, DType.F64, n));
            }
            for (int i = 0; i < nodes; i++) {
                int from = Math.max(0, all.size() - 64);
                Tensor left = all.get(random.nextInt(from, all.size()));
                Tensor right = all.get(random.nextInt(from, all.size()));
                all.add(
                        switch (random.nextInt(4)) {
                            case 0 -> left.add(right);
                            case 1 -> left.mul(right);
                            case 2 -> left.sub(right);
                            default -> left.maximum(right);
                        });
            }
            for (int i = 0; i < 4; i++) {
                graph.output("y" + i, all.get(all.size() - 1 - i));
            }
        }
    },
    /// As many small constants as operations.
    CONSTANTS {
        @Override
        void build(GraphBuilder graph, int nodes) {
            Tensor x = graph.input("x", DType.F32, graph.dim("n"), 3);
            Tensor value = x;
            for (int i = 0; i < Math.max(1, nodes / 4); i++) {
                value = value.mul(graph.constants(DType.F32, 1 + i * 1e-4, 2, 0.25)).add(x);
            }
            graph.output("y", value);
        }
    },
    /// Rows taken from a table, by indices that were taken from another.
    GATHERS {
        @Override
        void build(GraphBuilder graph, int nodes) {
            Dim n = graph.dim("n");
            Tensor table = graph.input("table", DType.F32, 100);
            Tensor links = graph.input("links", DType.I64, 100);
            Tensor at = graph.input("at", DType.I64, n);
            Tensor sum = table.gather(at, 0);
            for (int i = 0; i < Math.max(1, nodes / 4); i++) {
                at = links.gather(at, 0);
                sum = sum.add(table.gather(at, 0)).mul(0.5);
            }
            graph.output("y", sum);
        }
    };

    /// Writes the graph of about so many nodes.
    abstract void build(GraphBuilder graph, int nodes);

    /// The graph of about so many nodes.
    Graph of(int nodes) {
        return Graph.build(name().toLowerCase(Locale.ROOT), graph -> build(graph, nodes));
    }
}
