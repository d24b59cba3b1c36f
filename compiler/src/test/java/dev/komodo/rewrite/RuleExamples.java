package dev.komodo.rewrite;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Op;
import dev.komodo.graph.ScatterOp;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;
import dev.komodo.library.LinearAlgebra;
import dev.komodo.library.Normalization;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// For each rule a program on which it fires, and one that looks like it on which it must not.
final class RuleExamples {
    /// The two programs.
    ///
    /// @param rule the name of the rule
    /// @param fires what it is made for
    /// @param mustNot what it must leave alone
    record Example(
            String rule,
            Function<RuleInputs, Tensor> fires,
            Function<RuleInputs, Tensor> mustNot) {}

    private final List<Example> examples = new ArrayList<>();

    private RuleExamples() {}

    static List<Example> all() {
        RuleExamples all = new RuleExamples();
        all.constants();
        all.movement();
        all.slices();
        all.indices();
        all.linearAlgebra();
        all.broadcasts();
        all.identities();
        all.selects();
        all.reductions();
        all.powers();
        all.exponentials();
        all.logarithms();
        all.sigmoids();
        all.errorFunctions();
        all.softmax();
        all.quotients();
        all.algebra();
        return all.examples;
    }

    private void add(
            String rule, Function<RuleInputs, Tensor> fires, Function<RuleInputs, Tensor> mustNot) {
        examples.add(new Example(rule, fires, mustNot));
    }

    private void constants() {
        add(
                "fold-constants",
                in -> in.g().constants(DType.F64, 1, 2).exp(),
                in -> in.g().constants(DType.F64, 1, 2).sum());
        add(
                "fold-fixed-dims",
                in -> in.g().dims(Dim.of(2), Dim.of(3)),
                in -> in.g().dims(in.v().dim(0)));
        add(
                "merge-dims",
                in -> Tensor.concat(0, in.g().dims(in.v().dim(0)), in.g().constants(3)),
                in -> Tensor.concat(0, in.i(), in.i()));
        add(
                "slice-dims",
                in -> in.g().dims(Dim.of(7), in.v().dim(0)).slice(0, 1, 2),
                in -> in.x().slice(0, 1, 2));
        add("join-constants", in -> in.i().add(3).add(4), in -> in.x().add(3).add(4));
    }

    private void movement() {
        add(
                "drop-reshape-of-same-shape",
                in -> in.g().apply(reshape(in.m(), 2, 3)).getFirst(),
                in -> in.m().reshape(3, 2));
        add(
                "merge-reshapes",
                in -> in.m().reshape(6).reshape(3, 2),
                in -> in.m().reshape(6).exp().reshape(3, 2));
        add(
                "drop-identity-transpose",
                in -> in.g().apply(new Op.Transpose(in.m().value(), List.of(0, 1))).getFirst(),
                in -> in.m().transpose(1, 0));
        add(
                "merge-transposes",
                in -> in.m().transpose(1, 0).transpose(1, 0),
                in -> in.m().transpose(1, 0).exp().transpose(1, 0));
        add(
                "drop-identity-broadcast",
                in ->
                        in.g()
                                .apply(
                                        new Op.Broadcast(
                                                in.m().value(), in.m().shape(), List.of(0, 1)))
                                .getFirst(),
                in -> in.s().broadcastTo(4));
        add(
                "merge-broadcasts",
                in -> in.s().broadcastTo(4).broadcastTo(2, 4),
                in -> in.s().broadcastTo(4).mul(in.x()).broadcastTo(2, 4));
        add("drop-empty-pad", in -> padded(in.x(), 0), in -> padded(in.x(), 1));
        add(
                "undo-movement-around-function",
                in -> in.m().transpose(1, 0).exp().transpose(1, 0),
                in -> in.m().transpose(1, 0).add(1).transpose(1, 0));
        add(
                "gather-of-all",
                in -> in.x().gather(in.g().iota(DType.I64, 0, 4), 0),
                in -> in.x().gather(in.g().iota(DType.I64, 0, 3), 0));
        add(
                "drop-concat-of-one",
                in -> in.g().apply(new Op.Concat(List.of(in.x().value()), 0)).getFirst(),
                in -> Tensor.concat(0, in.x(), in.y()));
    }

    private static Op reshape(Tensor tensor, long rows, long columns) {
        return new Op.Reshape(tensor.value(), Shape.of(rows, columns));
    }

    private static Tensor padded(Tensor tensor, long amount) {
        return tensor.pad(0, List.of(Dim.of(amount)), List.of(Dim.of(0)));
    }

    private void slices() {
        add("drop-whole-slice", in -> in.x().slice(0, 0, 4), in -> in.x().reverse(0));
        add(
                "merge-slices",
                in -> in.x().slice(0, 1, 4).slice(0, 1, 3),
                in -> in.v().slice(0, Dim.of(1), Dim.of(2), 1).slice(0, 0, 1));
        add(
                "slice-of-concat",
                in -> Tensor.concat(0, in.x(), in.y()).slice(0, 5, 7),
                in -> Tensor.concat(0, in.x(), in.y()).slice(0, 3, 7));
        add(
                "slice-of-pad",
                in -> padded(in.x(), 2).slice(0, 3, 5),
                in -> padded(in.x(), 2).slice(0, 1, 5));
        add(
                "slice-of-broadcast",
                in -> in.x().broadcastTo(3, 4).slice(0, 0, 2),
                in -> in.m().transpose(1, 0).slice(0, 0, 2));
        add(
                "slice-of-function",
                in ->
                        Tensor.concat(0, in.x(), in.y())
                                .mul(padded(in.y().reverse(0), 4))
                                .slice(0, 1, 3),
                in -> in.x().mul(in.y()).slice(0, 1, 3));
        add(
                "slice-of-reduce",
                in -> in.m().sum(1).slice(0, 1, 2),
                in -> sliceAndWhole(in.m().sum(1)));
    }

    /// A sum that is used twice.
    private static Tensor sliceAndWhole(Tensor sum) {
        return sum.slice(0, 1, 2).add(sum);
    }

    private void indices() {
        add(
                "gather-of-scatter",
                in ->
                        in.x()
                                .scatter(
                                        ScatterOp.REPLACE,
                                        places(in, 2, 0),
                                        in.y().slice(0, 0, 2),
                                        0)
                                .gather(places(in, 2, 0), 0),
                in ->
                        in.x()
                                .scatter(
                                        ScatterOp.REPLACE,
                                        places(in, 2, 2),
                                        in.y().slice(0, 0, 2),
                                        0)
                                .gather(places(in, 2, 2), 0));
        add(
                "scatter-over-scatter",
                in ->
                        in.x()
                                .scatter(
                                        ScatterOp.REPLACE,
                                        places(in, 1, 1),
                                        in.y().slice(0, 0, 2),
                                        0)
                                .scatter(
                                        ScatterOp.REPLACE,
                                        places(in, 1, 1),
                                        in.y().slice(0, 2, 4),
                                        0),
                in ->
                        in.x()
                                .scatter(ScatterOp.ADD, places(in, 1, 1), in.y().slice(0, 0, 2), 0)
                                .scatter(
                                        ScatterOp.REPLACE,
                                        places(in, 1, 1),
                                        in.y().slice(0, 2, 4),
                                        0));
        add(
                "iota-of-one",
                in -> in.g().iota(DType.I64, 1, 3, 1),
                in -> in.g().iota(DType.I64, 0, 3, 1));
    }

    private static Tensor places(RuleInputs in, long first, long second) {
        return in.g().constants(first, second);
    }

    private void linearAlgebra() {
        add(
                "inverse-times",
                in -> LinearAlgebra.inverse(definite(in)).matmul(in.y()),
                in -> LinearAlgebra.inverse(definite(in)).add(1).matmul(in.y()));
        add(
                "log-of-determinant",
                in -> LinearAlgebra.determinant(definite(in)).abs().log(),
                in -> LinearAlgebra.determinant(definite(in)).log());
        add(
                "cholesky-of-square",
                in -> {
                    Tensor factor = LinearAlgebra.cholesky(definite(in));
                    return LinearAlgebra.cholesky(factor.matmul(factor.transpose(1, 0)));
                },
                in -> {
                    Tensor factor = LinearAlgebra.cholesky(definite(in));
                    return LinearAlgebra.cholesky(
                            factor.add(1).matmul(factor.add(1).transpose(1, 0)));
                });
    }

    /// A symmetric positive definite matrix.
    private static Tensor definite(RuleInputs in) {
        Tensor square = in.x().sin().reshape(4, 1).mul(in.x().sin());
        return square.add(LinearAlgebra.identity(in.g(), DType.F64, Dim.of(4)));
    }

    private void broadcasts() {
        add(
                "function-of-broadcast",
                in -> in.x().broadcastTo(3, 4).exp(),
                in -> in.m().transpose(1, 0).exp());
        add(
                "binary-of-broadcasts",
                in -> in.x().broadcastTo(3, 4).mul(in.y().broadcastTo(3, 4)),
                in -> in.x().broadcastTo(4, 4).mul(in.y().reshape(4, 1).broadcastTo(4, 4)));
        add(
                "select-of-broadcasts",
                in ->
                        in.b()
                                .broadcastTo(3, 4)
                                .select(in.x().broadcastTo(3, 4), in.y().broadcastTo(3, 4)),
                in -> in.b().select(in.x(), in.y()));
        add(
                "function-of-reduce-under-kept-axes",
                in -> in.m().sum(true, 1).log(),
                in -> in.m().reshape(3, 2).log());
    }

    private void identities() {
        add(
                "drop-no-op-cast",
                in -> in.g().apply(new Op.Cast(in.x().value(), DType.F64)).getFirst(),
                in -> in.x().cast(DType.F32));
        add(
                "drop-round-trip-cast",
                in -> in.z().cast(DType.F64).cast(DType.F32),
                in -> in.x().cast(DType.F32).cast(DType.F64));
        add("drop-add-zero", in -> in.x().sub(0), in -> in.x().add(0));
        add("drop-multiply-by-one", in -> in.x().mul(1), in -> in.x().mul(2));
        add("multiply-by-minus-one", in -> in.x().mul(-1), in -> in.x().mul(-2));
        add("drop-double-negation", in -> in.x().neg().neg(), in -> in.x().neg().abs().neg());
        add("merge-negations", in -> in.x().sub(in.y().neg()), in -> in.x().mul(in.y().neg()));
        add("drop-sign-under-abs", in -> in.x().neg().abs(), in -> in.u().neg().abs());
        add("drop-abs-of-positive", in -> in.x().exp().abs(), in -> in.x().sqrt().abs());
        add("drop-second-rounding", in -> in.x().floor().ceil(), in -> in.x().floor().sin());
        add("idempotent", in -> in.x().maximum(in.x()), in -> in.x().maximum(in.y()));
        add("integer-zero", in -> in.i().sub(in.i()), in -> in.x().sub(in.x()));
        add(
                "truth-identities",
                in -> in.b().and(in.b().equalTo(in.b()).or(in.g().constant(DType.BOOL, 1))),
                in -> in.i().and(in.g().constant(DType.I32, 1)));
    }

    private void selects() {
        add(
                "drop-select-of-same",
                in -> in.b().select(in.x(), in.x()),
                in -> in.b().select(in.x(), in.y()));
        add(
                "select-by-negation",
                in -> in.b().not().select(in.x(), in.y()),
                in -> in.b().select(in.x(), in.y()));
        add(
                "merge-selects",
                in -> in.b().select(in.b().select(in.x(), in.y()), in.x().exp()),
                in -> in.b().select(in.c().select(in.x(), in.y()), in.x().exp()));
        add(
                "function-of-select-of-numbers",
                in -> chosen(in).exp(),
                in -> in.b().select(in.x(), in.y()).exp());
        add(
                "negated-equality",
                in -> in.x().equalTo(in.y()).not(),
                in -> in.x().less(in.y()).not());
        add(
                "truth-as-number-is-not-zero",
                in -> in.b().cast(DType.F32).notEqualTo(0),
                in -> in.i().cast(DType.F32).notEqualTo(0));
    }

    private static Tensor chosen(RuleInputs in) {
        return in.b().select(in.g().constant(DType.F64, 2.0), in.g().constant(DType.F64, 3.0));
    }

    private void reductions() {
        add("merge-reduces", in -> in.m().max(1).max(0), in -> in.m().sum(1).sum(0));
        add("reduce-of-one", in -> in.one().max(1), in -> in.one().max(0));
        add("sum-of-one", in -> in.one().sum(1), in -> in.one().sum(0));
        add(
                "extreme-of-broadcast",
                in -> in.x().broadcastTo(3, 4).max(0),
                in -> in.s().broadcastTo(in.v().shape()).max(0));
        add(
                "sum-of-broadcast",
                in -> in.x().broadcastTo(3, 4).sum(0),
                in -> in.s().broadcastTo(in.v().shape()).sum(0));
        add("scale-behind-extreme", in -> in.x().mul(-3).max(0), in -> in.i().mul(-3).max(0));
        add(
                "reduce-of-stack",
                in -> Tensor.stack(0, in.x(), in.y()).max(0),
                in -> Tensor.stack(0, in.x(), in.y()).sum(0));
        add(
                "contract-of-one",
                in -> in.one().matmul(in.x().reshape(1, 4)),
                in -> in.m().matmul(in.m().transpose(1, 0)));
    }

    private void powers() {
        add("divide-by-power-of-two", in -> in.x().div(4), in -> in.x().div(3));
        add("power-of-zero", in -> in.x().pow(0), in -> in.x().pow(in.y()));
        add("small-power", in -> in.x().pow(2), in -> in.x().pow(4));
        add("power-of-half", in -> in.x().pow(0.5), in -> in.x().pow(0.25));
        add("integer-power", in -> in.i().pow(5), in -> in.x().pow(5));
        add(
                "power-of-two",
                in -> in.g().constant(DType.F64, 2.0).pow(in.x()),
                in -> in.g().constant(DType.I32, 2.0).pow(in.i()));
        add("root-of-square", in -> in.x().mul(in.x()).sqrt(), in -> in.x().mul(in.y()).sqrt());
        add(
                "reciprocal-of-reciprocal",
                in -> in.x().reciprocal().reciprocal(),
                in -> in.x().reciprocal().sqrt());
    }

    private void exponentials() {
        add("exp-minus-one", in -> in.x().exp().sub(1), in -> in.x().exp().sub(2));
        add("expm1-plus-one", in -> in.x().expm1().add(1), in -> in.x().expm1().add(2));
        add("reciprocal-of-exp", in -> in.x().exp().reciprocal(), in -> in.y().div(in.x().exp()));
        add("exp-of-log", in -> in.x().log().exp(), in -> in.x().log2().exp());
        add(
                "exp-of-softplus",
                in -> in.x().softplus().neg().exp(),
                in -> in.x().softplus().mul(2).exp());
        add("exp-of-log1p", in -> in.x().log1p().exp(), in -> in.x().log1p().exp2());
        add("hyperbolic-sine", in -> sinh(in.x(), in.x()), in -> sinh(in.x(), in.y()));
        add("hyperbolic-cosine", in -> cosh(in.x(), in.x()), in -> cosh(in.x(), in.y()));
        add(
                "hyperbolic-tangent",
                in -> in.x().sinh().div(in.x().cosh()),
                in -> in.x().sinh().div(in.y().cosh()));
    }

    private static Tensor sinh(Tensor x, Tensor y) {
        return x.exp().sub(y.neg().exp()).div(2);
    }

    private static Tensor cosh(Tensor x, Tensor y) {
        return x.exp().add(y.neg().exp()).mul(0.5);
    }

    private void logarithms() {
        add("log-of-one-plus", in -> in.x().add(1).log(), in -> in.x().add(2).log());
        add("log-of-exp", in -> in.x().exp().log(), in -> in.x().exp().log2());
        add("log-of-root", in -> in.x().sqrt().log(), in -> in.x().cbrt().log());
        add(
                "log-of-reciprocal",
                in -> in.x().abs().reciprocal().log(),
                in -> in.x().reciprocal().log());
        add("log-of-square", in -> in.x().square().log(), in -> in.x().mul(in.y()).log());
        add("log1p-of-exp", in -> in.x().exp().log1p(), in -> in.x().exp2().log1p());
        add(
                "log1p-of-minus-exp",
                in -> in.x().exp().neg().log1p(),
                in -> in.x().minimum(-1).exp().neg().log1p());
        add(
                "log-of-minus-expm1",
                in -> in.x().expm1().neg().log(),
                in -> in.x().maximum(-0.5).expm1().neg().log());
        add("log-of-expm1", in -> in.x().expm1().log(), in -> in.x().minimum(0.5).expm1().log());
        add(
                "log-of-scaled-exp",
                in -> in.x().exp().mul(0.4).log(),
                in -> in.x().exp().mul(-0.4).log());
        add(
                "log-of-sum-of-exps",
                in -> in.m().exp().sum(1).log(),
                in -> in.m().sub(in.m().max(true, 1)).exp().sum(1).log());
        add(
                "log-of-scaled-sum-of-exps",
                in -> in.m().exp().mean(1).log(),
                in -> in.m().exp().sum(1).mul(-3).log());
        add(
                "log-of-exps",
                in -> in.x().exp().add(in.y().exp()).log(),
                in -> in.x().exp().add(in.y()).log());
        add(
                "log-of-difference-of-exps",
                in -> in.x().exp().sub(in.y().exp()).log(),
                in -> in.x().exp().sub(in.y()).log());
    }

    private void sigmoids() {
        add(
                "one-minus-sigmoid",
                in -> one(in).sub(in.x().sigmoid()),
                in -> one(in).add(one(in)).sub(in.x().sigmoid()));
        add("sigmoid-minus-one", in -> in.x().sigmoid().sub(1), in -> in.x().sigmoid().sub(2));
        add(
                "reciprocal-of-one-plus-exp",
                in -> in.y().div(in.x().exp().add(1)),
                in -> in.y().div(in.x().exp().add(2)));
        add("log-of-sigmoid", in -> in.x().sigmoid().log(), in -> in.x().sigmoid().log2());
        add(
                "log1p-of-minus-sigmoid",
                in -> in.x().sigmoid().neg().log1p(),
                in -> in.x().sigmoid().log1p());
        add(
                "softplus-minus-argument",
                in -> in.x().softplus().sub(in.x()),
                in -> in.x().softplus().sub(in.y()));
        add(
                "sigmoid-of-logit",
                in -> in.x().log().sub(in.x().neg().log1p()).sigmoid(),
                in -> in.x().log().sub(in.y().neg().log1p()).sigmoid());
    }

    private void errorFunctions() {
        add("one-minus-erf", in -> in.x().erf().add(1), in -> in.x().erf().add(2));
        add("one-minus-erfc", in -> in.x().erfc().sub(1), in -> in.x().erfc().sub(2));
        add(
                "log-of-erfc",
                in -> in.x().erfc().mul(0.5).log(),
                in -> in.x().minimum(5).erfc().log());
    }

    private void softmax() {
        add(
                "exp-over-sum-of-exps",
                in -> in.m().exp().div(in.m().exp().sum(true, 1)),
                in -> square(in).exp().div(square(in).exp().sum(1)));
        add(
                "exp-times-reciprocal-of-sum",
                in -> in.m().exp().mul(in.m().exp().sum(true, 1).reciprocal()),
                in -> in.m().exp().mul(in.m().exp2().sum(true, 1).reciprocal()));
        add(
                "log-of-softmax",
                in -> Normalization.softmax(in.m(), 1).log(),
                in -> in.m().exp().div(in.m().exp2().sum(true, 1)).log());
    }

    /// A square matrix: its row sums come back along the wrong axis.
    private static Tensor square(RuleInputs in) {
        return in.x().reshape(4, 1).mul(in.y().reshape(1, 4));
    }

    private void quotients() {
        add(
                "merge-logistic-factors",
                in -> in.y().mul(in.x().exp()).div(in.x().exp().add(1)),
                in -> in.y().mul(in.x().exp()).div(in.y().exp().add(1)));
        add(
                "exp-over-exps",
                in -> in.x().exp().div(in.x().exp().add(in.y().exp())),
                in -> in.x().exp().div(in.s().exp().add(in.y().exp())));
        add(
                "gauss-over-erfc",
                in -> in.x().square().neg().exp().mul(-1.128).div(in.x().erfc()),
                in -> in.x().square().neg().exp().div(in.y().erfc()));
    }

    private void algebra() {
        add("zero-times", in -> in.x().mul(0), in -> in.x().sub(in.y()));
        add("add-positive-zero", in -> in.x().add(0), in -> in.x().add(1));
        add(
                "quotient-of-same",
                in -> in.x().mul(in.y()).div(in.y()),
                in -> in.x().add(in.y()).div(in.y()));
        add("divide-by-number", in -> in.x().div(3), in -> in.x().div(0));
        add("join-numbers", in -> in.x().add(3).add(4), in -> in.x().add(3).mul(4));
        add(
                "factor-out",
                in -> in.x().mul(in.y()).add(in.x().mul(in.x().sin())),
                in -> in.x().mul(in.y()).add(in.x().sin().mul(in.y().sin())));
        add(
                "product-of-exps",
                in -> in.x().exp().mul(in.y().exp()),
                in -> in.x().exp().add(in.y().exp()));
        add("divide-by-exp", in -> in.x().div(in.y().exp()), in -> in.x().div(in.y().exp2()));
        add(
                "product-of-powers",
                in -> in.x().pow(0.3).mul(in.x().pow(1.4)),
                in -> in.x().pow(0.3).mul(in.y().pow(1.4)));
        add("power-by-squaring", in -> in.x().pow(7), in -> in.x().pow(7.5));
        add("log-of-product", in -> in.x().div(in.y()).log(), in -> in.x().add(in.y()).log());
        add("factor-out-of-sum", in -> in.x().mul(3).sum(), in -> in.x().mul(in.y()).sum());
        add("merge-sums", in -> in.m().sum(1).sum(0), in -> in.m().max(1).sum(0));
        add("log-of-prod", in -> in.x().prod().log(), in -> in.x().sum().log());
        add(
                "product-with-choice",
                in -> in.x().mul(in.b().cast(DType.F64).greater(0).select(one(in), zero(in))),
                in -> in.x().mul(in.b().select(one(in), in.y())));
    }

    private static Tensor one(RuleInputs in) {
        return in.g().constant(DType.F64, 1.0);
    }

    private static Tensor zero(RuleInputs in) {
        return in.g().constant(DType.F64, 0.0);
    }
}
