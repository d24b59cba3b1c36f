package dev.komodo.schedule;

import dev.komodo.graph.BinaryOp;
import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Graph;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.graph.LiveNodes;
import dev.komodo.graph.Node;
import dev.komodo.graph.Op;
import dev.komodo.graph.ReduceOp;
import dev.komodo.graph.Shape;
import dev.komodo.graph.TensorType;
import dev.komodo.graph.Value;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// The same graph in the few forms that schedules are written for: without what nobody uses;
/// reductions over one group of neighbouring axes; f16 accumulated in f32; contractions of which an
/// operand has no axes of its own as sums of products.
final class Normalize {
    private final Graph graph;
    private final List<Node> nodes = new ArrayList<>();
    private final List<TensorType> types = new ArrayList<>();
    private final List<Op> producers = new ArrayList<>();
    private final Map<Value, Value> values = new HashMap<>();

    private Normalize(Graph graph) {
        this.graph = graph;
    }

    static Graph normalize(Graph graph) {
        return live(new Normalize(graph).run());
    }

    private Graph run() {
        Set<Node> live = LiveNodes.of(graph);
        graph.nodes().stream().filter(live::contains).forEach(this::rewrite);
        return result();
    }

    private Graph result() {
        List<Graph.Output> outputs =
                graph.outputs().stream()
                        .map(output -> new Graph.Output(output.name(), value(output.value())))
                        .toList();
        return new Graph(graph.name(), nodes, outputs, graph.guards(), graph.weights());
    }

    /// The same without nodes that nobody uses.
    private static Graph live(Graph graph) {
        Set<Node> live = LiveNodes.of(graph);
        if (live.size() == graph.nodes().size()) {
            return graph;
        }
        Normalize copy = new Normalize(graph);
        graph.nodes().stream().filter(live::contains).forEach(copy::copy);
        return copy.result();
    }

    private void copy(Node node) {
        Value first = same(OperandMap.map(node.op(), this::value), node);
        for (int i = 0; i < node.types().size(); i++) {
            values.put(node.result(i), new Value(first.id() + i));
        }
    }

    private Value same(Op op, Node node) {
        Node same = new Node(types.size(), op, node.types());
        nodes.add(same);
        types.addAll(node.types());
        node.types().forEach(_ -> producers.add(op));
        return same.result(0);
    }

    private Value value(Value old) {
        Value value = values.get(old);
        if (value == null) {
            throw new IllegalStateException("Not rewritten: " + old);
        }
        return value;
    }

    private Value add(Op op, TensorType type) {
        Node node = new Node(types.size(), op, List.of(type));
        nodes.add(node);
        types.add(type);
        producers.add(op);
        return node.result(0);
    }

    private TensorType type(Value value) {
        return types.get(value.id());
    }

    private List<Dim> dims(Value value) {
        return type(value).shape().dims();
    }

    private void rewrite(Node node) {
        Op op = OperandMap.map(node.op(), this::value);
        Value result =
                switch (op) {
                    case Op.Reduce reduce -> reduce(reduce, node.types().getFirst());
                    case Op.ArgReduce reduce -> argReduce(reduce, node.types().getFirst());
                    case Op.Contract contract -> contract(contract, node.types().getFirst());
                    case Op.Convolve convolve -> convolve(convolve, node.types().getFirst());
                    case Op.Fourier fourier -> fourier(fourier, node.types().getFirst());
                    case Op.Opaque opaque -> opaque.value();
                    case Op.Input _,
                            Op.Constant _,
                            Op.Weight _,
                            Op.DimVector _,
                            Op.Iota _,
                            Op.Unary _,
                            Op.Binary _,
                            Op.Compare _,
                            Op.Select _,
                            Op.Cast _,
                            Op.Bitcast _,
                            Op.Reshape _,
                            Op.Transpose _,
                            Op.Broadcast _,
                            Op.Slice _,
                            Op.Pad _,
                            Op.Concat _,
                            Op.Gather _,
                            Op.Scatter _,
                            Op.NonZero _,
                            Op.LinearAlgebra _,
                            Op.Sort _,
                            Op.While _,
                            Op.Scan _ ->
                            same(op, node);
                };
        for (int i = 0; i < node.types().size(); i++) {
            values.put(node.result(i), new Value(result.id() + i));
        }
    }

    private Value cast(Value value, DType dtype) {
        return type(value).dtype() == dtype
                ? value
                : add(new Op.Cast(value, dtype), new TensorType(dtype, type(value).shape()));
    }

    /// f16 and bf16 are computed in f32 and rounded once.
    private Value wide(Value value) {
        return cast(value, type(value).dtype().arithmetic());
    }

    private Value reshape(Value value, Shape shape) {
        return type(value).shape().equals(shape)
                ? value
                : add(new Op.Reshape(value, shape), new TensorType(type(value).dtype(), shape));
    }

    /// `reduce x over a, c -> reduce (reduce x over c) over a`, where a and c are no neighbours.
    private Value reduce(Op.Reduce op, TensorType result) {
        if (op(op.operand()) instanceof Op.Transpose(Value moved, List<Integer> permutation)) {
            return reduceMoved(op, moved, permutation, result);
        }
        Value operand = wide(op.operand());
        List<Integer> axes = new ArrayList<>(op.axes());
        axes.removeIf(axis -> dims(op.operand()).get(axis).is(1));
        while (!axes.isEmpty()) {
            List<Dim> dims = dims(operand);
            List<Integer> group = new ArrayList<>();
            for (int axis = dims.size() - 1; axis >= 0; axis--) {
                if (axes.contains(axis)) {
                    group.addFirst(axis);
                } else if (!group.isEmpty() && !dims.get(axis).is(1)) {
                    break;
                }
            }
            axes.removeAll(group);
            operand = reduceGroup(op.kind(), operand, group);
        }
        return cast(reshape(operand, result.shape()), result.dtype());
    }

    /// `reduce (transpose x) -> transpose (reduce x)`: the order of memory.
    private Value reduceMoved(
            Op.Reduce op, Value moved, List<Integer> permutation, TensorType result) {
        List<Integer> axes = op.axes().stream().map(permutation::get).sorted().toList();
        List<Integer> left = new ArrayList<>();
        for (int axis = 0; axis < permutation.size(); axis++) {
            if (!axes.contains(axis)) {
                left.add(axis);
            }
        }
        List<Dim> dims = dims(moved);
        Value reduced =
                reduce(
                        new Op.Reduce(op.kind(), moved, axes),
                        new TensorType(
                                result.dtype(), new Shape(left.stream().map(dims::get).toList())));
        List<Integer> wanted = new ArrayList<>();
        for (int axis = 0; axis < permutation.size(); axis++) {
            if (!op.axes().contains(axis)) {
                wanted.add(left.indexOf(permutation.get(axis)));
            }
        }
        return reshape(transpose(reduced, wanted), result.shape());
    }

    private Op op(Value value) {
        return producers.get(value.id());
    }

    private Value reduceGroup(ReduceOp kind, Value operand, List<Integer> axes) {
        List<Dim> dims = dims(operand);
        List<Dim> left =
                IntStream.range(0, dims.size())
                        .filter(axis -> !axes.contains(axis))
                        .mapToObj(dims::get)
                        .toList();
        return add(
                new Op.Reduce(kind, operand, axes),
                new TensorType(type(operand).dtype(), new Shape(left)));
    }

    private Value argReduce(Op.ArgReduce op, TensorType result) {
        if (dims(op.operand()).get(op.axis()).is(1)) {
            TensorType scalar = new TensorType(DType.I64, Shape.SCALAR);
            Value zero = add(new Op.Constant(LiteralBuilder.scalar(DType.I64, 0L)), scalar);
            return add(new Op.Broadcast(zero, result.shape(), List.of()), result);
        }
        return add(new Op.ArgReduce(op.kind(), wide(op.operand()), op.axis(), op.last()), result);
    }

    private Value fourier(Op.Fourier op, TensorType result) {
        Value same =
                add(
                        new Op.Fourier(
                                op.kind(), wide(op.operand()), op.axis(), op.length(), op.scale()),
                        new TensorType(result.dtype().arithmetic(), result.shape()));
        return cast(same, result.dtype());
    }

    private Value convolve(Op.Convolve op, TensorType result) {
        if (isPointwise(op)) {
            return pointwise(op, result);
        }
        Value same =
                add(
                        new Op.Convolve(
                                wide(op.input()),
                                wide(op.filter()),
                                op.strides(),
                                op.padLow(),
                                op.padHigh(),
                                op.dilations(),
                                op.groups()),
                        new TensorType(result.dtype().arithmetic(), result.shape()));
        return cast(same, result.dtype());
    }

    /// Whether each element of the result is a product of the channels at one position.
    private boolean isPointwise(Op.Convolve op) {
        List<Dim> filter = dims(op.filter());
        return op.groups() == 1
                && filter.subList(2, filter.size()).stream().allMatch(dim -> dim.is(1))
                && op.strides().stream().allMatch(stride -> stride == 1)
                && op.padLow().stream().allMatch(pad -> pad == 0)
                && op.padHigh().stream().allMatch(pad -> pad == 0);
    }

    /// `convolve x [n, c, s...], f [o, c, 1...] -> contract f [n, o, c], x [n, c, s...] over c`:
    /// the axes stay apart, so what follows element by element is fused.
    private Value pointwise(Op.Convolve op, TensorType result) {
        List<Dim> input = dims(op.input());
        Dim batch = input.get(0);
        Dim channels = input.get(1);
        Dim own = dims(op.filter()).get(0);
        Value matrix = reshape(op.filter(), Shape.of(own, channels));
        Value left = broadcast(matrix, Shape.of(batch, own, channels), List.of(1, 2));
        Op.Contract product =
                new Op.Contract(left, op.input(), List.of(0), List.of(0), List.of(2), List.of(1));
        return contract(product, result);
    }

    private Value contract(Op.Contract op, TensorType result) {
        Value left = outward(wide(op.left()));
        Value right = outward(wide(op.right()));
        List<Integer> leftOwn = own(left, op.leftBatch(), op.leftContracted());
        List<Integer> rightOwn = own(right, op.rightBatch(), op.rightContracted());
        Shape shape = result.shape();
        if (rightOwn.stream().allMatch(axis -> dims(right).get(axis).is(1))) {
            return cast(
                    sumOfProducts(
                            left,
                            op.leftBatch(),
                            op.leftContracted(),
                            without(right, rightOwn),
                            moved(op.rightBatch(), rightOwn),
                            moved(op.rightContracted(), rightOwn),
                            shape),
                    result.dtype());
        }
        if (leftOwn.stream().allMatch(axis -> dims(left).get(axis).is(1))) {
            return cast(
                    sumOfProducts(
                            right,
                            op.rightBatch(),
                            op.rightContracted(),
                            without(left, leftOwn),
                            moved(op.leftBatch(), leftOwn),
                            moved(op.leftContracted(), leftOwn),
                            shape),
                    result.dtype());
        }
        Op.Contract same =
                new Op.Contract(
                        left,
                        right,
                        op.leftBatch(),
                        op.rightBatch(),
                        op.leftContracted(),
                        op.rightContracted());
        return cast(add(same, new TensorType(type(left).dtype(), shape)), result.dtype());
    }

    /// `move (cast x) -> cast (move x)`, and so for `cast x - zero`: what a contraction multiplies
    /// is then a conversion, if it comes from one ([NarrowValue]).
    private Value outward(Value value) {
        return switch (op(value)) {
            case Op.Transpose(Value operand, List<Integer> permutation) ->
                    outward(value, operand, moved -> transpose(moved, permutation));
            case Op.Broadcast(Value operand, Shape shape, List<Integer> axes) ->
                    outward(value, operand, moved -> broadcast(moved, shape, axes));
            case Op.Reshape(Value operand, Shape shape) ->
                    outward(value, operand, moved -> reshape(moved, shape));
            case Op.Binary(BinaryOp kind, Value wide, Value zero)
                    when kind == BinaryOp.SUBTRACT -> {
                Value moved = outward(wide);
                yield moved.equals(wide)
                        ? value
                        : add(new Op.Binary(kind, moved, zero), type(value));
            }
            default -> value;
        };
    }

    private Value outward(Value value, Value operand, UnaryOperator<Value> move) {
        return switch (op(outward(operand))) {
            case Op.Cast(Value core, DType dtype) when type(core).dtype().byteSize() < 4 ->
                    cast(move.apply(core), dtype);
            case Op.Binary(BinaryOp kind, Value wide, Value zero)
                    when kind == BinaryOp.SUBTRACT
                            && op(wide) instanceof Op.Cast(Value core, DType dtype)
                            && type(core).dtype().byteSize() == 1 -> {
                Value moved = cast(move.apply(core), dtype);
                yield add(new Op.Binary(BinaryOp.SUBTRACT, moved, move.apply(zero)), type(moved));
            }
            default -> value;
        };
    }

    private List<Integer> own(Value value, List<Integer> batch, List<Integer> contracted) {
        return IntStream.range(0, dims(value).size())
                .boxed()
                .filter(axis -> !batch.contains(axis) && !contracted.contains(axis))
                .toList();
    }

    /// The value without axes of extent 1.
    private Value without(Value value, List<Integer> axes) {
        List<Dim> dims = dims(value);
        List<Dim> left =
                IntStream.range(0, dims.size())
                        .filter(axis -> !axes.contains(axis))
                        .mapToObj(dims::get)
                        .toList();
        return reshape(value, new Shape(left));
    }

    /// Where axes stand without others.
    private static List<Integer> moved(List<Integer> axes, List<Integer> without) {
        return axes.stream()
                .map(axis -> axis - (int) without.stream().filter(gone -> gone < axis).count())
                .toList();
    }

    /// `contract a, b -> sum(a * broadcast b)`, where b has no axes but batch and contracted ones.
    /// A transposition of a is left out: its axes are taken where they lie in memory.
    private Value sumOfProducts(
            Value operand,
            List<Integer> operandBatch,
            List<Integer> operandContracted,
            Value small,
            List<Integer> smallBatch,
            List<Integer> smallContracted,
            Shape result) {
        Value large = operand;
        List<Integer> place = IntStream.range(0, dims(operand).size()).boxed().toList();
        while (op(large) instanceof Op.Transpose(Value moved, List<Integer> permutation)) {
            place = place.stream().map(permutation::get).toList();
            large = moved;
        }
        List<Integer> largeBatch = operandBatch.stream().map(place::get).toList();
        List<Integer> largeContracted = operandContracted.stream().map(place::get).toList();
        Map<Integer, Integer> target = new HashMap<>();
        for (int i = 0; i < smallBatch.size(); i++) {
            target.put(smallBatch.get(i), largeBatch.get(i));
        }
        for (int i = 0; i < smallContracted.size(); i++) {
            target.put(smallContracted.get(i), largeContracted.get(i));
        }
        List<Integer> order = new ArrayList<>(target.keySet());
        order.sort(Comparator.comparing(target::get));
        List<Integer> axes = order.stream().map(target::get).toList();
        Value repeated = broadcast(transpose(small, order), type(large).shape(), axes);
        Value product = add(new Op.Binary(BinaryOp.MULTIPLY, large, repeated), type(large));
        List<Integer> left = new ArrayList<>();
        for (int axis = 0; axis < dims(large).size(); axis++) {
            if (!largeContracted.contains(axis)) {
                left.add(axis);
            }
        }
        List<Integer> wanted = new ArrayList<>(largeBatch);
        place.stream()
                .filter(axis -> left.contains(axis) && !largeBatch.contains(axis))
                .forEach(wanted::add);
        Value sum = product;
        if (!largeContracted.isEmpty()) {
            List<Dim> dims = dims(large);
            TensorType summed =
                    new TensorType(
                            type(large).dtype(), new Shape(left.stream().map(dims::get).toList()));
            sum =
                    reduce(
                            new Op.Reduce(
                                    ReduceOp.SUM,
                                    product,
                                    largeContracted.stream().sorted().toList()),
                            summed);
        }
        return reshape(transpose(sum, wanted.stream().map(left::indexOf).toList()), result);
    }

    private Value transpose(Value value, List<Integer> permutation) {
        if (permutation.equals(IntStream.range(0, permutation.size()).boxed().toList())) {
            return value;
        }
        List<Dim> dims = permutation.stream().map(dims(value)::get).toList();
        return add(
                new Op.Transpose(value, permutation),
                new TensorType(type(value).dtype(), new Shape(dims)));
    }

    private Value broadcast(Value value, Shape shape, List<Integer> axes) {
        return add(
                new Op.Broadcast(value, shape, axes), new TensorType(type(value).dtype(), shape));
    }
}
