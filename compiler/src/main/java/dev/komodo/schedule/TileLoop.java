package dev.komodo.schedule;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.and;
import static dev.komodo.loop.Expressions.compare;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.minimum;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.subtract;

import dev.komodo.graph.CompareOp;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Value;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopKind;
import dev.komodo.target.Target;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/// Loops over a space of which some operand lies across: neighbours along the innermost axis are
/// far apart in memory, neighbours along another axis (`across`) are next to each other. Square
/// tiles of such an operand are loaded along its memory and transposed in registers.
final class TileLoop {
    private final Lowering lowering;
    private final KernelWriter writer;
    private final List<KernelRoot> roots;
    private final List<Integer> groups;
    private final List<Dim> extents;
    private final int across;
    private final int lanes;
    private final List<Value> operands;

    private TileLoop(
            Lowering lowering,
            List<KernelRoot> roots,
            List<Integer> groups,
            List<Dim> extents,
            int across,
            int lanes,
            List<Value> operands) {
        this.lowering = lowering;
        this.writer = lowering.writer();
        this.roots = roots;
        this.groups = groups;
        this.extents = extents;
        this.across = across;
        this.lanes = lanes;
        this.operands = operands;
    }

    /// The tiles of a kernel, if an operand lies across.
    static Optional<TileLoop> of(
            Lowering lowering,
            Target target,
            List<KernelRoot> roots,
            List<Integer> groups,
            List<Dim> extents) {
        int inner = groups.size() - 1;
        Set<Value> strided = values(lowering, roots, groups, inner, Optional.empty());
        if (inner < 1 || strided.isEmpty()) {
            return Optional.empty();
        }
        int bytes = 0;
        for (Value value : strided) {
            bytes = Math.max(bytes, lowering.scope().dtype(value).byteSize());
        }
        int lanes = target.lanes(Math.max(4, bytes));
        boolean isLarge = extents.get(inner).constant().orElse(Long.MAX_VALUE) >= lanes;
        for (int axis = 0; axis < inner && isLarge && bytes >= 4; axis++) {
            boolean isLong = extents.get(axis).constant().orElse(Long.MAX_VALUE) >= lanes;
            if (isLong
                    && values(lowering, roots, groups, axis, Optional.of(strided))
                            .containsAll(strided)) {
                return Optional.of(
                        new TileLoop(
                                lowering,
                                roots,
                                groups,
                                extents,
                                axis,
                                lanes,
                                List.copyOf(strided)));
            }
        }
        return Optional.empty();
    }

    /// The stored values that are read once, and along a loop with strides other than 0 and 1 (or,
    /// of given ones, those that are read with stride 1).
    private static Set<Value> values(
            Lowering lowering,
            List<KernelRoot> roots,
            List<Integer> groups,
            int along,
            Optional<Set<Value>> of) {
        Accesses accesses = new Accesses(lowering.scope(), lowering::isStored);
        List<Position> positions = new ArrayList<>(Domain.symbolic(groups.size()));
        positions.set(along, Position.consecutive(positions.get(along).base()));
        for (KernelRoot root : roots) {
            accesses.follow(
                    root.value(),
                    Index.grouped(lowering.scope().dims(root.value()), groups, positions));
        }
        Map<Value, Integer> reads = new HashMap<>();
        accesses.leaves().forEach(use -> reads.merge(use.value(), 1, Integer::sum));
        Set<Value> found = new HashSet<>();
        for (Accesses.Use use : accesses.leaves()) {
            Position flat = use.index().flat(accesses);
            boolean matches =
                    of.isPresent()
                            ? of.get().contains(use.value()) && flat.isConsecutive()
                            : !flat.isUniform() && !flat.isConsecutive() && flat.isLinear();
            if (matches && reads.getOrDefault(use.value(), 0) == 1 && !accesses.isGuarded(use)) {
                found.add(use.value());
            }
        }
        return found;
    }

    /// Writes the loops.
    ///
    /// @param grain tiles worth a thread
    /// @param body writes the elements at positions along the loops
    void write(long grain, BiConsumer<List<Position>, Guard> body) {
        int inner = groups.size() - 1;
        List<Dim> tasks = new ArrayList<>(extents.subList(0, inner));
        tasks.set(across, extents.get(across).ceilDivide(Dim.of(lanes)));
        writer.parallel(
                "task",
                index(0),
                writer.dim(Index.product(tasks)),
                1,
                grain,
                (task, _) -> {
                    List<Position> outer = MapKernel.unpack(writer, task, tasks);
                    Expr first =
                            writer.let("first", multiply(outer.get(across).base(), index(lanes)));
                    Expr rows = writer.dim(extents.get(across));
                    Expr columns = writer.dim(extents.get(inner));
                    writer.loop(
                            "tile",
                            index(0),
                            columns,
                            lanes,
                            LoopKind.SERIAL,
                            column -> {
                                Expr isWhole =
                                        and(
                                                atMost(add(first, index(lanes)), rows),
                                                atMost(add(column, index(lanes)), columns));
                                writer.choose(
                                        isWhole,
                                        () -> tile(outer, first, column, body),
                                        () -> border(outer, first, column, body));
                            });
                });
    }

    private static Expr atMost(Expr a, Expr b) {
        return compare(CompareOp.LESS_EQUAL, a, b);
    }

    private void tile(
            List<Position> outer, Expr first, Expr column, BiConsumer<List<Position>, Guard> body) {
        writer.lanes(lanes);
        Map<Value, List<Expr>> tiles = new HashMap<>();
        for (Value value : operands) {
            List<Expr> rows = new ArrayList<>();
            for (int i = 0; i < lanes; i++) {
                List<Position> at = new ArrayList<>(outer);
                at.set(across, Position.consecutive(first));
                at.add(Position.uniform(add(column, index(i))));
                rows.add(load(value, at));
            }
            tiles.put(value, Transposition.of(writer, rows));
        }
        for (int i = 0; i < lanes; i++) {
            int row = i;
            tiles.forEach((value, rows) -> lowering.hold(value, (_, _) -> rows.get(row)));
            List<Position> at = new ArrayList<>(outer);
            at.set(across, Position.uniform(writer.let("row", add(first, index(i)))));
            at.add(Position.consecutive(column));
            body.accept(at, Guard.NONE);
        }
        lowering.forget();
    }

    /// Loads an operand where the kernel's positions lead to it.
    private Expr load(Value value, List<Position> positions) {
        Accesses accesses = Accesses.within(lowering.scope(), lowering::isStored, writer);
        for (KernelRoot root : roots) {
            accesses.follow(
                    root.value(),
                    Index.grouped(lowering.scope().dims(root.value()), groups, positions));
        }
        for (Accesses.Use use : accesses.leaves()) {
            if (use.value().equals(value)) {
                return lowering.at(value, use.index(), Guard.NONE);
            }
        }
        throw new IllegalStateException(value + " is not read");
    }

    private void border(
            List<Position> outer, Expr first, Expr column, BiConsumer<List<Position>, Guard> body) {
        int inner = groups.size() - 1;
        Expr rows = writer.dim(extents.get(across));
        Expr end = writer.let("end", minimum(add(first, index(lanes)), rows));
        Expr columns = writer.dim(extents.get(inner));
        writer.loop(
                "row",
                first,
                end,
                row -> {
                    writer.lanes(lanes);
                    List<Position> at = new ArrayList<>(outer);
                    at.set(across, Position.uniform(row));
                    at.add(Position.consecutive(column));
                    Expr left = subtract(columns, column);
                    Expr mask = writer.let("mask", VectorLoop.mask(left, 0, lanes));
                    body.accept(at, Guard.lanes(mask));
                });
    }
}
