package dev.komodo.onnx.importer;

import static dev.komodo.onnx.importer.Operator.many;

import dev.komodo.graph.Tensor;

import java.util.ArrayList;
import java.util.List;

/// Steps of training: new parameters and moments from gradients. Inputs are the rate, the count of
/// steps so far, then all parameters, all gradients, all moments.
///
/// source: ONNX, docs/Operators.md, domain ai.onnx.preview.training; J. Duchi, E. Hazan, Y. Singer
/// (Adagrad, 2011); D. P. Kingma, J. Ba (Adam, arXiv:1412.6980).
final class OptimizerOperators {
    private static final String DOMAIN = "ai.onnx.preview.training";

    private OptimizerOperators() {}

    static final List<Operator> ROWS =
            List.of(
                    many("Momentum", 1, node -> each(node, 3, OptimizerOperators::momentum))
                            .in(DOMAIN),
                    many("Adagrad", 1, node -> each(node, 3, OptimizerOperators::adagrad))
                            .in(DOMAIN),
                    many("Adam", 1, node -> each(node, 4, OptimizerOperators::adam)).in(DOMAIN));

    /// The step of one parameter.
    @FunctionalInterface
    private interface Rule {
        /// The new parameter and moments.
        ///
        /// @param given the parameter, its gradient with what the norm adds, its moments
        List<Tensor> step(NodeContext node, List<Tensor> given);
    }

    private static List<Imported> each(NodeContext node, int roles, Rule rule) {
        int count = (node.inputs().size() - 2) / roles;
        if (count < 1 || node.inputs().size() != 2 + roles * count) {
            throw node.invalid(
                    "inputs are a rate, a count and " + roles + " tensors for each parameter");
        }
        List<List<Tensor>> results = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<Tensor> given = new ArrayList<>();
            for (int role = 0; role < roles; role++) {
                given.add(node.input(2 + role * count + i));
            }
            Tensor pull = given.getFirst().mul(node.real("norm_coefficient", 0));
            given.set(1, given.get(1).add(pull));
            results.add(rule.step(node, given));
        }
        List<Imported> outputs = new ArrayList<>();
        for (int role = 0; role < results.getFirst().size(); role++) {
            for (List<Tensor> result : results) {
                outputs.add(Imported.of(result.get(role)));
            }
        }
        return outputs;
    }

    private static List<Tensor> momentum(NodeContext node, List<Tensor> given) {
        Tensor x = given.get(0);
        Tensor gradient = given.get(1);
        double alpha = node.real("alpha", 0);
        Tensor one = node.builder().constant(x.dtype(), 1.0);
        Tensor beta = node.builder().constant(x.dtype(), node.real("beta", 0));
        Tensor share = node.input(1).greater(0).select(beta, one);
        Tensor moved = given.get(2).mul(alpha).add(gradient.mul(share));
        String mode = node.text("mode", "standard");
        Tensor step =
                switch (mode) {
                    case "standard" -> moved;
                    case "nesterov" -> gradient.add(moved.mul(alpha));
                    default -> throw node.invalid("mode '" + mode + "' does not exist");
                };
        return List.of(x.sub(rate(node, x).mul(step)), moved);
    }

    private static List<Tensor> adagrad(NodeContext node, List<Tensor> given) {
        Tensor x = given.get(0);
        Tensor gradient = given.get(1);
        Tensor steps = node.input(1).cast(x.dtype());
        Tensor rate = rate(node, x).div(steps.mul(node.real("decay_factor", 0)).add(1));
        Tensor sum = given.get(2).add(gradient.square());
        Tensor deviation = sum.sqrt().add(node.real("epsilon", 0));
        return List.of(x.sub(rate.mul(gradient).div(deviation)), sum);
    }

    private static List<Tensor> adam(NodeContext node, List<Tensor> given) {
        Tensor x = given.get(0);
        Tensor gradient = given.get(1);
        double alpha = node.real("alpha", 0.9f);
        double beta = node.real("beta", 0.999f);
        Tensor first = given.get(2).mul(alpha).add(gradient.mul(1 - alpha));
        Tensor second = given.get(3).mul(beta).add(gradient.square().mul(1 - beta));
        Tensor deviation = second.sqrt().add(node.real("epsilon", 0));
        Tensor rate = rate(node, x);
        Tensor steps = node.input(1).cast(x.dtype());
        Tensor corrected =
                rate.mul(missing(node, beta, steps).sqrt()).div(missing(node, alpha, steps));
        Tensor adjusted = node.input(1).greater(0).select(corrected, rate);
        Tensor moved = x.sub(adjusted.mul(first).div(deviation));
        return List.of(moved.mul(1 - node.real("norm_coefficient_post", 0)), first, second);
    }

    /// `1 - decay ^ steps`: the weight of what a running mean has not seen.
    private static Tensor missing(NodeContext node, double decay, Tensor steps) {
        return node.builder().constant(steps.dtype(), decay).pow(steps).neg().add(1);
    }

    private static Tensor rate(NodeContext node, Tensor x) {
        return node.input(0).cast(x.dtype());
    }
}
