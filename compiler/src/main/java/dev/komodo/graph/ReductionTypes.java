package dev.komodo.graph;

import dev.komodo.error.InvalidGraphException;

import java.util.ArrayList;
import java.util.List;

/// Type rules of the ops that fold axes: reductions, contraction, convolution.
final class ReductionTypes {
    private ReductionTypes() {}

    static TensorType reduce(Op.Reduce op, TensorType operand) {
        String name = "reduce " + TypeRules.text(op.kind());
        if (!op.kind().accepts(operand.dtype())) {
            throw new InvalidGraphException(
                    name + " does not take " + operand + "; cast the operand first");
        }
        TypeRules.requireDistinct(name, op.axes(), operand.shape().rank());
        if (op.axes().isEmpty() || !op.axes().equals(op.axes().stream().sorted().toList())) {
            throw new InvalidGraphException(
                    name + " takes one or more ascending axes, found " + op.axes());
        }
        return new TensorType(operand.dtype(), TypeRules.without(operand.shape(), op.axes()));
    }

    static TensorType argReduce(Op.ArgReduce op, TensorType operand) {
        if (operand.dtype() == DType.BOOL) {
            throw new InvalidGraphException(
                    "argreduce takes numbers, found " + operand + "; cast the operand first");
        }
        TypeRules.requireAxis("argreduce", op.axis(), operand.shape().rank());
        if (operand.shape().dim(op.axis()).is(0)) {
            throw new InvalidGraphException(
                    "argreduce: axis "
                            + op.axis()
                            + " of "
                            + operand
                            + " is empty and has no extreme element");
        }
        return new TensorType(DType.I64, TypeRules.without(operand.shape(), List.of(op.axis())));
    }

    static TensorType contract(Op.Contract op, List<TensorType> types) {
        TensorType left = types.get(0);
        TensorType right = types.get(1);
        requireNumbers("contract", left, right);
        List<Integer> leftUsed = join(op.leftBatch(), op.leftContracted());
        List<Integer> rightUsed = join(op.rightBatch(), op.rightContracted());
        TypeRules.requireDistinct("contract (left)", leftUsed, left.shape().rank());
        TypeRules.requireDistinct("contract (right)", rightUsed, right.shape().rank());
        requirePairs("batch", op.leftBatch(), op.rightBatch(), left, right);
        requirePairs("contracted", op.leftContracted(), op.rightContracted(), left, right);
        List<Dim> dims = new ArrayList<>();
        op.leftBatch().forEach(axis -> dims.add(left.shape().dim(axis)));
        dims.addAll(TypeRules.without(left.shape(), leftUsed).dims());
        dims.addAll(TypeRules.without(right.shape(), rightUsed).dims());
        return new TensorType(left.dtype(), new Shape(dims));
    }

    private static void requirePairs(
            String role,
            List<Integer> leftAxes,
            List<Integer> rightAxes,
            TensorType left,
            TensorType right) {
        boolean paired = leftAxes.size() == rightAxes.size();
        for (int i = 0; paired && i < leftAxes.size(); i++) {
            Dim extent = left.shape().dim(leftAxes.get(i));
            paired = extent.equals(right.shape().dim(rightAxes.get(i)));
        }
        if (!paired) {
            throw new InvalidGraphException(
                    "contract takes "
                            + role
                            + " axes of equal extents in pairs, found "
                            + leftAxes
                            + " of "
                            + left
                            + " and "
                            + rightAxes
                            + " of "
                            + right);
        }
    }

    static TensorType convolve(Op.Convolve op, List<TensorType> types) {
        TensorType input = types.get(0);
        TensorType filter = types.get(1);
        requireNumbers("convolve", input, filter);
        int rank = input.shape().rank();
        if (rank < 3 || filter.shape().rank() != rank) {
            throw new InvalidGraphException(
                    "convolve takes input [n, c, s...] and filter [o, c / groups, k...], found "
                            + input
                            + " and "
                            + filter);
        }
        requireAttributes(op, rank - 2);
        requireChannels(op, input, filter);
        List<Dim> dims = new ArrayList<>();
        dims.add(input.shape().dim(0));
        dims.add(filter.shape().dim(0));
        for (int i = 0; i < rank - 2; i++) {
            dims.add(windows(op, i, input.shape().dim(i + 2), filter.shape().dim(i + 2)));
        }
        return new TensorType(input.dtype(), new Shape(dims));
    }

    private static Dim windows(Op.Convolve op, int axis, Dim size, Dim kernel) {
        if (kernel.is(0)) {
            throw new InvalidGraphException(
                    "convolve: axis " + (axis + 2) + " of the filter is empty");
        }
        Dim span = kernel.minus(Dim.of(1)).times(Dim.of(op.dilations().get(axis)));
        Dim padding = Dim.of(Math.addExact(op.padLow().get(axis), op.padHigh().get(axis)));
        return size.plus(padding)
                .minus(span)
                .minus(Dim.of(1))
                .floorDivide(Dim.of(op.strides().get(axis)))
                .plus(Dim.of(1));
    }

    private static void requireAttributes(Op.Convolve op, int axes) {
        boolean fits =
                op.strides().size() == axes
                        && op.padLow().size() == axes
                        && op.padHigh().size() == axes
                        && op.dilations().size() == axes
                        && op.strides().stream().allMatch(stride -> stride > 0)
                        && op.dilations().stream().allMatch(dilation -> dilation > 0)
                        && op.padLow().stream().allMatch(amount -> amount >= 0)
                        && op.padHigh().stream().allMatch(amount -> amount >= 0);
        if (!fits) {
            throw new InvalidGraphException(
                    "convolve takes, for each of "
                            + axes
                            + " spatial axes, a stride and a dilation of 1 or more and padding of 0"
                            + " or more, found strides="
                            + op.strides()
                            + " padLow="
                            + op.padLow()
                            + " padHigh="
                            + op.padHigh()
                            + " dilations="
                            + op.dilations());
        }
    }

    private static void requireChannels(Op.Convolve op, TensorType input, TensorType filter) {
        long groups = op.groups();
        boolean fits = groups > 0;
        if (fits) {
            Dim channels = filter.shape().dim(1).times(Dim.of(groups));
            Dim outputs = filter.shape().dim(0);
            Dim rounded = outputs.floorDivide(Dim.of(groups)).times(Dim.of(groups));
            fits = channels.equals(input.shape().dim(1)) && rounded.equals(outputs);
        }
        if (!fits) {
            throw new InvalidGraphException(
                    "convolve in "
                            + groups
                            + " groups takes input [n, c, s...] and filter [o, c / groups, k...]"
                            + " with o divisible by groups, found "
                            + input
                            + " and "
                            + filter);
        }
    }

    private static void requireNumbers(String name, TensorType left, TensorType right) {
        if (left.dtype() != right.dtype() || left.dtype() == DType.BOOL) {
            throw new InvalidGraphException(
                    name
                            + " takes numbers of one dtype, found "
                            + left
                            + " and "
                            + right
                            + "; cast one");
        }
    }

    private static List<Integer> join(List<Integer> first, List<Integer> second) {
        List<Integer> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }
}
