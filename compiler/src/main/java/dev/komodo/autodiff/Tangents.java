package dev.komodo.autodiff;

import dev.komodo.graph.BinaryOp;
import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Op;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.UnaryOp;
import dev.komodo.graph.Value;
import dev.komodo.library.AlongAxis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// The table op to tangent: given how the operands of a node change, how its results do.
final class Tangents {
    private Tangents() {}

    /// The changes of a node's results, of which one at least is active; nothing for one that does
    /// not change.
    static List<Optional<Tensor>> of(ForwardStep step) {
        return switch (step.op()) {
            case Op.Input _, Op.Constant _, Op.Weight _, Op.DimVector _, Op.Iota _ -> none(step);
            case Op.Compare _, Op.ArgReduce _, Op.NonZero _ -> none(step);
            case Op.Unary unary -> one(unary(step, unary.kind()));
            case Op.Binary binary -> one(binary(step, binary.kind()));
            case Op.Select _ ->
                    one(step.operand(0).select(step.changeOrZero(1), step.changeOrZero(2)));
            case Op.Cast(Value _, DType dtype) -> one(step.change(0).cast(dtype));
            case Op.Bitcast _ ->
                    throw step.step().undefined("the bits of a float are no smooth function of it");
            case Op.Opaque opaque -> one(OpaqueDerivatives.forward(step, opaque));
            case Op.Reduce reduce -> one(reduce(step, reduce));
            case Op.Contract contract -> one(contract(step, contract));
            case Op.Convolve convolve -> one(convolve(step, convolve));
            case Op.Reshape(Value _, Shape shape) -> one(step.change(0).reshape(shape));
            case Op.Transpose(Value _, List<Integer> order) ->
                    one(step.change(0).transpose(order.stream().mapToInt(axis -> axis).toArray()));
            case Op.Broadcast(Value _, Shape shape, List<Integer> axes) ->
                    one(repeated(step.change(0), shape, axes));
            case Op.Slice(Value _, List<Dim> starts, List<Dim> sizes, List<Long> steps) ->
                    one(step.change(0).slice(starts, sizes, steps));
            case Op.Pad(Value _, Value _, List<Dim> low, List<Dim> high) ->
                    one(step.changeOrZero(0).pad(step.changeOrZero(1), low, high));
            case Op.Concat(List<Value> parts, int axis) ->
                    one(
                            Tensor.concat(
                                    axis,
                                    IntStream.range(0, parts.size())
                                            .mapToObj(step::changeOrZero)
                                            .toList()));
            case Op.Gather gather -> one(step.change(0).gather(step.operand(1), gather.axis()));
            case Op.Scatter scatter -> one(IndexedDerivatives.scatterTangent(step, scatter));
            case Op.Factorize factorize -> FactorDerivatives.factorizeTangent(step, factorize);
            case Op.SolveTriangular solve -> one(FactorDerivatives.solveTangent(step, solve));
            case Op.Sort(Value _, int axis, boolean _) ->
                    List.of(
                            Optional.of(
                                    AlongAxis.take(step.change(0), step.step().result(1), axis)),
                            Optional.empty());
            case Op.Fourier fourier -> one(FourierDerivatives.tangent(step.change(0), fourier));
            case Op.While _ -> throw step.step().undefined(Adjoints.NO_BOUND);
            case Op.Scan scan -> ScanDerivatives.forward(step, scan);
        };
    }

    private static List<Optional<Tensor>> one(Tensor change) {
        return List.of(Optional.of(change));
    }

    private static List<Optional<Tensor>> none(ForwardStep step) {
        return step.step().node().types().stream().map(_ -> Optional.<Tensor>empty()).toList();
    }

    private static Tensor repeated(Tensor change, Shape shape, List<Integer> axes) {
        return change.builder().apply(new Op.Broadcast(change.value(), shape, axes)).getFirst();
    }

    private static Tensor sum(List<Tensor> parts) {
        return parts.stream().reduce(Tensor::add).orElseThrow();
    }

    private static Tensor unary(ForwardStep step, UnaryOp kind) {
        step.step().require(kind);
        return UnaryDerivatives.of(kind, step.operand(0), step.result()).apply(step.change(0));
    }

    private static Tensor binary(ForwardStep step, BinaryOp kind) {
        Tensor a = step.operand(0);
        Tensor b = step.operand(1);
        boolean chooses = kind == BinaryOp.MINIMUM || kind == BinaryOp.MAXIMUM;
        List<Tensor> parts = new ArrayList<>();
        if (step.isActive(0)) {
            parts.add(
                    chooses
                            ? chosen(step.change(0), kind, a, b)
                            : BinaryDerivatives.left(kind, a, b, step.result())
                                    .apply(step.change(0)));
        }
        if (step.isActive(1)) {
            parts.add(
                    chooses
                            ? chosen(step.change(1), kind, b, a)
                            : BinaryDerivatives.right(kind, a, b, step.result())
                                    .apply(step.change(1)));
        }
        return sum(parts);
    }

    private static Tensor chosen(Tensor change, BinaryOp kind, Tensor one, Tensor other) {
        return Extremes.isChosen(kind, one, other)
                .get()
                .select(Extremes.share(change, one, other), Zeros.scalar(change));
    }

    private static Tensor reduce(ForwardStep step, Op.Reduce op) {
        Tensor x = step.operand(0);
        Tensor change = step.change(0);
        int[] axes = op.axes().stream().mapToInt(axis -> axis).toArray();
        return switch (op.kind()) {
            case SUM -> change.sum(axes);
            case MINIMUM, MAXIMUM -> {
                Tensor chosen =
                        x.equalTo(ReductionAdjoints.spread(step.result(), x.shape(), op.axes()));
                Tensor share = Extremes.shareOf(chosen, x.dtype(), op.axes());
                yield chosen.select(change, Zeros.scalar(change)).sum(axes).mul(share);
            }
            case PRODUCT -> {
                Tensor one = Zeros.onesLike(step.result());
                yield ReductionAdjoints.product(one, x, op.axes()).mul(change).sum(axes);
            }
            case ALL, ANY -> throw new IllegalArgumentException("No floats: " + op.kind());
        };
    }

    private static Tensor contract(ForwardStep step, Op.Contract op) {
        List<Tensor> parts = new ArrayList<>();
        if (step.isActive(0)) {
            parts.add(contract(step.change(0), step.operand(1), op));
        }
        if (step.isActive(1)) {
            parts.add(contract(step.operand(0), step.change(1), op));
        }
        return sum(parts);
    }

    private static Tensor contract(Tensor left, Tensor right, Op.Contract op) {
        return left.contract(
                right, op.leftBatch(), op.rightBatch(), op.leftContracted(), op.rightContracted());
    }

    private static Tensor convolve(ForwardStep step, Op.Convolve op) {
        List<Tensor> parts = new ArrayList<>();
        if (step.isActive(0)) {
            parts.add(convolve(step.change(0), step.operand(1), op));
        }
        if (step.isActive(1)) {
            parts.add(convolve(step.operand(0), step.change(1), op));
        }
        return sum(parts);
    }

    private static Tensor convolve(Tensor input, Tensor filter, Op.Convolve op) {
        return input.convolve(
                filter, op.strides(), op.padLow(), op.padHigh(), op.dilations(), op.groups());
    }
}
