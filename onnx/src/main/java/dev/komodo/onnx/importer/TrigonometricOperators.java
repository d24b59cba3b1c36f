package dev.komodo.onnx.importer;

import static dev.komodo.onnx.importer.Operator.unary;

import dev.komodo.graph.Tensor;

import java.util.List;

/// Circular and hyperbolic functions and their inverses. Those that the graph language lacks are
/// written with those it has, in forms without cancellation.
final class TrigonometricOperators {
    private TrigonometricOperators() {}

    static final List<Operator> ROWS =
            List.of(
                    unary("Sin", 7, Tensor::sin),
                    unary("Cos", 7, Tensor::cos),
                    unary("Tan", 7, x -> x.sin().div(x.cos())),
                    unary("Asin", 7, TrigonometricOperators::arcSine),
                    unary("Acos", 7, TrigonometricOperators::arcCosine),
                    unary("Atan", 7, TrigonometricOperators::arcTangent),
                    unary("Sinh", 9, TrigonometricOperators::hyperbolicSine),
                    unary("Cosh", 9, TrigonometricOperators::hyperbolicCosine),
                    unary("Tanh", 1, Tensor::tanh),
                    unary("Asinh", 9, TrigonometricOperators::areaSine),
                    unary("Acosh", 9, TrigonometricOperators::areaCosine),
                    unary("Atanh", 9, TrigonometricOperators::areaTangent));

    /// source: Cephes `atan.c` (S. Moshier), the rational approximation for doubles.
    private static final double[] NUMERATOR = {
        -0.8750608600031904,
        -16.157537187333652,
        -75.00855792314705,
        -122.88666844901361,
        -64.85021904942025
    };

    private static final double[] DENOMINATOR = {
        1,
        24.858464901423062,
        165.02700983169885,
        432.88106049129027,
        485.3903996359137,
        194.5506571482614
    };

    private static final double TANGENT_OF_THREE_EIGHTHS_PI = 2.414213562373095;

    /// Reduced to `|x| <= 0.66` by `pi/2 - atan(1/x)` and `pi/4 + atan((x-1)/(x+1))`.
    private static Tensor arcTangent(Tensor x) {
        Tensor magnitude = x.abs();
        Tensor large = magnitude.greater(TANGENT_OF_THREE_EIGHTHS_PI);
        Tensor middle = magnitude.greater(0.66);
        Tensor ratio = magnitude.sub(1).div(magnitude.add(1));
        Tensor reduced =
                large.select(magnitude.reciprocal().neg(), middle.select(ratio, magnitude));
        Tensor zero = magnitude.mul(0);
        Tensor start =
                large.select(
                        constant(x, Math.PI / 2), middle.select(constant(x, Math.PI / 4), zero));
        Tensor square = reduced.square();
        Tensor correction =
                square.mul(polynomial(square, NUMERATOR)).div(polynomial(square, DENOMINATOR));
        Tensor angle = start.add(reduced.mul(correction).add(reduced));
        return x.less(0).select(angle.neg(), angle);
    }

    private static Tensor constant(Tensor like, double value) {
        return like.builder().constant(like.dtype(), value);
    }

    private static Tensor polynomial(Tensor x, double[] coefficients) {
        Tensor value = x.mul(coefficients[0]).add(coefficients[1]);
        for (int i = 2; i < coefficients.length; i++) {
            value = value.mul(x).add(coefficients[i]);
        }
        return value;
    }

    /// `atan(x / sqrt((1 - x)(1 + x)))`.
    private static Tensor arcSine(Tensor x) {
        return arcTangent(x.div(x.neg().add(1).mul(x.add(1)).sqrt()));
    }

    /// `2 atan(sqrt((1 - x) / (1 + x)))`.
    private static Tensor arcCosine(Tensor x) {
        return arcTangent(x.neg().add(1).div(x.add(1)).sqrt()).mul(2);
    }

    /// `(e + e / (e + 1)) / 2` with `e = exp(|x|) - 1`; beyond 20 `exp(|x| / 2)^2 / 2`, which
    /// overflows where the result does.
    private static Tensor hyperbolicSine(Tensor x) {
        Tensor magnitude = x.abs();
        Tensor growth = magnitude.expm1();
        Tensor small = growth.add(growth.div(growth.add(1))).mul(0.5);
        Tensor value = magnitude.greater(20).select(halfOfSquare(magnitude), small);
        return x.less(0).select(value.neg(), value);
    }

    private static Tensor halfOfSquare(Tensor magnitude) {
        Tensor root = magnitude.mul(0.5).exp();
        return root.mul(0.5).mul(root);
    }

    private static Tensor hyperbolicCosine(Tensor x) {
        Tensor magnitude = x.abs();
        Tensor growth = magnitude.exp();
        Tensor small = growth.add(growth.reciprocal()).mul(0.5);
        return magnitude.greater(20).select(halfOfSquare(magnitude), small);
    }

    /// `log1p(|x| + x^2 / (1 + sqrt(1 + x^2)))` with x's sign.
    private static Tensor areaSine(Tensor x) {
        Tensor magnitude = x.abs();
        Tensor square = x.square();
        Tensor value = magnitude.add(square.div(square.add(1).sqrt().add(1))).log1p();
        return x.less(0).select(value.neg(), value);
    }

    /// `log1p(t + sqrt(2t + t^2))` with `t = x - 1`.
    private static Tensor areaCosine(Tensor x) {
        Tensor above = x.sub(1);
        return above.add(above.mul(2).add(above.square()).sqrt()).log1p();
    }

    /// `log1p(2|x| / (1 - |x|)) / 2` with x's sign: for a negative argument of the logarithm `1 +
    /// x` would cancel.
    private static Tensor areaTangent(Tensor x) {
        Tensor magnitude = x.abs();
        Tensor value = magnitude.mul(2).div(magnitude.neg().add(1)).log1p().mul(0.5);
        return x.less(0).select(value.neg(), value);
    }
}
