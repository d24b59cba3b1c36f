package dev.komodo.onnx.importer;

import static dev.komodo.onnx.importer.Operator.unary;

import dev.komodo.graph.Tensor;

import java.util.List;

/// Circular and hyperbolic functions and their inverses.
final class TrigonometricOperators {
    private TrigonometricOperators() {}

    static final List<Operator> ROWS =
            List.of(
                    unary("Sin", 7, Tensor::sin),
                    unary("Cos", 7, Tensor::cos),
                    unary("Tan", 7, Tensor::tan),
                    unary("Asin", 7, Tensor::asin),
                    unary("Acos", 7, Tensor::acos),
                    unary("Atan", 7, Tensor::atan),
                    unary("Sinh", 9, Tensor::sinh),
                    unary("Cosh", 9, Tensor::cosh),
                    unary("Tanh", 1, Tensor::tanh),
                    unary("Asinh", 9, Tensor::asinh),
                    unary("Acosh", 9, Tensor::acosh),
                    unary("Atanh", 9, Tensor::atanh));
}
