package dev.komodo.schedule;

import dev.komodo.graph.Dim;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Node;
import dev.komodo.graph.Op;
import dev.komodo.graph.Value;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopType;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/// Finds attention in a graph: `softmax(f(Q K)) V`, where `f` is any function element by element
/// (scales, masks, biases, caps), where nothing else uses what comes between the two products, and
/// where there is enough of it.
final class AttentionSearch {
    /// So few queries are answered as fast, or faster, by products that read keys where they are;
    /// the weights are small.
    private static final long LEAST_ROWS = 8;

    /// So few keys are less than the tiles of the driver.
    private static final long LEAST_KEYS = 16;

    /// The largest extents of queries and of values: what tasks keep grows with them.
    private static final long MOST_DEPTH = 1024;

    /// The most values between two products.
    private static final int MOST_INSIDE = 100;

    private final Scope scope;
    private final Map<Value, Set<Value>> users = new HashMap<>();
    private final Set<Value> outputs = new HashSet<>();

    private AttentionSearch(Scope scope) {
        this.scope = scope;
        for (Node node : scope.graph().nodes()) {
            for (Value operand : node.op().operands()) {
                users.computeIfAbsent(operand, _ -> new HashSet<>()).add(node.result(0));
            }
        }
        scope.graph().outputs().stream().map(Graph.Output::value).forEach(outputs::add);
    }

    /// All attention in a graph.
    static List<AttentionPattern> of(Scope scope) {
        boolean isPossible =
                scope.graph().nodes().stream()
                                .filter(node -> node.op() instanceof Op.Contract)
                                .limit(2)
                                .count()
                        == 2;
        return isPossible ? new AttentionSearch(scope).all() : List.of();
    }

    private List<AttentionPattern> all() {
        List<AttentionPattern> found = new ArrayList<>();
        Set<Value> results = new HashSet<>();
        for (Node node : scope.graph().nodes()) {
            if (node.op() instanceof Op.Contract contract) {
                match(node.result(0), contract)
                        .filter(pattern -> !results.contains(pattern.product()))
                        .ifPresent(
                                pattern -> {
                                    found.add(pattern);
                                    results.add(pattern.result());
                                });
            }
        }
        return found;
    }

    private Optional<AttentionPattern> match(Value result, Op.Contract outer) {
        List<Dim> dims = scope.dims(outer.left());
        int last = dims.size() - 1;
        boolean isLastContracted = outer.leftContracted().equals(List.of(last));
        boolean isBatchFirst =
                outer.leftBatch()
                        .equals(IntStream.range(0, outer.leftBatch().size()).boxed().toList());
        if (!isLastContracted || !isBatchFirst) {
            return Optional.empty();
        }
        return SoftmaxForm.of(scope, unshaped(outer.left()))
                .flatMap(softmax -> withProduct(result, outer, softmax));
    }

    /// Weights before leading axes were joined or split.
    private Value unshaped(Value weights) {
        Value value = weights;
        while (scope.op(value) instanceof Op.Reshape(Value operand, var shape)
                && !shape.dims().isEmpty()
                && !scope.dims(operand).isEmpty()
                && scope.dims(operand).getLast().equals(shape.dims().getLast())) {
            value = operand;
        }
        return value;
    }

    private Optional<AttentionPattern> withProduct(
            Value result, Op.Contract outer, SoftmaxForm softmax) {
        for (Value product : products(softmax.scores())) {
            Optional<AttentionPattern> pattern =
                    inside(result, outer.left(), product)
                            .flatMap(inside -> pattern(result, outer, softmax, product, inside));
            if (pattern.isPresent()) {
                return pattern;
            }
        }
        return Optional.empty();
    }

    /// The products of matrices that scores may be a function of.
    private List<Value> products(Value scores) {
        List<Value> found = new ArrayList<>();
        Set<Value> seen = new HashSet<>(Set.of(scores));
        Deque<Value> open = new ArrayDeque<>(seen);
        while (!open.isEmpty() && seen.size() < MOST_INSIDE) {
            Value value = open.pop();
            if (scope.op(value) instanceof Op.Contract) {
                found.add(value);
            } else if (isElementwise(scope.op(value))) {
                scope.op(value).operands().stream().filter(seen::add).forEach(open::push);
            }
        }
        return found;
    }

    private static boolean isElementwise(Op op) {
        return switch (op) {
            case Op.Unary _,
                    Op.Binary _,
                    Op.Compare _,
                    Op.Select _,
                    Op.Cast _,
                    Op.Reshape _,
                    Op.Broadcast _ ->
                    true;
            case Op.Input _,
                    Op.Constant _,
                    Op.Weight _,
                    Op.DimVector _,
                    Op.Iota _,
                    Op.Bitcast _,
                    Op.Opaque _,
                    Op.Reduce _,
                    Op.ArgReduce _,
                    Op.Contract _,
                    Op.Convolve _,
                    Op.Transpose _,
                    Op.Slice _,
                    Op.Pad _,
                    Op.Concat _,
                    Op.Gather _,
                    Op.Scatter _,
                    Op.NonZero _,
                    Op.LinearAlgebra _,
                    Op.Sort _,
                    Op.Fourier _,
                    Op.While _,
                    Op.Scan _ ->
                    false;
        };
    }

    /// The values from a product to the weights, if nothing else uses one of them.
    private Optional<Set<Value>> inside(Value result, Value weights, Value product) {
        Set<Value> above = new LinkedHashSet<>(Set.of(product));
        Deque<Value> open = new ArrayDeque<>(above);
        while (!open.isEmpty()) {
            Value value = open.pop();
            if (outputs.contains(value) || above.size() > MOST_INSIDE) {
                return Optional.empty();
            }
            for (Value user : users.getOrDefault(value, Set.of())) {
                boolean isEnd = user.equals(result);
                if (isEnd && !value.equals(weights)) {
                    return Optional.empty();
                }
                Op op = scope.op(user);
                if (!isEnd && !isElementwise(op) && !(op instanceof Op.Reduce)) {
                    return Optional.empty();
                }
                if (!isEnd && above.add(user)) {
                    open.push(user);
                }
            }
        }
        boolean isWeightsUsedOnce = users.getOrDefault(weights, Set.of()).equals(Set.of(result));
        return above.contains(weights) && isWeightsUsedOnce ? Optional.of(above) : Optional.empty();
    }

    private Optional<AttentionPattern> pattern(
            Value result,
            Op.Contract outer,
            SoftmaxForm softmax,
            Value product,
            Set<Value> inside) {
        Op.Contract inner = (Op.Contract) scope.op(product);
        MatrixAxes query = axes(inner, true);
        MatrixAxes key = axes(inner, false);
        MatrixAxes value = axes(outer, false);
        List<Dim> shape = scope.dims(softmax.scores());
        List<Dim> weights = scope.dims(outer.left());
        int last = shape.size() - 1;
        int batch = split(shape.subList(0, last), weights.subList(0, outer.leftBatch().size()));
        if (batch < 0) {
            return Optional.empty();
        }
        List<List<Dim>> parts =
                List.of(
                        shape.subList(0, batch),
                        shape.subList(batch, last),
                        shape.subList(last, last + 1));
        List<List<Dim>> products =
                List.of(query.dims(query.batch()), query.dims(query.own()), key.dims(key.own()));
        boolean isSameSpace =
                IntStream.range(0, parts.size())
                        .allMatch(
                                i ->
                                        Domain.squeeze(parts.get(i))
                                                .equals(Domain.squeeze(products.get(i))));
        Optional<Long> depth = fixed(query.dims(query.contracted()));
        Optional<Long> columns = fixed(value.dims(value.own()));
        if (!isSameSpace || depth.isEmpty() || columns.isEmpty()) {
            return Optional.empty();
        }
        List<Integer> groups = parts.stream().map(dims -> Domain.squeeze(dims).size()).toList();
        AttentionPattern pattern =
                new AttentionPattern(
                        result,
                        product,
                        softmax.scores(),
                        inside,
                        query,
                        key,
                        value,
                        softmax.hidden(),
                        KeyLimit.of(scope, softmax.scores(), shape, groups),
                        shape,
                        groups,
                        Index.product(parts.get(0)),
                        Index.product(parts.get(1)),
                        Index.product(parts.get(2)),
                        depth.get(),
                        columns.get());
        return isWorthwhile(pattern) && isOfOneType(pattern) && isReadInPlace(pattern)
                ? Optional.of(pattern)
                : Optional.empty();
    }

    /// How many of the leading extents have the product that the batch has; -1 if none.
    private static int split(List<Dim> dims, List<Dim> batch) {
        Dim wanted = Index.product(batch);
        return IntStream.rangeClosed(0, dims.size())
                .filter(count -> Index.product(dims.subList(0, count)).equals(wanted))
                .findFirst()
                .orElse(-1);
    }

    private MatrixAxes axes(Op.Contract op, boolean isLeft) {
        List<Integer> order =
                IntStream.range(0, op.leftContracted().size())
                        .boxed()
                        .sorted(Comparator.comparing(op.leftContracted()::get))
                        .toList();
        List<Integer> contracted = isLeft ? op.leftContracted() : op.rightContracted();
        return MatrixAxes.of(
                scope,
                isLeft ? op.left() : op.right(),
                isLeft ? op.leftBatch() : op.rightBatch(),
                order.stream().map(contracted::get).toList());
    }

    private static Optional<Long> fixed(List<Dim> dims) {
        return Index.product(dims).constant().stream()
                .boxed()
                .filter(extent -> extent >= 1 && extent <= MOST_DEPTH)
                .findFirst();
    }

    private static boolean isWorthwhile(AttentionPattern pattern) {
        return pattern.rows().constant().orElse(Long.MAX_VALUE) >= LEAST_ROWS
                && pattern.keys().constant().orElse(Long.MAX_VALUE) >= LEAST_KEYS;
    }

    /// Whether the products are of floats of one type, and nothing between them is more precise.
    private boolean isOfOneType(AttentionPattern pattern) {
        var dtype = scope.dtype(pattern.product());
        return dtype.isFloat()
                && dtype.equals(scope.dtype(pattern.result()))
                && pattern.inside().stream()
                        .map(scope::dtype)
                        .allMatch(
                                other -> !other.isFloat() || other.byteSize() <= dtype.byteSize());
    }

    /// Whether each score is a function of the product at its own place, and of nothing else that
    /// depends on products.
    private boolean isReadInPlace(AttentionPattern pattern) {
        List<Position> positions = new ArrayList<>();
        for (Dim dim : pattern.shape()) {
            Expr any = new Expr.Var("axis" + positions.size(), LoopType.INDEX);
            positions.add(dim.is(1) ? Position.ZERO : Position.uniform(any));
        }
        Set<Value> leaves = new HashSet<>(Set.of(pattern.product()));
        Accesses accesses =
                new Accesses(
                        scope, value -> leaves.contains(value) || !isElementwise(scope.op(value)));
        accesses.follow(pattern.scores(), Index.of(pattern.shape(), positions));
        List<Position> real = positions.stream().filter(at -> !at.isZero()).toList();
        return accesses.leaves().stream()
                .filter(use -> pattern.inside().contains(use.value()))
                .allMatch(
                        use ->
                                use.value().equals(pattern.product())
                                        && use.index().squeezed().filter(real::equals).isPresent());
    }
}
