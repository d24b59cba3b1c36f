package dev.komodo.onnx.importer;

import dev.komodo.graph.Tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;

/// The activations of recurrent cells, whose input may be clipped.
///
/// source: ONNX, docs/Operators.md, RNN; parameters that are left out are those of the operators of
/// the same name. The lists `activation_alpha` and `activation_beta` have one number for each
/// activation that takes one, in order, as ONNX Runtime reads them.
final class RecurrentActivations {
    private final NodeContext node;
    private final OptionalDouble clip;
    private final List<Float> alphas;
    private final List<Float> betas;
    private int usedAlphas;
    private int usedBetas;

    private RecurrentActivations(NodeContext node) {
        this.node = node;
        this.clip = node.attributes().real("clip");
        this.alphas = node.attributes().reals("activation_alpha").orElse(List.of());
        this.betas = node.attributes().reals("activation_beta").orElse(List.of());
    }

    /// The activations of a direction.
    ///
    /// @param usual those of each direction where the node names none
    static List<UnaryOperator<Tensor>> of(NodeContext node, int direction, List<String> usual) {
        List<String> names = node.attributes().texts("activations").orElse(List.of());
        int count = usual.size();
        if (!names.isEmpty() && names.size() < (direction + 1) * count) {
            throw node.invalid(count + " activations per direction are required, found " + names);
        }
        RecurrentActivations activations = new RecurrentActivations(node);
        List<UnaryOperator<Tensor>> all = new ArrayList<>();
        for (int i = 0; i < (direction + 1) * count; i++) {
            String name = names.isEmpty() ? usual.get(i % count) : names.get(i);
            all.add(activations.clipped(activations.function(name)));
        }
        return all.subList(direction * count, all.size());
    }

    private UnaryOperator<Tensor> clipped(UnaryOperator<Tensor> function) {
        if (clip.isEmpty()) {
            return function;
        }
        double bound = clip.getAsDouble();
        return x -> function.apply(x.maximum(-bound).minimum(bound));
    }

    private double alpha(double usual) {
        return usedAlphas < alphas.size() ? alphas.get(usedAlphas++) : usual;
    }

    private double beta(double usual) {
        return usedBetas < betas.size() ? betas.get(usedBetas++) : usual;
    }

    private UnaryOperator<Tensor> function(String name) {
        return switch (name) {
            case "Sigmoid" -> Tensor::sigmoid;
            case "Tanh" -> Tensor::tanh;
            case "Relu" -> Tensor::relu;
            case "Softplus" -> Tensor::softplus;
            case "Softsign" -> x -> x.div(x.abs().add(1));
            case "Affine" -> affine(alpha(1), beta(0));
            case "ScaledTanh" -> scaled(alpha(1), beta(1));
            case "LeakyRelu" -> leaky(alpha(0.01f));
            case "ThresholdedRelu" -> thresholded(alpha(1));
            case "HardSigmoid" -> hard(alpha(0.2f), beta(0.5f));
            case "Elu" -> exponential(alpha(1));
            default -> throw node.unsupported("the activation " + name);
        };
    }

    private static UnaryOperator<Tensor> affine(double alpha, double beta) {
        return x -> x.mul(alpha).add(beta);
    }

    private static UnaryOperator<Tensor> scaled(double alpha, double beta) {
        return x -> x.mul(beta).tanh().mul(alpha);
    }

    private static UnaryOperator<Tensor> leaky(double alpha) {
        return x -> x.less(0).select(x.mul(alpha), x);
    }

    private static UnaryOperator<Tensor> thresholded(double alpha) {
        return x -> x.greater(alpha).select(x, x.builder().constant(x.dtype(), 0.0));
    }

    private static UnaryOperator<Tensor> hard(double alpha, double beta) {
        return x -> x.mul(alpha).add(beta).maximum(0).minimum(1);
    }

    private static UnaryOperator<Tensor> exponential(double alpha) {
        return x -> x.less(0).select(x.expm1().mul(alpha), x);
    }
}
