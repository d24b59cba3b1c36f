package dev.komodo.schedule;

import dev.komodo.graph.Dim;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Node;
import dev.komodo.graph.Op;
import dev.komodo.graph.Value;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Brings roots together in kernels: a consumer with its producer where it reads the element (or
/// the row) that it computes itself, neighbours over one space that read the same memory, as long
/// as no other kernel must run in between and the kernel stays small. The result does not depend on
/// the machine.
final class Fusion {
    /// Elements below which rows need not be many to be fused.
    private static final long SMALL = 32_768;

    /// How much more a simple operation costs for one row than in a vector, about.
    private static final int SCALAR_FACTOR = 8;

    /// The most kernels that are looked at to see whether one of them must run between two.
    private static final int MOST_BETWEEN = 200;

    private final Scope scope;
    private final RootChoice choice;
    private final Set<Value> outputs = new HashSet<>();
    private final Map<Value, Integer> kernelOf = new HashMap<>();
    private final Map<Dim.Data, Integer> finderOf = new HashMap<>();
    private final Map<Integer, Kernel> kernels = new HashMap<>();
    private final Map<Integer, KernelReads> reads = new HashMap<>();
    private final KernelReaders readers = new KernelReaders();
    private final RootReads rootReads;

    /// For each kernel at most how far the roots go that it computes or needs, be it through
    /// others: what comes together may compute an early root beside a late one.
    private final Map<Integer, Integer> latest = new HashMap<>();

    /// How often a kernel was made anew, and of the pairs that could not be merged, of which
    /// kernels that was found: as long as both stay as they are it need not be tried again.
    private final Map<Integer, Integer> changes = new HashMap<>();

    private final Map<Pair, Pair> refused = new HashMap<>();

    private record Pair(int first, int second) {}

    Fusion(Scope scope, RootChoice choice) {
        this.scope = scope;
        this.choice = choice;
        this.rootReads = new RootReads(scope, value -> isLeaf(scope, choice, value));
        scope.graph().outputs().stream().map(Graph.Output::value).forEach(outputs::add);
        for (Node node : scope.graph().nodes()) {
            if (choice.isRoot(node.result(0))) {
                put(kernels.size(), initial(node));
            }
        }
    }

    /// The kernels in an order in which they can run.
    List<Kernel> kernels() {
        boolean changed = true;
        while (changed) {
            changed = mergeProducers();
        }
        mergeNeighbours();
        for (Integer id : List.copyOf(kernels.keySet())) {
            Kernel kernel = withoutPassing(id);
            if (kernel.roots().isEmpty()) {
                remove(id); // what it computed is computed where it is used
            } else {
                put(id, kernel);
            }
        }
        return ordered().stream().map(id -> Objects.requireNonNull(kernels.get(id))).toList();
    }

    /// Whether a root is read by another kernel or is an output.
    boolean isShared(Kernel kernel, Value root) {
        return outputs.contains(root)
                || readers.isReadBeside(root, id(root))
                || kernel.node().filter(node -> isWhole(kernel, node)).isPresent();
    }

    /// Whether a node gives all of its results a place, though nobody reads them.
    private static boolean isWhole(Kernel kernel, Node node) {
        return kernel.domain().isEmpty() && !(node.op() instanceof Op.Sort);
    }

    /// The gathers that a kernel computes.
    Set<Value> gathers(Kernel kernel) {
        return Objects.requireNonNull(reads.get(id(kernel.roots().getFirst()))).gathers();
    }

    private int id(Value root) {
        Integer id = kernelOf.get(root);
        if (id == null) {
            throw new IllegalStateException("No kernel computes " + root);
        }
        return id;
    }

    private boolean isLeaf(Value value) {
        return isLeaf(scope, choice, value);
    }

    private static boolean isLeaf(Scope scope, RootChoice choice, Value value) {
        return choice.isRoot(value) || scope.stored(value).isPresent();
    }

    private Kernel initial(Node node) {
        Value value = node.result(0);
        return switch (node.op()) {
            case Op.Reduce _ when scope.score(value).isPresent() -> Kernel.of(node);
            case Op.Reduce reduce ->
                    Kernel.over(reduction(reduce.operand(), reduce.axes()), List.of(value));
            case Op.ArgReduce reduce ->
                    Kernel.over(
                            reduction(reduce.operand(), List.of(reduce.axis())), List.of(value));
            case Op.Contract _, Op.Convolve _ ->
                    Kernel.contraction(node, Domain.map(scope.dims(value)));
            case Op.Scatter _, Op.NonZero _, Op.Sort _ -> Kernel.of(node);
            case Op.While _, Op.Scan _, Op.Concat _ -> Kernel.of(node);
            case Op.LinearAlgebra _, Op.Fourier _ -> Kernel.of(node);
            case Op.Input _,
                    Op.Weight _,
                    Op.Constant _,
                    Op.DimVector _,
                    Op.Iota _,
                    Op.Unary _,
                    Op.Binary _,
                    Op.Compare _,
                    Op.Select _,
                    Op.Cast _,
                    Op.Bitcast _,
                    Op.Opaque _,
                    Op.Reshape _,
                    Op.Transpose _,
                    Op.Broadcast _,
                    Op.Slice _,
                    Op.Pad _,
                    Op.Gather _ ->
                    Kernel.over(Domain.map(scope.dims(value)), List.of(value));
        };
    }

    private Domain reduction(Value operand, List<Integer> axes) {
        List<Dim> outer = new ArrayList<>();
        List<Dim> reduced = new ArrayList<>();
        List<Dim> kept = new ArrayList<>();
        List<Dim> dims = scope.dims(operand);
        for (int axis = 0; axis < dims.size(); axis++) {
            if (!dims.get(axis).is(1)) {
                List<Dim> part = axes.contains(axis) ? reduced : reduced.isEmpty() ? outer : kept;
                part.add(dims.get(axis));
            }
        }
        return new Domain(outer, reduced, kept);
    }

    private void put(int id, Kernel kernel) {
        remove(id);
        KernelReads own = rootReads.of(kernel);
        kernels.put(id, kernel);
        reads.put(id, own);
        readers.add(id, own);
        changes.merge(id, 1, Integer::sum);
        for (Value root : kernel.roots()) {
            kernelOf.put(root, id);
            KernelReads.own(scope.node(root)).forEach(dim -> finderOf.put(dim, id));
        }
        int far = kernel.roots().isEmpty() ? 0 : lastRoot(id);
        for (Integer producer : producers(id)) {
            far = Math.max(far, latest(producer));
        }
        latest.remove(id); // others may need it now
        reach(id, far);
    }

    private int latest(int id) {
        return latest.getOrDefault(id, 0);
    }

    /// A kernel computes or needs a root, and so do all that need the kernel.
    private void reach(int kernel, int root) {
        Deque<Integer> open = new ArrayDeque<>(List.of(kernel));
        while (!open.isEmpty()) {
            int id = open.remove();
            if (latest(id) < root && kernels.containsKey(id)) {
                latest.put(id, root);
                consumers(id).forEach(open::add);
            }
        }
    }

    private Set<Integer> consumers(int id) {
        Set<Integer> result = new HashSet<>();
        for (Value root : Objects.requireNonNull(kernels.get(id)).roots()) {
            result.addAll(readers.of(root));
            KernelReads.own(scope.node(root)).forEach(dim -> result.addAll(readers.of(dim)));
        }
        return result;
    }

    private void remove(int id) {
        kernels.remove(id);
        KernelReads own = reads.remove(id);
        if (own != null) {
            readers.remove(id, own);
        }
    }

    private Set<Integer> producers(int id) {
        KernelReads own = Objects.requireNonNull(reads.get(id));
        Set<Integer> result = new TreeSet<>();
        for (Value value : own.values()) {
            Integer producer = kernelOf.get(value);
            if (producer != null && producer != id) {
                result.add(producer);
            }
        }
        for (Dim.Data dim : own.dataDims()) {
            Integer finder = finderOf.get(dim);
            if (finder != null && finder != id) {
                result.add(finder);
            }
        }
        return result;
    }

    private boolean mergeProducers() {
        boolean changed = false;
        for (Integer id : new TreeSet<>(kernels.keySet())) {
            for (Integer producer : kernels.containsKey(id) ? producers(id) : Set.<Integer>of()) {
                changed |= kernels.containsKey(id) && tryMerge(producer, id);
            }
        }
        return changed;
    }

    /// Kernels over one space that read the same memory at the same place.
    private void mergeNeighbours() {
        Map<Value, List<Integer>> sharers = new HashMap<>();
        for (Integer id : new TreeSet<>(kernels.keySet())) {
            for (KernelReads.Read read : Objects.requireNonNull(reads.get(id)).reads()) {
                if (read.place() == KernelReads.Place.FULL) {
                    sharers.computeIfAbsent(read.value(), _ -> new ArrayList<>()).add(id);
                }
            }
        }
        List<Value> values = new ArrayList<>(sharers.keySet());
        values.sort(Comparator.comparingInt(Value::id));
        for (Value value : values) {
            List<Integer> ids = sharers.getOrDefault(value, List.of());
            for (int i = 0; i < ids.size(); i++) {
                for (int j = i + 1; j < Math.min(ids.size(), i + 9); j++) {
                    int first = ids.get(i);
                    int second = ids.get(j);
                    if (first != second
                            && kernels.containsKey(first)
                            && kernels.containsKey(second)
                            && kernels.get(first).node().isEmpty()
                            && kernels.get(second).node().isEmpty()
                            && kernels.get(first).domain().equals(kernels.get(second).domain())) {
                        tryMerge(first, second);
                    }
                }
            }
        }
    }

    private boolean tryMerge(int first, int second) {
        Pair pair = new Pair(first, second);
        Pair now = new Pair(changes.getOrDefault(first, 0), changes.getOrDefault(second, 0));
        if (now.equals(refused.get(pair))) {
            return false;
        }
        boolean merged = merge(first, second);
        if (!merged) {
            refused.put(pair, now);
        }
        return merged;
    }

    private boolean merge(int first, int second) {
        Kernel a = kernels.get(first);
        Kernel b = kernels.get(second);
        if (a == null || b == null || a.domain().isEmpty() || b.domain().isEmpty()) {
            return false;
        }
        Optional<Domain> domain = unified(a.domain().get(), b.domain().get());
        if (domain.isEmpty() || cost(a) + cost(b) > Costs.BUDGET) {
            return false;
        }
        Set<Value> roots = new TreeSet<>(Comparator.comparingInt(Value::id));
        roots.addAll(a.roots());
        roots.addAll(b.roots());
        if (a.node().isPresent() && (b.node().isPresent() || !b.domain().get().isMap())) {
            return false;
        }
        if (b.node().isPresent()) {
            return false;
        }
        Kernel merged = new Kernel(List.copyOf(roots), domain, a.node());
        if (!isShallow(merged)
                || !isAligned(merged)
                || hasPathBetween(first, second)
                || !isWorthwhile(merged)) {
            return false;
        }
        remove(first);
        put(second, merged);
        return true;
    }

    private long cost(Kernel kernel) {
        return kernel.roots().stream().mapToLong(this::costWithBody).sum();
    }

    /// Simple operations an element, of a root with what it reduces.
    long costWithBody(Value root) {
        Value body = RowPasses.body(scope, root);
        return (long) choice.cost(root)
                + (body.equals(root) || isLeaf(body) ? 0 : choice.cost(body));
    }

    private static Optional<Domain> unified(Domain a, Domain b) {
        if (a.equals(b)) {
            return Optional.of(a);
        }
        if (!a.isMap() && b.isMap()) {
            boolean fits = a.full().equals(b.outer()) || a.row().equals(b.outer());
            return fits ? Optional.of(a) : Optional.empty();
        }
        return a.isMap() && !b.isMap() ? unified(b, a) : Optional.empty();
    }

    /// Whether the roots of a kernel are read inside it only where they are at hand.
    private boolean isAligned(Kernel kernel) {
        Domain domain = kernel.domain().orElseThrow();
        Set<Value> own = Set.copyOf(kernel.roots());
        for (KernelReads.Read read : rootReads.of(kernel).reads()) {
            if (own.contains(read.value())) {
                boolean isFull = RowPasses.role(scope, domain, read.value()) == RowPasses.Role.FULL;
                KernelReads.Place needed =
                        isFull && !domain.full().isEmpty()
                                ? KernelReads.Place.FULL
                                : KernelReads.Place.ROW;
                if (read.place() != needed) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean isShallow(Kernel kernel) {
        Map<Value, Integer> depths = new HashMap<>();
        for (Value root : kernel.roots()) {
            Value body = RowPasses.body(scope, root);
            boolean isNode = kernel.node().filter(scope.node(root)::equals).isPresent();
            int depth = 0;
            if (!isNode) {
                for (Value leaf : rootReads.leaves(root)) {
                    depth = Math.max(depth, depths.getOrDefault(leaf, 0));
                }
            }
            depths.put(root, depth + choice.depth(body));
        }
        return depths.values().stream().allMatch(depth -> depth <= Costs.DEPTH);
    }

    private boolean isWorthwhile(Kernel merged) {
        Domain domain = merged.domain().orElseThrow();
        if (domain.isMap()) {
            return true;
        }
        for (Value root : merged.roots()) {
            if (RowPasses.role(scope, domain, root) == RowPasses.Role.ROW
                    && isHeavyForARow(domain, costWithBody(root))) {
                return false;
            }
        }
        RowPasses passes = new RowPasses(scope, domain, merged.roots(), this::isLeaf);
        return passes.isOnePass() || hasManyRows(domain);
    }

    /// Whether what is computed for one row would better be computed for many in a vector.
    private static boolean isHeavyForARow(Domain domain, long cost) {
        long row = Index.product(domain.reduced()).bound().constant().orElse(Costs.SYMBOLIC_EXTENT);
        return domain.kept().isEmpty() && cost > Costs.CHEAP && cost * SCALAR_FACTOR > row;
    }

    private static boolean hasManyRows(Domain domain) {
        long all = Index.product(domain.full()).bound().constant().orElse(Long.MAX_VALUE);
        long rows = Index.product(domain.row()).bound().constant().orElse(Long.MAX_VALUE);
        return rows >= 8 || all <= SMALL;
    }

    /// Whether another kernel must run between two.
    private boolean hasPathBetween(int first, int second) {
        return reaches(first, second) || reaches(second, first);
    }

    /// Whether `from` needs `to` through a third kernel, or through more kernels than are worth
    /// looking at.
    private boolean reaches(int from, int to) {
        int last = lastRoot(to);
        Deque<Integer> open = new ArrayDeque<>();
        Set<Integer> seen = new HashSet<>();
        for (Integer producer : producers(from)) {
            if (producer != to && latest(producer) >= last && seen.add(producer)) {
                open.add(producer);
            }
        }
        while (!open.isEmpty()) {
            for (Integer producer : producers(open.remove())) {
                if (producer == to || seen.size() > MOST_BETWEEN) {
                    return true;
                }
                if (latest(producer) >= last && seen.add(producer)) {
                    open.add(producer);
                }
            }
        }
        return false;
    }

    private int lastRoot(int id) {
        return Objects.requireNonNull(kernels.get(id)).roots().getLast().id();
    }

    /// Drops the roots that nobody reads but the pass that computes them.
    private Kernel withoutPassing(int id) {
        Kernel kernel = kernels.get(id);
        if (kernel == null || kernel.domain().isEmpty()) {
            return Objects.requireNonNull(kernel);
        }
        Domain domain = kernel.domain().get();
        List<Value> elementwise =
                kernel.roots().stream()
                        .filter(root -> kernel.node().filter(scope.node(root)::equals).isEmpty())
                        .toList();
        RowPasses passes = new RowPasses(scope, domain, elementwise, this::isLeaf);
        List<Value> kept = new ArrayList<>();
        for (Value root : kernel.roots()) {
            boolean stays =
                    kernel.node().filter(scope.node(root)::equals).isPresent()
                            || isShared(kernel, root)
                            || passes.role(root) == RowPasses.Role.REDUCTION
                            || passes.isReadLater(root);
            if (stays) {
                kept.add(root);
            } else {
                choice.drop(root);
                rootReads.forget();
            }
        }
        return new Kernel(kept, kernel.domain(), kernel.node());
    }

    private List<Integer> ordered() {
        Set<Integer> order = new LinkedHashSet<>();
        List<Integer> ids = new ArrayList<>(kernels.keySet());
        ids.sort(Comparator.comparingInt(this::firstRoot));
        ids.forEach(id -> visit(id, order));
        return List.copyOf(order);
    }

    private int firstRoot(int id) {
        return Objects.requireNonNull(kernels.get(id)).roots().getFirst().id();
    }

    /// Producers first, without recursion: chains are long.
    private void visit(int start, Set<Integer> order) {
        Deque<Integer> open = new ArrayDeque<>(List.of(start));
        Set<Integer> entered = new HashSet<>();
        while (!open.isEmpty()) {
            int id = open.peek();
            if (order.contains(id) || !entered.add(id)) {
                order.add(open.remove());
                continue;
            }
            List<Integer> producers = new ArrayList<>(producers(id));
            producers.removeIf(order::contains);
            producers.reversed().forEach(open::push);
        }
    }
}
