package dev.komodo.schedule;

import dev.komodo.graph.Dim;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Node;
import dev.komodo.graph.Op;
import dev.komodo.graph.ReduceOp;
import dev.komodo.graph.Value;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/// Finds attention with its derivatives in a graph: a space of queries by keys, in which values are
/// computed element by element from products of matrices, and which nothing leaves but by folds
/// over keys and products over keys or queries. Where the space is large, none of its values gets a
/// place in memory: to compute one anew takes a fraction of the time of writing and reading it.
final class ScoreSearch {
    /// Elements from which on the memory of scores is worth more than the time of computing them
    /// anew, which is up to twice that of keeping them: 64 MB of f32.
    static final long LEAST_ELEMENTS = 1L << 24;

    /// The largest extents of factors and of results.
    private static final long MOST_DEPTH = 256;

    /// The most products that a score is computed from.
    private static final int MOST_PRODUCTS = 3;

    /// The most values in the space.
    private static final int MOST_INSIDE = 100;

    private final Scope scope;
    private final long least;
    private final Map<Value, Set<Value>> users = new HashMap<>();
    private final Set<Value> outputs = new HashSet<>();

    /// What was found: patterns, and the values that exist inside them only.
    record Found(List<ScorePattern> patterns, Set<Value> inside) {
        Found {
            patterns = List.copyOf(patterns);
            inside = Set.copyOf(inside);
        }
    }

    private ScoreSearch(Scope scope, long least) {
        this.scope = scope;
        this.least = least;
        for (Node node : scope.graph().nodes()) {
            for (Value operand : node.op().operands()) {
                users.computeIfAbsent(operand, _ -> new HashSet<>()).add(node.result(0));
            }
        }
        scope.graph().outputs().stream().map(Graph.Output::value).forEach(outputs::add);
    }

    /// All that is in a graph.
    ///
    /// @param least the fewest elements of scores, see [#LEAST_ELEMENTS]
    static List<Found> of(Scope scope, long least) {
        boolean isPossible =
                scope.graph().nodes().stream()
                        .filter(node -> node.op() instanceof Op.Contract)
                        .anyMatch(node -> isLarge(scope, node.result(0), least));
        return isPossible ? new ScoreSearch(scope, least).all() : List.of();
    }

    private static boolean isLarge(Scope scope, Value value, long least) {
        return Costs.elements(scope.dims(value)) >= least;
    }

    private List<Found> all() {
        List<Found> found = new ArrayList<>();
        Set<Value> taken = new HashSet<>();
        for (Node node : scope.graph().nodes()) {
            Value seed = node.result(0);
            if (node.op() instanceof Op.Contract
                    && isLarge(scope, seed, least)
                    && !taken.contains(seed)
                    && !scope.isInside(seed)
                    && scope.attention(seed).isEmpty()) {
                Optional<Found> region = new Region(seed).grown();
                region.filter(some -> some.inside().stream().noneMatch(taken::contains))
                        .ifPresent(
                                some -> {
                                    taken.addAll(some.inside());
                                    some.patterns().forEach(part -> taken.add(part.result()));
                                    found.add(some);
                                });
            }
        }
        return found;
    }

    /// The space of one product.
    private final class Region {
        private final List<Dim> shape;
        private final Op.Contract seed;
        private final Set<Value> inside = new HashSet<>();
        private final List<Value> products = new ArrayList<>();
        private final List<Value> ends = new ArrayList<>();
        private final Deque<Value> open = new ArrayDeque<>();

        Region(Value seed) {
            this.shape = scope.dims(seed);
            this.seed = (Op.Contract) scope.op(seed);
            take(seed);
        }

        private int batch() {
            return seed.leftBatch().size();
        }

        private void take(Value value) {
            if (inside.add(value)) {
                open.push(value);
                if (scope.op(value) instanceof Op.Contract) {
                    products.add(value);
                }
            }
        }

        Optional<Found> grown() {
            while (!open.isEmpty()) {
                Value value = open.pop();
                boolean isTooMuch = inside.size() > MOST_INSIDE || products.size() > MOST_PRODUCTS;
                if (isTooMuch || outputs.contains(value) || !isProductOfSpace(value)) {
                    return Optional.empty();
                }
                for (Value user : users.getOrDefault(value, Set.of())) {
                    if (!follow(user)) {
                        return Optional.empty();
                    }
                }
            }
            return patterns();
        }

        /// Whether a value, if it is a product of matrices, is one of queries and keys.
        private boolean isProductOfSpace(Value value) {
            if (!(scope.op(value) instanceof Op.Contract op)) {
                return true;
            }
            return scope.dtype(value).isFloat()
                    && scope.dtype(value) == scope.dtype(products.getFirst())
                    && op.leftBatch().size() == batch()
                    && MatrixAxes.of(scope, op.right(), op.rightBatch(), op.rightContracted())
                                    .own()
                                    .size()
                            == 1
                    && depth(op).isPresent();
        }

        private Optional<Long> depth(Op.Contract op) {
            List<Dim> dims = op.leftContracted().stream().map(scope.dims(op.left())::get).toList();
            return bounded(dims);
        }

        private boolean follow(Value user) {
            return switch (scope.op(user)) {
                case Op.Contract _ -> {
                    ends.add(user);
                    yield true;
                }
                case Op.Reduce(ReduceOp kind, Value operand, List<Integer> axes) -> {
                    ends.add(user);
                    yield (kind == ReduceOp.SUM || kind == ReduceOp.MAXIMUM)
                            && scope.dtype(operand) == scope.dtype(products.getFirst())
                            && axes.equals(List.of(shape.size() - 1));
                }
                case Op op when isElementwise(op) && scope.dims(user).equals(shape) -> {
                    take(user);
                    op.operands().forEach(this::takeProducts);
                    yield true;
                }
                case Op _ -> false;
            };
        }

        private static boolean isElementwise(Op op) {
            return op instanceof Op.Unary
                    || op instanceof Op.Binary
                    || op instanceof Op.Compare
                    || op instanceof Op.Select
                    || op instanceof Op.Cast;
        }

        /// The products of matrices over the space that a value is computed from.
        private void takeProducts(Value value) {
            Deque<Value> above = new ArrayDeque<>(List.of(value));
            Set<Value> seen = new HashSet<>(above);
            while (!above.isEmpty() && seen.size() <= MOST_INSIDE) {
                Value next = above.pop();
                if (!scope.dims(next).equals(shape) || inside.contains(next)) {
                    continue;
                }
                if (scope.op(next) instanceof Op.Contract) {
                    take(next);
                } else if (isElementwise(scope.op(next))) {
                    scope.op(next).operands().stream().filter(seen::add).forEach(above::push);
                }
            }
        }

        private Optional<Found> patterns() {
            Set<Value> all = new HashSet<>(ends);
            if (all.stream().anyMatch(inside::contains)) {
                return Optional.empty();
            }
            List<Value> ordered = new ArrayList<>(all);
            ordered.sort(Comparator.comparingInt(Value::id));
            List<ScorePattern> found = new ArrayList<>();
            for (Value end : ordered) {
                Optional<ScorePattern> pattern = pattern(end);
                if (pattern.isEmpty()) {
                    return Optional.empty();
                }
                found.add(pattern.get());
            }
            return isAttention(found) ? Optional.of(new Found(found, inside)) : Optional.empty();
        }

        /// Whether rows are normalized, and products taken of them.
        private boolean isAttention(List<ScorePattern> found) {
            return Set.of(ScorePattern.Fold.values())
                    .equals(Set.copyOf(found.stream().map(ScorePattern::fold).distinct().toList()));
        }

        private Optional<ScorePattern> pattern(Value end) {
            return switch (scope.op(end)) {
                case Op.Reduce reduce ->
                        Optional.of(
                                new ScorePattern(
                                        end,
                                        reduce.operand(),
                                        factors(reduce.operand()),
                                        reduce.kind() == ReduceOp.SUM
                                                ? ScorePattern.Fold.SUM
                                                : ScorePattern.Fold.MAXIMUM,
                                        Optional.empty(),
                                        false,
                                        false,
                                        shape,
                                        batch(),
                                        1));
                case Op.Contract contract -> product(end, contract);
                case Op _ -> Optional.empty();
            };
        }

        private Optional<ScorePattern> product(Value end, Op.Contract op) {
            boolean isLeft = inside.contains(op.left());
            if (isLeft && inside.contains(op.right())) {
                return Optional.empty();
            }
            Value weights = isLeft ? op.left() : op.right();
            List<Integer> weightBatch = isLeft ? op.leftBatch() : op.rightBatch();
            List<Integer> contracted = isLeft ? op.leftContracted() : op.rightContracted();
            List<Integer> rows = IntStream.range(batch(), shape.size() - 1).boxed().toList();
            List<Integer> heads = IntStream.range(0, batch()).boxed().toList();
            boolean isTransposed = contracted.equals(rows);
            MatrixAxes other =
                    MatrixAxes.of(
                            scope,
                            isLeft ? op.right() : op.left(),
                            isLeft ? op.rightBatch() : op.leftBatch(),
                            isLeft ? op.rightContracted() : op.leftContracted());
            Optional<Long> columns = bounded(other.dims(other.own()));
            boolean fits =
                    weightBatch.equals(heads)
                            && (isTransposed || contracted.equals(List.of(shape.size() - 1)))
                            && columns.isPresent()
                            && scope.dtype(end) == scope.dtype(products.getFirst());
            return fits
                    ? Optional.of(
                            new ScorePattern(
                                    end,
                                    weights,
                                    factors(weights),
                                    ScorePattern.Fold.PRODUCT,
                                    Optional.of(other),
                                    isTransposed,
                                    !isLeft,
                                    shape,
                                    batch(),
                                    columns.get()))
                    : Optional.empty();
        }

        /// The products that a value is computed from.
        private List<ScorePattern.Product> factors(Value value) {
            Set<Value> seen = new HashSet<>(Set.of(value));
            Deque<Value> above = new ArrayDeque<>(seen);
            while (!above.isEmpty()) {
                Value next = above.pop();
                if (inside.contains(next) && !products.contains(next)) {
                    scope.op(next).operands().stream().filter(seen::add).forEach(above::push);
                }
            }
            return products.stream().filter(seen::contains).map(this::factor).toList();
        }

        private ScorePattern.Product factor(Value product) {
            Op.Contract op = (Op.Contract) scope.op(product);
            return new ScorePattern.Product(
                    product,
                    MatrixAxes.of(scope, op.left(), op.leftBatch(), op.leftContracted()),
                    MatrixAxes.of(scope, op.right(), op.rightBatch(), op.rightContracted()),
                    depth(op).orElseThrow());
        }

        private static Optional<Long> bounded(List<Dim> dims) {
            return Index.product(dims).constant().stream()
                    .boxed()
                    .filter(extent -> extent >= 1 && extent <= MOST_DEPTH)
                    .findFirst();
        }
    }
}
