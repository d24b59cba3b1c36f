package dev.komodo.schedule;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.divide;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.minimum;
import static dev.komodo.loop.Expressions.remainder;

import dev.komodo.graph.Dim;
import dev.komodo.loop.Expr;
import dev.komodo.loop.Stmt;
import dev.komodo.target.Target;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Writes values element by element over one space, in one pass: neighbouring axes that all memory
/// walks through together are one loop, the innermost in vectors, the outermost in parallel where
/// there is enough to do.
final class MapKernel {
    private final Lowering lowering;
    private final KernelWriter writer;
    private final Target target;
    private final List<KernelRoot> roots;
    private final List<Dim> space;
    private final long cost;
    private List<Integer> groups = List.of();

    /// @param space the extents, without those of 1, of each root
    /// @param cost simple operations an element
    MapKernel(
            Lowering lowering, Target target, List<KernelRoot> roots, List<Dim> space, long cost) {
        this.lowering = lowering;
        this.writer = lowering.writer();
        this.target = target;
        this.roots = List.copyOf(roots);
        this.space = List.copyOf(space);
        this.cost = Math.max(1, cost);
    }

    void write() {
        if (space.stream().anyMatch(dim -> dim.is(0))) {
            return;
        }
        groups = collapsed();
        if (groups.isEmpty()) {
            store(List.of(), Guard.NONE);
            return;
        }
        List<Dim> extents = extents();
        Optional<TileLoop> tiles = TileLoop.of(lowering, target, roots, groups, extents);
        if (tiles.isPresent()) {
            long inner = extents.getLast().bound().constant().orElse(Costs.SYMBOLIC_EXTENT);
            tiles.get().write(Math.max(1, Costs.GRAIN / (16 * inner * cost)), this::store);
            return;
        }
        Dim inner = extents.getLast();
        int lanes = lanes(inner);
        if (groups.size() == 1) {
            flat(inner, lanes);
        } else {
            rows(extents, lanes);
        }
    }

    /// The extents of the loops.
    private List<Dim> extents() {
        List<Dim> extents = new ArrayList<>();
        int first = 0;
        for (int count : groups) {
            extents.add(Index.product(space.subList(first, first + count)));
            first += count;
        }
        return extents;
    }

    /// How many neighbouring axes each loop covers: as many as no access takes apart.
    private List<Integer> collapsed() {
        List<Integer> found = new ArrayList<>();
        int rank = space.size();
        if (rank > 1 && isWhole(List.of(rank))) {
            return List.of(rank);
        }
        for (int i = 0; i < rank; i++) {
            found.add(1);
        }
        for (int i = rank - 2; i >= 0; i--) {
            List<Integer> trial = new ArrayList<>(found);
            int behind = trial.remove(/* index */ i + 1);
            trial.set(i, trial.get(i) + behind);
            if (isWhole(trial)) {
                found = trial;
            }
        }
        return found;
    }

    private boolean isWhole(List<Integer> trial) {
        Accesses accesses = new Accesses(lowering.scope(), lowering::isStored);
        List<Position> positions = new ArrayList<>();
        for (int i = 0; i < trial.size(); i++) {
            positions.add(Domain.map(space).symbolic().get(i));
        }
        for (KernelRoot root : roots) {
            Index index = Index.grouped(lowering.scope().dims(root.value()), trial, positions);
            root.flat(accesses, index);
            accesses.follow(root.value(), index);
        }
        return accesses.splitCount() == 0;
    }

    private int lanes(Dim inner) {
        int widest = 1;
        for (KernelRoot root : roots) {
            widest = Math.max(widest, lowering.scope().dtype(root.value()).byteSize());
        }
        int lanes = target.lanes(Math.max(widest, 4)) * (cost <= Costs.INTERLEAVED ? 2 : 1);
        Optional<Long> known = inner.constant().stream().boxed().findFirst();
        return known.map(n -> Math.min(lanes, VectorLoop.powerOfTwo(n))).orElse(lanes);
    }

    private void flat(Dim extent, int lanes) {
        Expr end = writer.dim(extent);
        long block = Math.max(lanes, Math.ceilDiv(Costs.SHARED / 2 / work(), 64) * 64);
        if (extent.constant().orElse(Long.MAX_VALUE) <= 2 * block) {
            vectors(List.of(), index(0), end, lanes);
            return;
        }
        writer.parallel(
                "block",
                index(0),
                end,
                block,
                1,
                (begin, _) -> {
                    Expr stop = writer.let("stop", minimum(add(begin, index(block)), end));
                    vectors(List.of(), begin, stop, lanes);
                });
    }

    /// Simple operations an element, with those on memory.
    private long work() {
        return cost + Costs.ACCESS * (1 + roots.size());
    }

    private void vectors(List<Position> outer, Expr begin, Expr end, int lanes) {
        VectorLoop.over(
                writer,
                "i",
                begin,
                end,
                lanes,
                cost > Costs.INTERLEAVED,
                (position, guard) -> {
                    List<Position> all = new ArrayList<>(outer);
                    all.add(position);
                    store(all, guard);
                });
    }

    private void rows(List<Dim> extents, int lanes) {
        List<Dim> outer = extents.subList(0, extents.size() - 1);
        Expr end = writer.dim(extents.getLast());
        long inner = extents.getLast().bound().constant().orElse(Costs.SYMBOLIC_EXTENT);
        long row = Math.max(1, inner * cost);
        Dim count = Index.product(outer);
        boolean isSmall =
                count.constant().isPresent()
                        && extents.getLast().constant().isPresent()
                        && count.constant().getAsLong() <= Costs.SHARED / (inner * work());
        if (isSmall) {
            nest(outer, new ArrayList<>(), positions -> vectors(positions, index(0), end, lanes));
            return;
        }
        writer.parallel(
                "row",
                index(0),
                writer.dim(count),
                1,
                Math.max(1, Costs.GRAIN / row),
                (at, _) -> vectors(unpack(writer, at, outer), index(0), end, lanes));
    }

    private void nest(List<Dim> outer, List<Position> positions, Consumer<List<Position>> body) {
        int axis = positions.size();
        if (axis == outer.size()) {
            body.accept(List.copyOf(positions));
            return;
        }
        writer.loop(
                "row",
                index(0),
                writer.dim(outer.get(axis)),
                at -> {
                    positions.add(Position.uniform(at));
                    nest(outer, positions, body);
                    positions.removeLast();
                });
    }

    /// The positions along axes of a row-major position.
    static List<Position> unpack(KernelWriter writer, Expr at, List<Dim> dims) {
        List<Position> positions = new ArrayList<>();
        Expr rest = at;
        for (int i = dims.size() - 1; i > 0; i--) {
            Expr extent = writer.dim(dims.get(i));
            positions.addFirst(Position.uniform(writer.let("row", remainder(rest, extent))));
            rest = writer.let("rest", divide(rest, extent));
        }
        if (!dims.isEmpty()) {
            positions.addFirst(Position.uniform(rest));
        }
        return positions;
    }

    private void store(List<Position> positions, Guard guard) {
        for (KernelRoot root : roots) {
            Index index = Index.grouped(lowering.scope().dims(root.value()), groups, positions);
            Expr value = lowering.wide(root.value(), index, guard);
            store(lowering, root.target(), root.flat(writer, index), value, guard);
        }
    }

    /// Stores lanes where they belong.
    static void store(Lowering lowering, Storage storage, Position flat, Expr value, Guard guard) {
        KernelWriter writer = lowering.writer();
        int lanes = value.type().lanes();
        boolean scatters = lanes > 1 && !flat.isConsecutive();
        Expr at = writer.let("at", scatters ? flat.lanes(lanes) : flat.base());
        writer.block()
                .add(
                        new Stmt.Store(
                                writer.buffer(storage),
                                at,
                                value,
                                guard.mask(lanes),
                                scatters ? Stmt.StoreKind.SCATTER : Stmt.StoreKind.PLAIN));
    }
}
