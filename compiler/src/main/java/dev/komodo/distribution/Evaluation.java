package dev.komodo.distribution;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;

import java.util.ArrayList;
import java.util.List;

/// Parameters, and a variate if there is one, under one dtype and in one graph; parameters outside
/// their domain become NaN. Numbers are judged while the graph is built and cost nothing.
final class Evaluation {
    private final GraphBuilder builder;
    private final DType dtype;

    private Evaluation(GraphBuilder builder, DType dtype) {
        this.builder = builder;
        this.dtype = dtype;
    }

    /// Of a density at x.
    static Evaluation at(Tensor x, Parameter... parameters) {
        DType dtype = x.dtype().isFloat() ? x.dtype() : dtype(List.of(parameters));
        return new Evaluation(x.builder(), dtype);
    }

    /// Of parameters alone.
    static Evaluation in(GraphBuilder builder, Parameter... parameters) {
        return new Evaluation(builder, dtype(List.of(parameters)));
    }

    /// The dtype of the first parameter that has a float dtype; f64 if none has.
    static DType dtype(List<Parameter> parameters) {
        return parameters.stream()
                .filter(Parameter.Computed.class::isInstance)
                .map(parameter -> ((Parameter.Computed) parameter).tensor().dtype())
                .filter(DType::isFloat)
                .findFirst()
                .orElse(DType.F64);
    }

    DType dtype() {
        return dtype;
    }

    Tensor constant(double value) {
        return builder.constant(dtype, value);
    }

    /// The variate as floats.
    Tensor variate(Tensor x) {
        return x.cast(dtype);
    }

    /// A parameter that may be any number, or whose formula gives NaN by itself.
    Tensor real(Parameter parameter) {
        return parameter.in(builder, dtype);
    }

    /// The logarithm of a parameter; of a number, a number, the same in every process.
    Tensor log(Parameter parameter) {
        return switch (parameter) {
            case Parameter.Fixed(double number) -> constant(StrictMath.log(number));
            case Parameter.Computed _ -> real(parameter).log();
        };
    }

    /// A parameter above 0.
    Tensor positive(Parameter parameter) {
        Tensor value = real(parameter);
        return switch (parameter) {
            case Parameter.Fixed(double number) -> number > 0 ? value : constant(Double.NaN);
            case Parameter.Computed _ -> orNaN(value.greater(0), value);
        };
    }

    /// A parameter of at least 0.
    Tensor notNegative(Parameter parameter) {
        Tensor value = real(parameter);
        return switch (parameter) {
            case Parameter.Fixed(double number) -> number >= 0 ? value : constant(Double.NaN);
            case Parameter.Computed _ -> orNaN(value.greaterEqual(0), value);
        };
    }

    /// A parameter between 0 and 1, both included.
    Tensor probability(Parameter parameter) {
        Tensor value = real(parameter);
        return switch (parameter) {
            case Parameter.Fixed(double number) ->
                    number >= 0 && number <= 1 ? value : constant(Double.NaN);
            case Parameter.Computed _ ->
                    orNaN(value.greaterEqual(0).and(value.lessEqual(1)), value);
        };
    }

    /// A value where a condition on parameters holds, else NaN.
    Tensor orNaN(Tensor valid, Tensor value) {
        return valid.select(value, constant(Double.NaN));
    }

    /// A parameter that is an integer of at least 0.
    Tensor count(Parameter parameter) {
        Tensor value = real(parameter);
        return switch (parameter) {
            case Parameter.Fixed(double number) ->
                    number >= 0 && number == Math.rint(number) ? value : constant(Double.NaN);
            case Parameter.Computed _ ->
                    orNaN(value.greaterEqual(0).and(value.floor().equalTo(value)), value);
        };
    }

    /// The shape of draws: the dims that are asked for, before the shape that parameters broadcast
    /// to.
    ///
    /// @param dims as [Distribution#sample] takes them
    Shape shape(Object[] dims, Tensor... parameters) {
        Shape batch = parameters[0].shape();
        if (parameters.length > 1) {
            Tensor all = parameters[0];
            for (int i = 1; i < parameters.length; i++) {
                all = all.add(parameters[i]);
            }
            batch = all.shape();
        }
        return Evaluation.join(Shape.from(dims), batch);
    }

    /// The dims of one shape before those of another.
    static Shape join(Shape first, Shape second) {
        List<Dim> dims = new ArrayList<>(first.dims());
        dims.addAll(second.dims());
        return new Shape(dims);
    }

    /// Draws as i64, -1 where a parameter is NaN.
    static Tensor countOf(Tensor parameter, Tensor draws) {
        Tensor none = parameter.builder().constant(DType.I64, -1L);
        return parameter.isNaN().select(none, draws.cast(DType.I64));
    }
}
