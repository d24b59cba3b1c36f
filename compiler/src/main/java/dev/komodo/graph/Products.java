package dev.komodo.graph;

import dev.komodo.error.InvalidGraphException;

import java.util.ArrayList;
import java.util.List;

/// Contractions of tensors.
final class Products {
    private Products() {}

    static Tensor contract(
            Tensor left,
            Tensor right,
            List<Integer> leftBatch,
            List<Integer> rightBatch,
            List<Integer> leftContracted,
            List<Integer> rightContracted) {
        GraphBuilder builder = GraphBuilder.inner(left, right);
        Tensor one = builder.adopt(left);
        Tensor other = builder.adopt(right);
        other = aligned(one, other, leftBatch, rightBatch);
        other = aligned(one, other, leftContracted, rightContracted);
        Op op =
                new Op.Contract(
                        one.value(),
                        other.value(),
                        leftBatch,
                        rightBatch,
                        leftContracted,
                        rightContracted);
        return builder.apply(op).getFirst();
    }

    /// The right operand, paired extents written as the left's.
    private static Tensor aligned(
            Tensor left, Tensor right, List<Integer> leftAxes, List<Integer> rightAxes) {
        List<Dim> dims = new ArrayList<>(right.shape().dims());
        for (int i = 0; i < Math.min(leftAxes.size(), rightAxes.size()); i++) {
            TypeRules.requireAxis("contract (left)", leftAxes.get(i), left.rank());
            TypeRules.requireAxis("contract (right)", rightAxes.get(i), right.rank());
            Dim extent = left.shape().dim(leftAxes.get(i));
            right.builder()
                    .requireEqual(
                            extent,
                            dims.get(rightAxes.get(i)),
                            "contract of " + left.type() + " and " + right.type());
            dims.set(rightAxes.get(i), extent);
        }
        return Shapes.relabel(right, new Shape(dims));
    }

    static Tensor convolve(
            Tensor input,
            Tensor filter,
            List<Long> strides,
            List<Long> padLow,
            List<Long> padHigh,
            List<Long> dilations,
            long groups) {
        GraphBuilder builder = GraphBuilder.inner(input, filter);
        Op op =
                new Op.Convolve(
                        builder.adopt(input).value(),
                        builder.adopt(filter).value(),
                        strides,
                        padLow,
                        padHigh,
                        dilations,
                        groups);
        return builder.apply(op).getFirst();
    }

    static Tensor matmul(Tensor left, Tensor right) {
        if (left.rank() == 0 || right.rank() == 0) {
            throw new InvalidGraphException(
                    "matmul takes tensors of rank 1 or more, found "
                            + left.type()
                            + " and "
                            + right.type()
                            + "; a scalar multiplies by mul");
        }
        if (right.rank() <= 2) {
            int contracted = Math.max(right.rank() - 2, 0);
            return contract(
                    left,
                    right,
                    List.of(),
                    List.of(),
                    List.of(left.rank() - 1),
                    List.of(contracted));
        }
        return batched(left, right);
    }

    /// The general case: a leading axis is a batch axis where both have it; what only one has is a
    /// free axis of its operand, moved to its place afterwards. Nothing is repeated in memory.
    private static Tensor batched(Tensor left, Tensor right) {
        Roles roles = Roles.of(left, right);
        Tensor one = roles.squeezed(left, roles.leftOnes);
        Tensor other = roles.squeezed(right, roles.rightOnes);
        Tensor product =
                contract(
                        one,
                        other,
                        roles.leftBatch,
                        roles.rightBatch,
                        List.of(one.rank() - 1),
                        List.of(other.rank() - 2));
        return Shapes.relabel(
                Movement.permute(product, roles.order(left.rank() > 1)), roles.shape(left, right));
    }

    /// What each leading axis of a batched product is. Axes of operands are counted after those of
    /// extent 1 that yield to the other operand's are dropped.
    private static final class Roles {
        private enum Side {
            BATCH,
            LEFT,
            RIGHT,
            ONE
        }

        private final List<Integer> leftOnes = new ArrayList<>();
        private final List<Integer> rightOnes = new ArrayList<>();
        private final List<Integer> leftBatch = new ArrayList<>();
        private final List<Integer> rightBatch = new ArrayList<>();
        private final List<Side> sides = new ArrayList<>();
        private final List<Dim> extents = new ArrayList<>();

        static Roles of(Tensor left, Tensor right) {
            Roles roles = new Roles();
            int leftLead = Math.max(left.rank() - 2, 0);
            int rightLead = right.rank() - 2;
            int lead = Math.max(leftLead, rightLead);
            for (int axis = 0; axis < lead; axis++) {
                roles.add(left, axis - lead + leftLead, right, axis - lead + rightLead);
            }
            return roles;
        }

        private void add(Tensor left, int leftAxis, Tensor right, int rightAxis) {
            boolean leftYields = leftAxis < 0 || left.shape().dim(leftAxis).is(1);
            boolean rightYields = rightAxis < 0 || right.shape().dim(rightAxis).is(1);
            if (leftYields && leftAxis >= 0) {
                leftOnes.add(leftAxis);
            }
            if (rightYields && rightAxis >= 0) {
                rightOnes.add(rightAxis);
            }
            if (leftYields && rightYields) {
                sides.add(Side.ONE);
                extents.add(Dim.of(1));
            } else if (leftYields) {
                sides.add(Side.RIGHT);
                extents.add(right.shape().dim(rightAxis));
            } else if (rightYields) {
                sides.add(Side.LEFT);
                extents.add(left.shape().dim(leftAxis));
            } else {
                leftBatch.add(leftAxis - leftOnes.size());
                rightBatch.add(rightAxis - rightOnes.size());
                sides.add(Side.BATCH);
                extents.add(left.shape().dim(leftAxis));
            }
        }

        Tensor squeezed(Tensor tensor, List<Integer> ones) {
            return Shapes.relabel(tensor, TypeRules.without(tensor.shape(), ones));
        }

        /// The permutation from `[batch..., left's..., m, right's..., n]` to the order of the axes.
        List<Integer> order(boolean hasRows) {
            int batch = 0;
            int fromLeft = leftBatch.size();
            int leftFree = (int) sides.stream().filter(side -> side == Side.LEFT).count();
            int rows = fromLeft + leftFree;
            int fromRight = rows + (hasRows ? 1 : 0);
            List<Integer> order = new ArrayList<>();
            for (Side side : sides) {
                switch (side) {
                    case BATCH -> order.add(batch++);
                    case LEFT -> order.add(fromLeft++);
                    case RIGHT -> order.add(fromRight++);
                    case ONE -> {}
                }
            }
            if (hasRows) {
                order.add(rows);
            }
            order.add(fromRight);
            return List.copyOf(order);
        }

        Shape shape(Tensor left, Tensor right) {
            List<Dim> dims = new ArrayList<>(extents);
            if (left.rank() > 1) {
                dims.add(left.shape().dim(left.rank() - 2));
            }
            dims.add(right.shape().dim(right.rank() - 1));
            return new Shape(dims);
        }
    }
}
