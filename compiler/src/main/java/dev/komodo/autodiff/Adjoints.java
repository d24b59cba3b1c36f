package dev.komodo.autodiff;

import dev.komodo.graph.BinaryOp;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Op;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.Value;

import java.util.List;

/// The table op to adjoint: given how much the result of the derivative changes with each result of
/// a node, how much it changes with each operand.
final class Adjoints {
    /// Why a while has no derivative.
    static final String NO_BOUND =
            "its number of steps has no bound; write it with BoundedLoop.whileLoop";

    private Adjoints() {}

    /// Gives the operands of a node that are active what they contribute.
    static void pass(BackwardStep step) {
        switch (step.op()) {
            case Op.Input _, Op.Constant _, Op.Weight _, Op.DimVector _, Op.Iota _ -> {}
            case Op.Compare _, Op.ArgReduce _, Op.NonZero _ -> {}
            case Op.Unary unary -> unary(step, unary);
            case Op.Binary binary -> binary(step, binary);
            case Op.Select _ -> select(step);
            case Op.Cast _ -> step.give(0, g -> g.through(t -> t.cast(step.operand(0).dtype())));
            case Op.Bitcast _ ->
                    throw step.step().undefined("the bits of a float are no smooth function of it");
            case Op.Opaque opaque -> OpaqueDerivatives.backward(step, opaque);
            case Op.Reduce reduce -> ReductionAdjoints.reduce(step, reduce);
            case Op.Contract contract -> ProductAdjoints.contract(step, contract);
            case Op.Convolve convolve -> ConvolutionAdjoints.convolve(step, convolve);
            case Op.Reshape _ ->
                    step.give(0, g -> g.moved(t -> t.reshape(step.operand(0).shape())));
            case Op.Transpose(Value _, List<Integer> permutation) ->
                    step.give(0, g -> g.moved(t -> MovementAdjoints.transpose(t, permutation)));
            case Op.Broadcast(Value _, Shape _, List<Integer> axes) ->
                    step.give(0, g -> MovementAdjoints.broadcast(g, step.operand(0), axes));
            case Op.Slice slice ->
                    step.give(0, g -> MovementAdjoints.slice(g, step.operand(0), slice));
            case Op.Pad(Value _, Value _, List<Dim> low, List<Dim> _) -> pad(step, low);
            case Op.Concat(List<Value> parts, int axis) -> concat(step, parts, axis);
            case Op.Gather gather -> IndexedDerivatives.gather(step, gather);
            case Op.Scatter scatter -> IndexedDerivatives.scatter(step, scatter);
            case Op.Factorize factorize -> FactorDerivatives.factorize(step, factorize);
            case Op.SolveTriangular solve -> FactorDerivatives.solve(step, solve);
            case Op.Sort(Value _, int axis, boolean _) ->
                    step.give(0, g -> g.moved(t -> IndexedDerivatives.unsorted(step, t, axis)));
            case Op.Fourier fourier ->
                    step.give(
                            0, g -> Cotangent.of(FourierDerivatives.adjoint(g.tensor(), fourier)));
            case Op.While _ -> throw step.step().undefined(NO_BOUND);
            case Op.Scan scan -> ScanDerivatives.backward(step, scan);
        }
    }

    private static void unary(BackwardStep step, Op.Unary op) {
        step.step().require(op.kind());
        Tensor x = step.operand(0);
        step.give(0, g -> g.through(UnaryDerivatives.of(op.kind(), x, step.result())));
    }

    private static void binary(BackwardStep step, Op.Binary op) {
        Tensor a = step.operand(0);
        Tensor b = step.operand(1);
        Tensor y = step.result();
        BinaryOp kind = op.kind();
        if (kind == BinaryOp.MINIMUM || kind == BinaryOp.MAXIMUM) {
            Cotangent g = step.cotangent();
            step.giveBoth(
                    g.where(Extremes.isChosen(kind, a, b)).through(t -> Extremes.share(t, a, b)),
                    g.where(Extremes.isChosen(kind, b, a)).through(t -> Extremes.share(t, b, a)));
            return;
        }
        step.give(0, g -> g.through(BinaryDerivatives.left(kind, a, b, y)));
        step.give(1, g -> g.through(BinaryDerivatives.right(kind, a, b, y)));
    }

    private static void select(BackwardStep step) {
        Tensor condition = step.operand(0);
        Cotangent g = step.cotangent();
        step.giveSides(1, g.where(() -> condition), 2, g.where(condition::not));
    }

    private static void pad(BackwardStep step, List<Dim> low) {
        Tensor inner = step.operand(0);
        step.give(0, g -> g.moved(t -> MovementAdjoints.window(t, low, inner.shape().dims())));
        step.give(1, g -> Cotangent.of(MovementAdjoints.border(g.tensor(), inner, low)));
    }

    private static void concat(BackwardStep step, List<Value> parts, int axis) {
        Dim offset = Dim.of(0);
        for (int i = 0; i < parts.size(); i++) {
            Dim start = offset;
            Dim extent = step.operand(i).dim(axis);
            step.give(i, g -> g.moved(t -> t.slice(axis, start, extent, 1)));
            offset = offset.plus(extent);
        }
    }
}
