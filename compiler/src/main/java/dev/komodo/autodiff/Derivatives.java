package dev.komodo.autodiff;

import dev.komodo.error.InvalidGraphException;
import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.ScanStep;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;
import dev.komodo.rewrite.RuleSet;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Derivatives of the values of a graph under construction, as further values of it:
///
/// ```java
/// Tensor eta = x.matmul(beta);
/// Tensor logDensity = y.mul(eta).sub(eta.softplus()).sum();
/// g.output("logp", logDensity).output("grad", Derivatives.gradient(logDensity, beta));
/// ```
///
/// What a derivative is taken by may be any float tensor of the graph, an input or something
/// computed on the way; by something on the way, everything that uses it counts, and equal
/// computations are one tensor. What a value does not depend on has zeros for a derivative. Results
/// are ordinary tensors: they can be derived again. See the package description for kinks and
/// steps.
///
/// Every method throws [InvalidGraphException] where a tensor is no float or belongs to another
/// graph, shapes do not fit, or a derivative on the way is not defined. Like tensors, results
/// belong to the thread of their builder.
public final class Derivatives {
    private Derivatives() {}

    /// The gradient of a scalar by a tensor: `[], [s] -> [s]`.
    public static Tensor gradient(Tensor scalar, Tensor x) {
        return gradient(scalar, List.of(x)).getFirst();
    }

    /// The gradients of a scalar by several tensors, in one way back: each of the type of its
    /// tensor.
    public static List<Tensor> gradient(Tensor scalar, List<Tensor> xs) {
        Requirements.scalar("gradient", scalar);
        return vjp(List.of(scalar), List.of(Zeros.onesLike(scalar)), xs);
    }

    /// Reverse mode, the vector-Jacobian product: for each input the sum over the outputs of
    /// `cotangent * d output / d input`.
    ///
    /// @param outputs what depends on the inputs
    /// @param cotangents one for each output, of its type
    /// @param inputs what to derive by
    /// @return one for each input, of its type
    public static List<Tensor> vjp(
            List<Tensor> outputs, List<Tensor> cotangents, List<Tensor> inputs) {
        Requirements.paired("vjp", "cotangent", outputs, cotangents);
        Requirements.floats("vjp", inputs);
        Requirements.together("vjp", outputs, inputs);
        List<Tensor> stable = NaiveForms.replaced(outputs, inputs, RuleSet.beforeAdjoints());
        List<Optional<Tensor>> found = Reverse.run(stable, cotangents, inputs);
        return IntStream.range(0, inputs.size())
                .mapToObj(i -> found.get(i).orElseGet(() -> Zeros.like(inputs.get(i))))
                .toList();
    }

    /// Forward mode, the Jacobian-vector product: for each output the sum over the inputs of `d
    /// output / d input * tangent`.
    ///
    /// @param outputs what depends on the inputs
    /// @param inputs what changes
    /// @param tangents how each input changes, of its type
    /// @return how each output changes, of its type
    public static List<Tensor> jvp(
            List<Tensor> outputs, List<Tensor> inputs, List<Tensor> tangents) {
        Requirements.paired("jvp", "tangent", inputs, tangents);
        Requirements.floats("jvp", outputs);
        Requirements.together("jvp", outputs, inputs);
        List<Tensor> stable = NaiveForms.replaced(outputs, inputs, RuleSet.beforeTangents());
        List<Optional<Tensor>> found = Forward.run(stable, inputs, tangents);
        return IntStream.range(0, outputs.size())
                .mapToObj(i -> found.get(i).orElseGet(() -> Zeros.like(outputs.get(i))))
                .toList();
    }

    /// The Hessian of a scalar by `x`, times `v`: `[], [s], [s] -> [s]`, at about the price of two
    /// gradients.
    ///
    /// Source: B. A. Pearlmutter, "Fast exact multiplication by the Hessian", Neural Computation 6
    /// (1994).
    public static Tensor hessianVectorProduct(Tensor scalar, Tensor x, Tensor v) {
        return jvp(List.of(gradient(scalar, x)), List.of(x), List.of(v)).getFirst();
    }

    /// The tensor itself, taken for a constant by derivatives: `[s] -> [s]`.
    public static Tensor stopGradient(Tensor x) {
        return x.builder().opaque(x);
    }

    /// The derivative of each element of `output` by each of `x`: `[o...], [s...] -> [o..., s...]`.
    /// One way back for each element of the output, or one forward for each of `x` where those are
    /// known to be fewer, as the steps of a scan.
    public static Tensor jacobian(Tensor output, Tensor x) {
        boolean forward =
                output.shape().elements() instanceof Dim.Fixed(long rows)
                        && x.shape().elements() instanceof Dim.Fixed(long columns)
                        && columns < rows;
        return forward ? byColumns(output, x) : byRows(output, x);
    }

    /// The second derivatives of a scalar: `[], [s...] -> [s..., s...]`.
    public static Tensor hessian(Tensor scalar, Tensor x) {
        return byRows(gradient(scalar, x), x);
    }

    private static Tensor byRows(Tensor output, Tensor x) {
        Tensor rows = each(output, unit -> vjp(List.of(output), List.of(unit), List.of(x)));
        return rows.reshape(joined(output.shape(), x.shape()));
    }

    private static Tensor byColumns(Tensor output, Tensor x) {
        Tensor columns = each(x, unit -> jvp(List.of(output), List.of(x), List.of(unit)));
        int lead = x.rank();
        Tensor shaped = columns.reshape(joined(x.shape(), output.shape()));
        int[] order = new int[shaped.rank()];
        for (int i = 0; i < order.length; i++) {
            order[i] = (i + lead) % order.length;
        }
        return order.length == 0 ? shaped : shaped.transpose(order);
    }

    /// What a function gives for each unit vector of a tensor's type, stacked.
    private static Tensor each(Tensor like, Function<Tensor, List<Tensor>> function) {
        GraphBuilder builder = like.builder();
        Dim count = like.shape().elements();
        Tensor numbers = builder.iota(DType.I64, 0, count);
        return builder.scan(
                        count,
                        List.of(),
                        List.of(numbers),
                        (_, elements) -> {
                            Tensor unit =
                                    numbers.equalTo(elements.getFirst())
                                            .cast(like.dtype())
                                            .reshape(like.shape());
                            return ScanStep.of(List.of(), function.apply(unit));
                        })
                .emitted()
                .getFirst();
    }

    private static Shape joined(Shape first, Shape second) {
        List<Dim> dims = new ArrayList<>(first.dims());
        dims.addAll(second.dims());
        return new Shape(dims);
    }
}
