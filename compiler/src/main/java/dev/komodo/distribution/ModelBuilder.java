package dev.komodo.distribution;

import dev.komodo.error.InvalidGraphException;
import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Declares a [Model]: its parameters, its data, and the terms of its log-density. One thread at a
/// time, and only while the body of the model runs.
public final class ModelBuilder {
    private static final Set<String> RESERVED =
            Set.of(Model.VECTOR, Model.LOG_DENSITY, Model.LOG_JACOBIAN, Model.GRADIENT);

    private final GraphBuilder graph;
    private final DType dtype;
    private final ParameterSource source;
    private final List<ModelParameter> parameters = new ArrayList<>();
    private final List<Tensor> unconstrained = new ArrayList<>();
    private final Map<String, Tensor> values = new LinkedHashMap<>();
    private final Map<String, Tensor> terms = new LinkedHashMap<>();
    private final List<Tensor> logJacobians = new ArrayList<>();
    private Dim size = Dim.of(0);

    ModelBuilder(GraphBuilder graph, DType dtype, ParameterSource source) {
        this.graph = graph;
        this.dtype = dtype;
        this.source = source;
    }

    /// The builder of the graph, for loops and whatever else is not said here.
    public GraphBuilder graph() {
        return graph;
    }

    /// A symbolic extent, fixed at each call by the shapes of the data.
    public Dim dim(String name) {
        return graph.dim(name);
    }

    /// Data that each call passes: an input of the graphs.
    ///
    /// @param name unique in the model
    /// @param dims the extents: each a [Dim], an [Integer], a [Long], or a [String] that names a
    ///   symbol
    public Tensor data(String name, DType dtype, Object... dims) {
        requireFree(name);
        return graph.input(name, dtype, dims);
    }

    /// Data that belongs to the model: `[values.length]` in its dtype. Up to [Literal#INLINE_BYTES]
    /// it is part of the graph, beyond it is passed by reference.
    public Tensor data(double... values) {
        return graph.constant(LiteralBuilder.vector(dtype, values));
    }

    /// Data that belongs to the model, row by row: `[rows, columns]` in its dtype.
    ///
    /// @throws InvalidGraphException if the rows differ in length
    public Tensor data(double[][] rows) {
        int columns = rows.length == 0 ? 0 : rows[0].length;
        LiteralBuilder literal = new LiteralBuilder(dtype, rows.length, columns);
        for (int row = 0; row < rows.length; row++) {
            if (rows[row].length != columns) {
                throw new InvalidGraphException(
                        "The rows of a matrix have one length; row 0 has "
                                + columns
                                + " elements, row "
                                + row
                                + " has "
                                + rows[row].length);
            }
            for (int column = 0; column < columns; column++) {
                literal.put((long) row * columns + column, rows[row][column]);
            }
        }
        return graph.constant(literal.build());
    }

    /// Indices or counts that belong to the model: `i64[values.length]`.
    public Tensor data(long... values) {
        return graph.constants(values);
    }

    /// Data that belongs to the model, of any dtype and shape.
    public Tensor data(Literal values) {
        return graph.constant(values);
    }

    /// A scalar in the dtype of the model.
    public Tensor constant(double value) {
        return graph.constant(dtype, value);
    }

    /// A parameter that may be any number: shorthand for [Transform#real].
    ///
    /// @param name unique in the model
    /// @param dims the extents, as for [#data(String, DType, Object...)]; none for a scalar
    public Tensor parameter(String name, Object... dims) {
        return parameter(name, Transform.real(), dims);
    }

    /// A parameter. It has no density but that of the terms that are added: a parameter without any
    /// has a flat one over its values.
    ///
    /// @param name unique in the model
    /// @param transform what values it may have; bounds may depend on parameters declared before
    /// @param dims the extents of its values, as for [#data(String, DType, Object...)]; none for a
    ///   scalar. Extents that are not numbers are symbols of data inputs.
    /// @return its values, `[dims...]`
    /// @throws InvalidGraphException if the transform has no values of these extents
    public Tensor parameter(String name, Transform transform, Object... dims) {
        requireFree(name);
        Shape shape = Shape.from(dims);
        ModelParameter parameter =
                new ModelParameter(
                        name, transform, shape, transform.unconstrainedShape(shape), size);
        ParameterSource.Supplied supplied = source.supply(parameter, graph::input);
        if (!supplied.values().shape().equals(shape)) {
            throw new InvalidGraphException(
                    "The parameter '"
                            + name
                            + "' is declared with the shape "
                            + shape
                            + ", and the bounds of its transform make it "
                            + supplied.values().shape()
                            + "; declare it so");
        }
        if (!(transform instanceof RealLine)) {
            logJacobians.add(transform.logAbsDetJacobian(supplied.unconstrained()).sum());
        }
        parameters.add(parameter);
        unconstrained.add(supplied.unconstrained());
        values.put(name, supplied.values());
        size = size.plus(parameter.unconstrainedSize());
        return supplied.values();
    }

    /// Names a quantity that [Model#quantities] reports beside the parameters.
    ///
    /// @param name unique in the model
    /// @return the quantity
    public Tensor derived(String name, Tensor quantity) {
        requireFree(name);
        values.put(name, quantity);
        return quantity;
    }

    /// Adds the log-density of a parameter or of data: `x ~ distribution`. Nothing is added for the
    /// limits of a parameter's transform: the density of a positive parameter that follows a
    /// [Normal] is not divided by the probability of positive numbers.
    public ModelBuilder follows(Tensor x, Distribution distribution) {
        return add(distribution.logDensitySum(x));
    }

    /// As [#follows(Tensor, Distribution)], as a term with a name.
    ///
    /// @param name unique among the terms
    public ModelBuilder follows(String name, Tensor x, Distribution distribution) {
        return add(name, distribution.logDensitySum(x));
    }

    /// Adds the sum of all elements to the log-density.
    public ModelBuilder add(Tensor logDensity) {
        return add("term" + terms.size(), logDensity);
    }

    /// Adds the sum of all elements to the log-density, as a term with a name.
    ///
    /// @param name unique among the terms
    public ModelBuilder add(String name, Tensor logDensity) {
        Tensor term = logDensity.rank() == 0 ? logDensity : logDensity.sum();
        if (RESERVED.contains(name) || terms.putIfAbsent(name, term) != null) {
            throw taken(name);
        }
        return this;
    }

    private void requireFree(String name) {
        if (RESERVED.contains(name) || values.containsKey(name)) {
            throw taken(name);
        }
    }

    private static InvalidGraphException taken(String name) {
        return new InvalidGraphException(
                "The name '" + name + "' is declared twice in a model, or one of " + RESERVED);
    }

    List<ModelParameter> parameters() {
        return List.copyOf(parameters);
    }

    /// Parameters and derived quantities by name.
    Map<String, Tensor> values() {
        return values;
    }

    /// The values of a parameter, or a derived quantity.
    Tensor value(String name) {
        return Objects.requireNonNull(values.get(name));
    }

    Map<String, Tensor> terms() {
        return terms;
    }

    /// The log-density of the values.
    Tensor logDensity() {
        return total(List.copyOf(terms.values()));
    }

    Tensor logAbsDetJacobian() {
        return total(logJacobians);
    }

    /// The unconstrained numbers of each parameter, in its unconstrained shape.
    List<Tensor> unconstrained() {
        return unconstrained;
    }

    /// One vector of what there is for each parameter, in its unconstrained shape.
    Tensor concat(List<Tensor> parts) {
        if (parts.isEmpty()) {
            return graph.constant(LiteralBuilder.vector(dtype));
        }
        return Tensor.concat(
                0, parts.stream().map(part -> part.reshape(part.shape().elements())).toList());
    }

    private Tensor total(List<Tensor> parts) {
        return parts.stream().reduce(Tensor::add).orElseGet(() -> constant(0));
    }
}
