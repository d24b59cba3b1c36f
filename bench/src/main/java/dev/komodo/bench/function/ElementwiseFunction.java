package dev.komodo.bench.function;

import dev.komodo.graph.DType;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Tensor;

import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// A function that has a formula of its own.
///
/// @param name as the graph language's method
/// @param operands 1 or 2
/// @param low the smallest operand that is timed
/// @param high the largest
/// @param lowest the smallest operand that its accuracy is measured at: below, the result is a
///   difference of larger terms, and its error is relative to those
/// @param formula of two operands; a function of one ignores the second
record ElementwiseFunction(
        String name,
        int operands,
        double low,
        double high,
        double lowest,
        BinaryOperator<Tensor> formula) {
    private static final double ANY = Double.NEGATIVE_INFINITY;

    /// Those of one operand, in the order of the tables.
    static final List<ElementwiseFunction> UNARY =
            List.of(
                    of("exp", Tensor::exp, -20, 20),
                    of("exp2", Tensor::exp2, -20, 20),
                    of("expm1", Tensor::expm1, -2, 2),
                    of("log", Tensor::log, 0.001, 1000.0),
                    of("log2", Tensor::log2, 0.001, 1000.0),
                    of("log10", Tensor::log10, 0.001, 1000.0),
                    of("log1p", Tensor::log1p, -0.9, 9),
                    of("sin", Tensor::sin, -10, 10),
                    of("cos", Tensor::cos, -10, 10),
                    of("tan", Tensor::tan, -10, 10),
                    of("asin", Tensor::asin, -1, 1),
                    of("acos", Tensor::acos, -1, 1),
                    of("atan", Tensor::atan, -5, 5),
                    of("sinh", Tensor::sinh, -5, 5),
                    of("cosh", Tensor::cosh, -5, 5),
                    of("tanh", Tensor::tanh, -5, 5),
                    of("asinh", Tensor::asinh, -5, 5),
                    of("acosh", Tensor::acosh, 1, 10),
                    of("atanh", Tensor::atanh, -1, 1),
                    of("cbrt", Tensor::cbrt, -100, 100),
                    of("sigmoid", Tensor::sigmoid, -10, 10),
                    of("softplus", Tensor::softplus, -10, 10),
                    of("erf", Tensor::erf, -4, 4),
                    of("erfc", Tensor::erfc, -4, 6),
                    of("logGamma", Tensor::logGamma, 0.01, 40).from(-0.5),
                    of("digamma", Tensor::digamma, 0.01, 40).from(-0.5),
                    of("trigamma", Tensor::trigamma, 0.01, 40),
                    of("gamma", Tensor::gamma, 0.01, 30),
                    of("erfInverse", Tensor::erfInverse, -0.999, 0.999),
                    of("erfcInverse", Tensor::erfcInverse, 0.001, 1.999),
                    of("besselJ0", Tensor::besselJ0, -20, 20),
                    of("besselJ1", Tensor::besselJ1, -20, 20),
                    of("besselI0", Tensor::besselI0, -20, 20),
                    of("besselI1", Tensor::besselI1, -20, 20),
                    of("besselI0Scaled", Tensor::besselI0Scaled, -20, 20),
                    of("besselI1Scaled", Tensor::besselI1Scaled, -20, 20));

    /// All of them.
    static final List<ElementwiseFunction> ALL =
            Stream.concat(
                            UNARY.stream(),
                            Stream.of(
                                    new ElementwiseFunction("pow", 2, 0.1, 10, ANY, Tensor::pow),
                                    new ElementwiseFunction("atan2", 2, -5, 5, ANY, Tensor::atan2)))
                    .toList();

    private static ElementwiseFunction of(
            String name, UnaryOperator<Tensor> formula, double low, double high) {
        return new ElementwiseFunction(name, 1, low, high, ANY, (a, _) -> formula.apply(a));
    }

    private ElementwiseFunction from(double least) {
        return new ElementwiseFunction(name, operands, low, high, least, formula);
    }

    /// Those that were named; all if none was.
    ///
    /// @throws IllegalArgumentException if there is no function of a name
    static List<ElementwiseFunction> named(List<ElementwiseFunction> all, List<String> names) {
        for (String name : names) {
            if (all.stream().noneMatch(function -> function.name().equals(name))) {
                List<String> known = all.stream().map(ElementwiseFunction::name).toList();
                throw new IllegalArgumentException(
                        "There is no function '" + name + "'; there are " + known);
            }
        }
        return all.stream()
                .filter(function -> names.isEmpty() || names.contains(function.name()))
                .toList();
    }

    /// `y = f(a)` or `f(a, b)`, n elements.
    Graph timed(DType dtype, long n) {
        return Graph.build(
                name,
                g -> {
                    Tensor a = g.input("a", dtype, n);
                    g.output("y", formula.apply(a, operands == 1 ? a : g.input("b", dtype, n)));
                });
    }

    /// `y = f(x)` in f32 and `exact = f(x)` in f64, n elements.
    Graph compared(long n) {
        return Graph.build(
                name,
                g -> {
                    Tensor any = g.input("x", DType.F32, n);
                    Tensor x = lowest == ANY ? any : any.maximum(lowest);
                    Tensor wide = x.cast(DType.F64);
                    g.output("y", formula.apply(x, x));
                    g.output("exact", formula.apply(wide, wide));
                });
    }
}
