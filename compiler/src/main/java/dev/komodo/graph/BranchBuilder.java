package dev.komodo.graph;

import dev.komodo.error.InvalidGraphException;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// Builds branches, of which a call computes one. Each is a loop of one round or none: its body is
/// the branch, and its carries are the results, of which the branch that runs makes the last.
final class BranchBuilder {
    private static final TensorType TRUTH = new TensorType(DType.BOOL, Shape.SCALAR);

    private BranchBuilder() {}

    /// A branch as a graph of what it uses from outside.
    private record Branch(Graph graph, List<Value> captures) {
        static Branch of(GraphBuilder outer, Function<GraphBuilder, List<Tensor>> results) {
            GraphBuilder inner = outer.subgraph("body");
            for (Tensor result : results.apply(inner)) {
                inner.output("result" + inner.finish().outputs().size(), result);
            }
            return new Branch(inner.finish(), inner.captured());
        }

        List<TensorType> types() {
            return graph.outputs().stream().map(output -> graph.type(output.value())).toList();
        }
    }

    static List<Tensor> branch(
            GraphBuilder builder,
            Tensor condition,
            Function<GraphBuilder, List<Tensor>> whenTrue,
            Function<GraphBuilder, List<Tensor>> whenFalse) {
        Tensor chosen = builder.adopt(condition);
        if (!chosen.type().equals(TRUTH)) {
            throw new InvalidGraphException(
                    "A branch takes one truth value, found " + chosen.type());
        }
        Branch yes = Branch.of(builder, whenTrue);
        List<TensorType> types = yes.types();
        Branch no = Branch.of(builder, inner -> relabelled(inner, whenFalse.apply(inner), types));
        if (!no.types().equals(types)) {
            throw new InvalidGraphException(
                    "The branches of a condition give results of the same types, found "
                            + types
                            + " and "
                            + no.types());
        }
        List<Tensor> nothing =
                types.stream()
                        .map(type -> builder.constant(type.dtype(), 0.0).broadcastTo(type.shape()))
                        .toList();
        return once(builder, no, chosen.not(), once(builder, yes, chosen, nothing));
    }

    /// Results whose extents are written as those of other types, where they are equal.
    private static List<Tensor> relabelled(
            GraphBuilder builder, List<Tensor> results, List<TensorType> types) {
        List<Tensor> relabelled = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            Tensor result = builder.adopt(results.get(i));
            boolean same = i < types.size() && isSame(builder, result.type(), types.get(i));
            relabelled.add(same ? Shapes.relabel(result, types.get(i).shape()) : result);
        }
        return relabelled;
    }

    private static boolean isSame(GraphBuilder builder, TensorType found, TensorType wanted) {
        boolean same =
                found.dtype() == wanted.dtype() && found.shape().rank() == wanted.shape().rank();
        for (int i = 0; same && i < found.shape().rank(); i++) {
            same = builder.provesEqual(found.shape().dim(i), wanted.shape().dim(i));
        }
        return same;
    }

    /// The branch's results if the condition holds, else what they were before.
    private static List<Tensor> once(
            GraphBuilder builder, Branch branch, Tensor condition, List<Tensor> before) {
        List<Tensor> carries = new ArrayList<>(List.of(condition));
        carries.addAll(before);
        List<TensorType> types = carries.stream().map(Tensor::type).toList();
        Op.While loop =
                new Op.While(
                        goesOn(types, branch.graph),
                        body(types, branch.graph),
                        carries.stream().map(Tensor::value).toList(),
                        branch.captures);
        List<Tensor> results = builder.apply(loop);
        return results.subList(1, results.size());
    }

    private static List<Node> carries(List<TensorType> types) {
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            TensorType type = types.get(i);
            nodes.add(new Node(i, new Op.Input("carry" + i, type), List.of(type)));
        }
        return nodes;
    }

    /// The first carry of all inputs of the body.
    private static Graph goesOn(List<TensorType> types, Graph branch) {
        List<Node> nodes = carries(types);
        for (Op.Input input : branch.inputs()) {
            nodes.add(new Node(nodes.size(), input, List.of(input.type())));
        }
        List<Graph.Output> outputs = List.of(new Graph.Output("go_on", new Value(0)));
        return new Graph("condition", nodes, outputs, List.of(), List.of());
    }

    /// The branch with the carries, which it does not use, before its own values.
    private static Graph body(List<TensorType> types, Graph branch) {
        int shift = types.size();
        UnaryOperator<Value> moved = value -> new Value(value.id() + shift);
        List<Node> nodes = carries(types);
        for (Node node : branch.nodes()) {
            Op op = Operands.replace(node.op(), moved);
            nodes.add(new Node(node.firstResult() + shift, op, node.types()));
        }
        Value stop = new Value(branch.valueCount() + shift);
        Op never = new Op.Constant(LiteralBuilder.scalar(DType.BOOL, 0));
        nodes.add(new Node(stop.id(), never, List.of(TRUTH)));
        List<Graph.Output> outputs = new ArrayList<>();
        outputs.add(new Graph.Output("carry0", stop));
        for (Graph.Output output : branch.outputs()) {
            Value value = moved.apply(output.value());
            outputs.add(new Graph.Output("carry" + outputs.size(), value));
        }
        return new Graph("body", nodes, outputs, List.of(), List.of());
    }
}
