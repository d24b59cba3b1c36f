package dev.komodo.autodiff;

import dev.komodo.error.InvalidGraphException;
import dev.komodo.graph.DType;
import dev.komodo.graph.Graph;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.graph.Tensor;
import dev.komodo.interp.Interpreter;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/// Compares derivatives with differences of values, element by element: whether a function's
/// gradient is what this library, or a rule of one's own, says.
///
/// ```java
/// GradientCheck check = GradientCheck.of(xs -> xs.getFirst().exp().sum(), List.of(point));
/// assertThat(check.largestError()).as(check.toString()).isLessThan(1e-7);
/// ```
///
/// A result of more than one element is weighted with fixed pseudo-random numbers and summed. The
/// differences are those of five points, `(f(-2h) - 8 f(-h) + 8 f(h) - f(2h)) / 12 h`, evaluated by
/// the interpreter; at a kink or a pole they mean little.
///
/// Source: M. Abramowitz, I. A. Stegun, "Handbook of mathematical functions" (1964), 25.3.6.
///
/// @param elements the elements of all float arguments, in order
public record GradientCheck(List<Element> elements) {

    /// Copies the list.
    public GradientCheck {
        elements = List.copyOf(elements);
    }

    /// One element of an argument.
    ///
    /// @param argument which argument
    /// @param index the element's flat index
    /// @param derivative what reverse mode says
    /// @param tangent what forward mode says
    /// @param difference the quotient of differences
    /// @param uncertainty by how much the quotient of three points differs from it: a bound of its
    ///   error where the function is smooth
    public record Element(
            int argument,
            long index,
            double derivative,
            double tangent,
            double difference,
            double uncertainty) {
        /// How far the two modes and the difference are apart, relative to the larger of 1 and
        /// their size; NaN counts as infinitely far from a number, and as equal to itself.
        public double error() {
            double scale = Math.max(1, Math.max(Math.abs(derivative), Math.abs(difference)));
            return Math.max(apart(derivative, difference), apart(derivative, tangent)) / scale;
        }

        private static double apart(double one, double other) {
            if (Double.compare(one, other) == 0 || one == other) {
                return 0;
            }
            double difference = Math.abs(one - other);
            return Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference;
        }
    }

    /// Checks a function at a point. Arguments that are no floats are passed on, and not derived
    /// by.
    ///
    /// @param function from as many tensors as there are arguments, of their types, to a float
    ///   tensor
    /// @param point the arguments; f64 for results that say something
    /// @throws InvalidGraphException if a derivative does not exist, or there is nothing to derive
    ///   by
    public static GradientCheck of(Function<List<Tensor>, Tensor> function, List<Literal> point) {
        Functions functions = Functions.of(function, point);
        List<Literal> values = Interpreter.run(functions.derivatives, point);
        List<Element> elements = new ArrayList<>();
        for (int argument = 0; argument < point.size(); argument++) {
            if (point.get(argument).dtype().isFloat()) {
                Literal derivative = values.get(elements(point, argument));
                functions.compare(point, argument, derivative, elements);
            }
        }
        return new GradientCheck(elements);
    }

    private static int elements(List<Literal> point, int argument) {
        return (int) point.subList(0, argument).stream().filter(x -> x.dtype().isFloat()).count();
    }

    /// The largest error of an element.
    public double largestError() {
        return elements.stream().mapToDouble(Element::error).max().orElse(0);
    }

    /// A line for each element, with the error of each.
    @Override
    public String toString() {
        StringBuilder text =
                new StringBuilder("argument[index] derivative tangent difference error\n");
        for (Element element : elements) {
            text.append(
                    String.format(
                            Locale.ROOT,
                            "%d[%d] %.17g %.17g %.17g %.2g%n",
                            element.argument,
                            element.index,
                            element.derivative,
                            element.tangent,
                            element.difference,
                            element.error()));
        }
        return text.toString();
    }

    /// The graphs that a check runs.
    private record Functions(Graph value, Graph derivatives, Graph tangent) {
        static Functions of(Function<List<Tensor>, Tensor> function, List<Literal> point) {
            Graph value =
                    Graph.build("value", g -> g.output("y", weighted(function, inputs(g, point))));
            Graph derivatives =
                    Graph.build(
                            "derivatives",
                            g -> {
                                List<Tensor> inputs = inputs(g, point);
                                Tensor y = weighted(function, inputs);
                                List<Tensor> floats = floats(inputs);
                                List<Tensor> found = Derivatives.gradient(y, floats);
                                for (int i = 0; i < found.size(); i++) {
                                    g.output("d" + i, found.get(i));
                                }
                            });
            Graph tangent =
                    Graph.build(
                            "tangent",
                            g -> {
                                List<Tensor> inputs = inputs(g, point);
                                Tensor y = weighted(function, inputs);
                                List<Tensor> floats = floats(inputs);
                                List<Tensor> changes = new ArrayList<>();
                                for (Tensor input : floats) {
                                    changes.add(g.input("change" + changes.size(), input.type()));
                                }
                                g.output(
                                        "change",
                                        Derivatives.jvp(List.of(y), floats, changes).getFirst());
                            });
            return new Functions(value, derivatives, tangent);
        }

        private static List<Tensor> inputs(GraphBuilder g, List<Literal> point) {
            List<Tensor> inputs = new ArrayList<>();
            for (Literal argument : point) {
                inputs.add(g.input("x" + inputs.size(), argument.type()));
            }
            return inputs;
        }

        private static List<Tensor> floats(List<Tensor> inputs) {
            return inputs.stream().filter(input -> input.dtype().isFloat()).toList();
        }

        private static Tensor weighted(
                Function<List<Tensor>, Tensor> function, List<Tensor> inputs) {
            Tensor y = function.apply(inputs);
            if (y.rank() == 0) {
                return y;
            }
            // numbers between 0.5 and 1.5 that follow no pattern: fractions of n times the golden
            // section
            Tensor count = y.builder().iota(DType.F64, 0, y.shape().elements());
            Tensor golden = count.add(1).mul((Math.sqrt(5) - 1) / 2);
            Tensor weights = golden.sub(golden.floor()).add(0.5);
            return y.mul(weights.cast(y.dtype()).reshape(y.shape())).sum();
        }

        void compare(
                List<Literal> point, int argument, Literal derivative, List<Element> elements) {
            Literal x = point.get(argument);
            for (long i = 0; i < x.elements(); i++) {
                double h = step(x.dtype()) * Math.max(1, Math.abs(x.asDouble(i)));
                double near = at(point, argument, i, h) - at(point, argument, i, -h);
                double far = at(point, argument, i, 2 * h) - at(point, argument, i, -2 * h);
                double three = near / (2 * h);
                double five = (8 * near - far) / (12 * h);
                elements.add(
                        new Element(
                                argument,
                                i,
                                derivative.asDouble(i),
                                tangent(point, argument, i),
                                five,
                                Math.abs(five - three)));
            }
        }

        /// About the fifth root of the distance of 1 from its neighbour, a power of 2.
        private static double step(DType dtype) {
            return switch (dtype.arithmetic()) {
                case F64 -> 0x1p-13;
                case DType _ -> 0x1p-4;
            };
        }

        private double at(List<Literal> point, int argument, long index, double by) {
            List<Literal> moved = new ArrayList<>(point);
            moved.set(argument, changed(point.get(argument), index, by, 1));
            return Interpreter.run(value, moved).getFirst().asDouble(0);
        }

        private double tangent(List<Literal> point, int argument, long index) {
            List<Literal> arguments = new ArrayList<>(point);
            for (int i = 0; i < point.size(); i++) {
                if (point.get(i).dtype().isFloat()) {
                    arguments.add(changed(point.get(i), i == argument ? index : -1, 1, 0));
                }
            }
            return Interpreter.run(tangent, arguments).getFirst().asDouble(0);
        }

        /// The elements times `factor`, one of them greater by `by`.
        private static Literal changed(Literal literal, long index, double by, double factor) {
            LiteralBuilder changed = new LiteralBuilder(literal.dtype(), literal.sizes());
            for (long i = 0; i < literal.elements(); i++) {
                double kept = factor == 0 ? 0 : literal.asDouble(i);
                changed.put(i, kept + (i == index ? by : 0));
            }
            return changed.build();
        }
    }
}
