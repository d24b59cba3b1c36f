package dev.komodo.graph;

/// Elementwise operations of tensors with implicit broadcasting.
final class Elementwise {
    private Elementwise() {}

    static Tensor unary(UnaryOp kind, Tensor operand) {
        return operand.apply(new Op.Unary(kind, operand.value()));
    }

    static Tensor binary(BinaryOp kind, Tensor left, Tensor right) {
        Pair pair = Pair.of(TypeRules.text(kind), left, right);
        return pair.apply(new Op.Binary(kind, pair.left.value(), pair.right.value()));
    }

    static Tensor compare(CompareOp kind, Tensor left, Tensor right) {
        Pair pair = Pair.of(TypeRules.text(kind), left, right);
        return pair.apply(new Op.Compare(kind, pair.left.value(), pair.right.value()));
    }

    static Tensor select(Tensor condition, Tensor whenTrue, Tensor whenFalse) {
        Pair values = Pair.of("select", whenTrue, whenFalse);
        Pair first = Pair.of("select", condition, values.left);
        Pair second = Pair.of("select", first.left, values.right);
        GraphBuilder builder = second.builder;
        Op op =
                new Op.Select(
                        second.left.value(),
                        builder.adopt(first.right).value(),
                        second.right.value());
        return builder.apply(op).getFirst();
    }

    /// Two tensors in one graph, under one shape.
    private record Pair(GraphBuilder builder, Tensor left, Tensor right) {
        static Pair of(String name, Tensor left, Tensor right) {
            GraphBuilder builder = GraphBuilder.inner(left, right);
            Shape shape = Shapes.broadcast(builder, left.shape(), right.shape(), name);
            return new Pair(
                    builder,
                    Shapes.expand(builder.adopt(left), shape),
                    Shapes.expand(builder.adopt(right), shape));
        }

        Tensor apply(Op op) {
            return builder.apply(op).getFirst();
        }
    }
}
