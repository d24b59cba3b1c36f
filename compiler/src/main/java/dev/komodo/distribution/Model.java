package dev.komodo.distribution;

import dev.komodo.autodiff.Derivatives;
import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Graph;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Tensor;

import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/// A Bayesian model: parameters with transforms, data, and terms of a log-density. It gives graphs
/// over one unconstrained vector, as samplers want them.
///
/// ```java
/// Model model = Model.of("eight_schools", m -> {
///     Tensor y = m.data("y", DType.F64, 8), sigma = m.data("sigma", DType.F64, 8);
///     Tensor raw = m.parameter("theta_raw", 8), mu = m.parameter("mu");
///     Tensor tau = m.parameter("tau", Transform.positive());
///     m.follows(raw, Normal.of(0, 1));
///     m.follows(mu, Normal.of(0, 5));
///     m.follows(tau, HalfCauchy.of(5));
///     Tensor theta = m.derived("theta", mu.add(tau.mul(raw)));
///     m.follows(y, Normal.of(theta, sigma));
/// });
/// Graph graph = model.logDensityAndGradient();  // u f64[10], y, sigma -> log_density, gradient f64[10]
/// ```
///
/// Each graph is built by calling the body again, so it must do the same each time. The graphs over
/// the unconstrained vector take it first, as `u`, then the data inputs in the order of their
/// declaration; those over values take the parameters, by their names, and the data inputs.
///
/// Immutable, and safe between threads if the body is.
public final class Model {
    static final String VECTOR = "u";
    static final String LOG_DENSITY = "log_density";
    static final String LOG_JACOBIAN = "log_abs_det_jacobian";
    static final String GRADIENT = "gradient";

    private final String name;
    private final DType dtype;
    private final Consumer<ModelBuilder> body;
    private final List<ModelParameter> parameters;
    private final Dim size;

    private Model(String name, DType dtype, Consumer<ModelBuilder> body) {
        this.name = Objects.requireNonNull(name);
        this.dtype = Objects.requireNonNull(dtype);
        this.body = Objects.requireNonNull(body);
        this.parameters =
                declare(new GraphBuilder(name), new ParameterSource.Pieces(dtype)).parameters();
        this.size =
                parameters.stream()
                        .map(ModelParameter::unconstrainedSize)
                        .reduce(Dim.of(0), Dim::plus);
    }

    /// A model in f64.
    ///
    /// @param name a hint for symbols and dumps
    /// @param body declares the model; called once now and once for each graph
    /// @throws dev.komodo.error.InvalidGraphException if shapes or dtypes do not fit, or a name is
    ///   declared twice
    public static Model of(String name, Consumer<ModelBuilder> body) {
        return new Model(name, DType.F64, body);
    }

    /// A model in a float dtype.
    ///
    /// @param name a hint for symbols and dumps
    /// @param dtype the dtype of parameters and log-density
    /// @param body declares the model; called once now and once for each graph
    /// @throws dev.komodo.error.InvalidGraphException if shapes or dtypes do not fit, or a name is
    ///   declared twice
    public static Model of(String name, DType dtype, Consumer<ModelBuilder> body) {
        return new Model(name, dtype, body);
    }

    /// The name.
    public String name() {
        return name;
    }

    /// The parameters in the order of their declaration, which is that of their unconstrained
    /// numbers.
    public List<ModelParameter> parameters() {
        return parameters;
    }

    /// The number of unconstrained numbers: the extent of `u`.
    public Dim unconstrainedSize() {
        return size;
    }

    /// The density over the unconstrained vector: `u [d]`, data -> `log_density []`, the sum of the
    /// terms and of the log-Jacobians of the transforms.
    public Graph logDensity() {
        return overVector(
                "_log_density", model -> model.graph().output(LOG_DENSITY, overVector(model)));
    }

    /// The density over the unconstrained vector and its derivatives: `u [d]`, data -> `log_density
    /// []`, `gradient [d]`.
    public Graph logDensityAndGradient() {
        return overVector(
                "_gradient",
                model -> {
                    Tensor density = overVector(model);
                    List<Tensor> gradients = Derivatives.gradient(density, model.unconstrained());
                    model.graph()
                            .output(LOG_DENSITY, density)
                            .output(GRADIENT, model.concat(gradients));
                });
    }

    /// What a draw means: `u [d]`, data -> each parameter and each derived quantity by its name,
    /// and `log_density []`, here over the values: without the log-Jacobians.
    public Graph quantities() {
        return overVector(
                "_quantities",
                model -> {
                    model.values().forEach(model.graph()::output);
                    model.graph().output(LOG_DENSITY, model.logDensity());
                });
    }

    /// The density in parts: `u [d]`, data -> each term by its name, and `log_abs_det_jacobian []`.
    public Graph terms() {
        return overVector(
                "_terms",
                model -> {
                    model.terms().forEach(model.graph()::output);
                    model.graph().output(LOG_JACOBIAN, model.logAbsDetJacobian());
                });
    }

    /// The way back: each parameter by its name, data -> `u [d]`.
    public Graph unconstrain() {
        return overValues(
                "_unconstrain",
                model -> model.graph().output(VECTOR, model.concat(model.unconstrained())));
    }

    /// The density over the values, without log-Jacobians, and its derivatives, each element of a
    /// parameter on its own: each parameter by its name, data -> `log_density []`, and
    /// `gradient.NAME` in the shape of each parameter NAME.
    public Graph valueLogDensityAndGradient() {
        return overValues(
                "_value_gradient",
                model -> {
                    Tensor density = model.logDensity();
                    List<Tensor> values =
                            parameters.stream().map(each -> model.value(each.name())).toList();
                    List<Tensor> gradients = Derivatives.gradient(density, values);
                    model.graph().output(LOG_DENSITY, density);
                    for (int i = 0; i < gradients.size(); i++) {
                        model.graph()
                                .output(
                                        GRADIENT + "." + parameters.get(i).name(),
                                        gradients.get(i));
                    }
                });
    }

    private static Tensor overVector(ModelBuilder model) {
        return model.logDensity().add(model.logAbsDetJacobian());
    }

    private Graph overVector(String suffix, Consumer<ModelBuilder> outputs) {
        return Graph.build(
                name + suffix,
                graph -> {
                    Tensor u = graph.input(VECTOR, dtype, size);
                    outputs.accept(declare(graph, new ParameterSource.Vector(u)));
                });
    }

    private Graph overValues(String suffix, Consumer<ModelBuilder> outputs) {
        return Graph.build(
                name + suffix,
                graph -> outputs.accept(declare(graph, new ParameterSource.Values(dtype))));
    }

    private ModelBuilder declare(GraphBuilder graph, ParameterSource source) {
        ModelBuilder model = new ModelBuilder(graph, dtype, source);
        body.accept(model);
        return model;
    }
}
