package dev.komodo.rewrite;

import dev.komodo.graph.BinaryOp;
import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Op;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.Value;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Values that are known before the call.
final class ConstantRules {
    private ConstantRules() {}

    static List<Rule> rules() {
        return List.of(
                Rule.exact(
                        "fold-constants",
                        "op(constants)",
                        "constant, as the interpreter computes it; no float sums and products,"
                                + " which kernels do in a defined order, and nothing that fails",
                        Root.of(Op.class),
                        FoldConstants::apply),
                Rule.exact(
                        "fold-fixed-dims",
                        "dims [2, 3]",
                        "constant {2, 3}",
                        Root.of(Op.DimVector.class),
                        ConstantRules::foldFixedDims),
                Rule.exact(
                        "merge-dims",
                        "concat(dims [a], dims [b])",
                        "dims [a, b]",
                        Root.of(Op.Concat.class),
                        ConstantRules::mergeDims),
                Rule.exact(
                        "slice-dims",
                        "slice(dims [a, b, c], from 1, 2 elements)",
                        "dims [b, c]",
                        Root.of(Op.Slice.class),
                        ConstantRules::sliceDims),
                Rule.exact(
                        "join-constants",
                        "(x op c) op d",
                        "x op (c op d), for minimum and maximum of any dtype and for sums, products"
                                + " and bits of integers",
                        Root.of(
                                BinaryOp.ADD,
                                BinaryOp.MULTIPLY,
                                BinaryOp.MINIMUM,
                                BinaryOp.MAXIMUM,
                                BinaryOp.AND,
                                BinaryOp.OR,
                                BinaryOp.XOR),
                        ConstantRules::joinConstants));
    }

    /// `dims [2, 3] -> constant {2, 3}`.
    private static Optional<Tensor> foldFixedDims(Op op, Site at) {
        return op instanceof Op.DimVector(List<Dim> dims)
                        && dims.stream().allMatch(dim -> dim instanceof Dim.Fixed)
                ? Optional.of(
                        at.graph()
                                .constants(
                                        dims.stream()
                                                .mapToLong(dim -> dim.evaluate(_ -> 0))
                                                .toArray()))
                : Optional.empty();
    }

    /// `concat(dims [a], dims [b]) -> dims [a, b]`, constant parts among them.
    private static Optional<Tensor> mergeDims(Op op, Site at) {
        List<Dim> dims = new ArrayList<>();
        boolean found = false;
        for (Value part : op.operands()) {
            switch (at.producer(part)) {
                case Op.DimVector(List<Dim> some) -> {
                    dims.addAll(some);
                    found = true;
                }
                case Op.Constant(var literal) when literal.dtype() == DType.I64 -> {
                    for (long i = 0; i < literal.elements(); i++) {
                        if (literal.bits(i) < 0) {
                            return Optional.empty(); // no extent
                        }
                        dims.add(Dim.of(literal.bits(i)));
                    }
                }
                case Op _ -> {
                    return Optional.empty();
                }
            }
        }
        return found ? Optional.of(at.apply(new Op.DimVector(dims))) : Optional.empty();
    }

    /// `slice(dims [a, b, c], from 1, 2 elements) -> dims [b, c]`.
    private static Optional<Tensor> sliceDims(Op op, Site at) {
        if (op instanceof Op.Slice slice
                && at.producer(slice.operand()) instanceof Op.DimVector(List<Dim> dims)
                && slice.starts().getFirst() instanceof Dim.Fixed(long start)
                && slice.sizes().getFirst() instanceof Dim.Fixed(long size)) {
            List<Dim> picked = new ArrayList<>();
            for (long i = 0; i < size; i++) {
                picked.add(dims.get(Math.toIntExact(start + i * slice.steps().getFirst())));
            }
            return Optional.of(at.apply(new Op.DimVector(picked)));
        }
        return Optional.empty();
    }

    /// `(x op c) op d -> x op (c op d)`, exact where the op is associative: always on integers, and
    /// for minimum and maximum, whatever the dtype.
    private static Optional<Tensor> joinConstants(Op op, Site at) {
        if (!(op instanceof Op.Binary outer) || !isAssociative(outer, at)) {
            return Optional.empty();
        }
        return constantSide(outer, at)
                .flatMap(
                        last ->
                                at.binary(outer.kind(), last.other())
                                        .flatMap(inner -> constantSide(inner, at))
                                        .map(
                                                first ->
                                                        joined(
                                                                outer.kind(),
                                                                first.other(),
                                                                first.constant(),
                                                                last.constant(),
                                                                at)));
    }

    private static Tensor joined(BinaryOp kind, Value x, Value c, Value d, Site at) {
        Value both = at.apply(new Op.Binary(kind, c, d)).value();
        return at.apply(new Op.Binary(kind, x, both));
    }

    private static boolean isAssociative(Op.Binary op, Site at) {
        return op.kind() == BinaryOp.MINIMUM
                || op.kind() == BinaryOp.MAXIMUM
                || !at.isFloat(op.left());
    }

    private record Side(Value other, Value constant) {}

    private static Optional<Side> constantSide(Op.Binary op, Site at) {
        if (isConstant(op.right(), at)) {
            return isConstant(op.left(), at)
                    ? Optional.empty()
                    : Optional.of(new Side(op.left(), op.right()));
        }
        return isConstant(op.left(), at)
                ? Optional.of(new Side(op.right(), op.left()))
                : Optional.empty();
    }

    private static boolean isConstant(Value value, Site at) {
        return at.producer(value) instanceof Op.Constant || at.number(value).isPresent();
    }
}
