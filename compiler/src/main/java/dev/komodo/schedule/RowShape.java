package dev.komodo.schedule;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.and;
import static dev.komodo.loop.Expressions.broadcast;
import static dev.komodo.loop.Expressions.constant;
import static dev.komodo.loop.Expressions.divide;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.minimum;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.subtract;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Value;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopKind;
import dev.komodo.target.Target;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The loops of a row kernel: over rows (vectors of rows where an axis is kept inside), and along
/// the reduced axes in the order of the defined tree.
final class RowShape {
    /// Writes what happens at a position along the reduced axes.
    @FunctionalInterface
    interface Step {
        void write(Position at, Guard guard);
    }

    /// Writes the elements that reductions fold at a position along the reduced axes.
    @FunctionalInterface
    interface Elements {
        List<Expr> at(Position at, Guard guard);
    }

    private static final int STACK_BYTES = 8192;

    /// Simple operations of a body that is not written out for each vector of a last block.
    private static final int LONG_BODY = 8;

    private final KernelWriter writer;
    private final Domain domain;
    private final Dim extent;
    private final List<Integer> kept;
    private final int width;
    private final int rowLanes;
    private final RowUnits units;
    private final long cost;
    private Position current = Position.ZERO;

    /// @param cost simple operations an element
    RowShape(Lowering lowering, Target target, Domain domain, List<Value> roots, long cost) {
        this.writer = lowering.writer();
        this.domain = domain;
        this.extent = Index.product(domain.reduced());
        this.cost = Math.max(1, cost);
        this.kept = keptGroups(lowering, domain, roots);
        Scope scope = lowering.scope();
        int widest = 4;
        long stackBytes = 0;
        int components = 1;
        for (Value root : roots) {
            Value body = RowPasses.body(scope, root);
            widest = Math.max(widest, scope.dtype(body).byteSize());
            if (RowPasses.role(scope, domain, root) == RowPasses.Role.REDUCTION) {
                List<DType> dtypes = Combiner.of(scope.op(root), scope.dtype(body)).dtypes();
                components = Math.max(components, dtypes.size());
                for (DType dtype : dtypes) {
                    stackBytes += (long) ChunkTree.levels(extent) * dtype.byteSize();
                }
            }
        }
        this.width = target.lanes(widest);
        int lanes = isContiguous() ? 1 : width * vectors(target, cost, components);
        if (!isContiguous()) {
            List<Dim> last =
                    domain.kept()
                            .subList(domain.kept().size() - kept.getLast(), domain.kept().size());
            Dim inner = Index.product(last);
            if (inner.constant().isPresent()) {
                lanes = Math.min(lanes, VectorLoop.powerOfTwo(inner.constant().getAsLong()));
            }
            while (lanes > 1 && isChunked() && stackBytes * lanes > STACK_BYTES) {
                lanes /= 2;
            }
        }
        this.rowLanes = lanes;
        this.units = new RowUnits(writer, domain, kept, rowLanes, this.cost);
    }

    /// How many vectors of neighbouring rows are folded at once: as many as registers hold, where
    /// little else is in them, since rows are far apart in memory.
    private static int vectors(Target target, long cost, int components) {
        if (cost > 30) {
            return 1;
        }
        return target.vectorRegisters() / ((cost > 4 ? 4 : 2) * components);
    }

    /// The kept axes in one group, or the last apart if something takes them apart.
    private static List<Integer> keptGroups(Lowering lowering, Domain domain, List<Value> roots) {
        int count = domain.kept().size();
        List<Integer> whole = count == 0 ? List.of() : List.of(count);
        if (count < 2) {
            return whole;
        }
        List<Integer> apart = List.of(count - 1, 1);
        return splits(lowering, domain, roots, whole) > splits(lowering, domain, roots, apart)
                ? apart
                : whole;
    }

    private static int splits(
            Lowering lowering, Domain domain, List<Value> roots, List<Integer> kept) {
        Scope scope = lowering.scope();
        Accesses accesses =
                new Accesses(
                        scope,
                        value ->
                                lowering.isStored(value)
                                        || RowPasses.role(scope, domain, value)
                                                == RowPasses.Role.REDUCTION);
        List<Integer> groups = groups(domain, kept, true);
        List<Position> positions = domain.symbolic().subList(0, groups.size());
        for (Value root : roots) {
            if (RowPasses.role(scope, domain, root) != RowPasses.Role.ROW) {
                Value body = RowPasses.body(scope, root);
                accesses.follow(body, Index.grouped(scope.dims(body), groups, positions));
            }
        }
        return accesses.splitCount();
    }

    private static List<Integer> groups(Domain domain, List<Integer> kept, boolean isFull) {
        List<Integer> groups = new ArrayList<>();
        if (!domain.outer().isEmpty()) {
            groups.add(domain.outer().size());
        }
        if (isFull) {
            groups.add(domain.reduced().size());
        }
        groups.addAll(kept);
        return groups;
    }

    /// Whether the reduced axes are the innermost.
    boolean isContiguous() {
        return domain.kept().isEmpty();
    }

    /// How many rows are written at once.
    int rowLanes() {
        return rowLanes;
    }

    /// The number of elements that a row folds.
    Dim reducedExtent() {
        return extent;
    }

    /// The position along the reduced axes at which code is being written.
    Position current() {
        return current;
    }

    Index rowIndex(List<Dim> dims, List<Position> row) {
        return Index.grouped(dims, groups(domain, kept, false), row);
    }

    Index fullIndex(List<Dim> dims, List<Position> row, Position at) {
        List<Position> positions = new ArrayList<>(row);
        positions.add(domain.outer().isEmpty() ? 0 : 1, at);
        return Index.grouped(dims, groups(domain, kept, true), positions);
    }

    /// The rows.
    RowUnits units() {
        return units;
    }

    /// Whether a row may have more than one chunk.
    boolean isChunked() {
        return extent.bound().constant().orElse(Long.MAX_VALUE) > ChunkTree.CHUNK;
    }

    /// How many chunks a row has.
    Dim chunks() {
        return extent.ceilDivide(Dim.of(ChunkTree.CHUNK));
    }

    /// Folds the reduced axes of a row.
    ///
    /// @return for each combiner its components
    List<List<Expr>> fold(List<Combiner> combiners, Guard guard, Elements elements) {
        Expr end = writer.dim(extent);
        if (!isChunked()) {
            return chunk(combiners, index(0), end, guard, elements);
        }
        return join(combiners, number -> chunk(combiners, number, guard, elements));
    }

    /// Joins the chunks of a row.
    List<List<Expr>> join(List<Combiner> combiners, Function<Expr, List<List<Expr>>> chunk) {
        ChunkTree tree = new ChunkTree(writer, combiners, rowLanes);
        return tree.join(writer.dim(chunks()), ChunkTree.levels(extent), chunk);
    }

    /// How many chunks are worth a thread.
    long chunkGrain() {
        return Math.max(1, Costs.GRAIN / (ChunkTree.CHUNK * rowLanes * cost));
    }

    /// Folds one chunk of a row.
    List<List<Expr>> chunk(List<Combiner> combiners, Expr number, Guard guard, Elements elements) {
        Expr begin = writer.let("begin", multiply(number, index(ChunkTree.CHUNK)));
        Expr end =
                writer.let("end", minimum(add(begin, index(ChunkTree.CHUNK)), writer.dim(extent)));
        return chunk(combiners, begin, end, guard, elements);
    }

    private List<List<Expr>> chunk(
            List<Combiner> combiners, Expr begin, Expr end, Guard guard, Elements elements) {
        if (!isContiguous()) {
            return inOrder(combiners, begin, end, guard, elements);
        }
        int block = combiners.stream().mapToInt(Combiner::lanes).max().orElse(width);
        if (extent.constant().isPresent()) {
            // Lanes that no element reaches hold the identity: fewer lanes give the same bits.
            block = Math.min(block, VectorLoop.powerOfTwo(extent.constant().getAsLong()));
        }
        List<LaneFold> folds = new ArrayList<>();
        int vector = Math.min(width, block);
        for (Combiner combiner : combiners) {
            int lanes = Math.min(combiner.lanes(), block);
            vector = Math.min(vector, lanes);
        }
        for (Combiner combiner : combiners) {
            folds.add(new LaneFold(writer, combiner, Math.min(combiner.lanes(), block), vector));
        }
        blocks(
                begin,
                end,
                vector,
                block / vector,
                (number, at, g) -> {
                    List<Expr> values = elements.at(at, g);
                    Expr positions = at.lanes(writer.lanes());
                    for (int i = 0; i < folds.size(); i++) {
                        folds.get(i).take(number, values.get(i), positions, g);
                    }
                });
        return folds.stream().map(LaneFold::folded).toList();
    }

    private List<List<Expr>> inOrder(
            List<Combiner> combiners, Expr begin, Expr end, Guard guard, Elements elements) {
        List<List<Expr.Var>> accumulators = new ArrayList<>();
        for (Combiner combiner : combiners) {
            accumulators.add(
                    combiner.identity(rowLanes).stream()
                            .map(identity -> writer.declare("folded", identity))
                            .toList());
        }
        writer.loop(
                "r",
                begin,
                end,
                at -> {
                    current = Position.uniform(at);
                    List<Expr> values = elements.at(current, guard);
                    Expr position = broadcast(at, rowLanes);
                    for (int i = 0; i < combiners.size(); i++) {
                        Combiner combiner = combiners.get(i);
                        List<Expr.Var> variables = accumulators.get(i);
                        List<Expr> lifted = combiner.lift(values.get(i), position);
                        List<Expr> after = combiner.step(writer, List.copyOf(variables), lifted);
                        for (int j = 0; j < variables.size(); j++) {
                            writer.assign(variables.get(j), after.get(j));
                        }
                    }
                });
        return accumulators.stream().map(List::<Expr>copyOf).toList();
    }

    private interface Numbered {
        /// @param number which vector of a block, a constant or a variable
        void write(Expr number, Position at, Guard guard);
    }

    /// Runs along a chunk in blocks of several vectors, then over what is left: in one masked
    /// block, or vector by vector where the body is long.
    private void blocks(Expr begin, Expr end, int vector, int count, Numbered body) {
        int block = vector * count;
        if (count > 1 && cost > LONG_BODY) {
            Expr length = subtract(end, begin);
            Optional<Long> known = constant(length);
            Expr whole =
                    known.map(n -> add(begin, index(n / block * block)))
                            .orElseGet(
                                    () ->
                                            writer.let(
                                                    "whole",
                                                    add(begin, and(index(-block), length))));
            if (known.isEmpty() || known.get() >= block) {
                writer.loop(
                        "r",
                        begin,
                        whole,
                        block,
                        LoopKind.SERIAL,
                        first -> block(first, Optional.empty(), vector, count, body));
            }
            if (known.isEmpty() || known.get() % block != 0) {
                writer.loop(
                        "r",
                        whole,
                        end,
                        vector,
                        LoopKind.SERIAL,
                        at -> rest(whole, at, end, vector, body));
            }
            return;
        }
        VectorLoop.over(
                writer,
                "r",
                begin,
                end,
                block,
                false,
                (first, guard) -> {
                    Optional<Expr> left = guard.lanes().map(_ -> subtract(end, first.base()));
                    block(first.base(), left, vector, count, body);
                });
    }

    /// All vectors of a block, masked if only some elements are left.
    private void block(Expr first, Optional<Expr> left, int vector, int count, Numbered body) {
        writer.lanes(vector);
        for (int number = 0; number < count; number++) {
            Expr at = add(first, index((long) number * vector));
            Guard guard = Guard.NONE;
            if (left.isPresent()) {
                Expr mask = VectorLoop.mask(left.get(), number * vector, vector);
                guard = Guard.lanes(writer.let("mask", mask));
            }
            step(index(number), at, vector, guard, body);
        }
    }

    /// One masked vector behind the last whole block.
    private void rest(Expr whole, Expr at, Expr end, int vector, Numbered body) {
        writer.lanes(vector);
        Expr number = writer.let("number", divide(subtract(at, whole), index(vector)));
        Expr mask = writer.let("mask", VectorLoop.mask(subtract(end, at), 0, vector));
        step(number, at, vector, Guard.lanes(mask), body);
    }

    private void step(Expr number, Expr at, int vector, Guard guard, Numbered body) {
        current = vector == 1 ? Position.uniform(at) : Position.consecutive(at);
        body.write(number, current, guard);
    }

    /// Runs along reduced axes without folding.
    void along(Expr begin, Expr end, Guard guard, Step step) {
        if (!isContiguous()) {
            writer.loop(
                    "r",
                    begin,
                    end,
                    at -> {
                        current = Position.uniform(at);
                        step.write(current, guard);
                    });
            return;
        }
        int lanes = width * (cost <= 60 ? 2 : 1);
        if (extent.constant().isPresent()) {
            lanes = Math.min(lanes, VectorLoop.powerOfTwo(extent.constant().getAsLong()));
        }
        VectorLoop.over(
                writer,
                "r",
                begin,
                end,
                lanes,
                cost > 400,
                (at, g) -> {
                    current = at;
                    step.write(at, g);
                });
    }
}
