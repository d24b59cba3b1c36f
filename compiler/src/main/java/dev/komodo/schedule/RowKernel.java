package dev.komodo.schedule;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.divide;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.integer;
import static dev.komodo.loop.Expressions.less;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.remainder;
import static dev.komodo.loop.Expressions.select;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Value;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.Expr;
import dev.komodo.loop.Expressions;
import dev.komodo.loop.Status;
import dev.komodo.loop.Stmt;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Reductions and what surrounds them, row by row: several passes over the reduced axes of a row,
/// each of which folds, and writes elements, of all that it can; between the passes what has one
/// value a row. Rows run in parallel. Where an axis is kept inside the reduced ones, a vector holds
/// neighbouring rows.
final class RowKernel {
    private final Lowering lowering;
    private final KernelWriter writer;
    private final Scope scope;
    private final ProgramWriter program;
    private final List<Value> roots;
    private final RowPasses passes;
    private final RowShape shape;
    private final RowPrefetch prefetch;
    private final Map<Value, Storage> scratch = new HashMap<>();
    private Expr worker = index(0);

    /// @param roots in topological order; those without a storage live as long as the kernel only
    RowKernel(
            Lowering lowering, ProgramWriter program, Domain domain, List<Value> roots, long cost) {
        this.lowering = lowering;
        this.writer = lowering.writer();
        this.scope = lowering.scope();
        this.program = program;
        this.roots = List.copyOf(roots);
        lowering.compute(roots);
        this.passes = new RowPasses(scope, domain, roots, lowering::isStored);
        this.shape = new RowShape(lowering, program.target(), domain, this.roots, cost);
        this.prefetch =
                new RowPrefetch(lowering, program.target(), domain, passes, shape, this.roots);
    }

    void write() {
        for (Value root : roots) {
            if (passes.role(root) == RowPasses.Role.FULL
                    && passes.isReadLater(root)
                    && scope.stored(root).isEmpty()) {
                Dim size = shape.reducedExtent().times(Dim.of(shape.rowLanes()));
                scratch.put(root, program.scratch("row", scope.dtype(root), size));
            }
        }
        if (passes.isOnePass() && shape.isChunked() && shape.units().areFew()) {
            split();
            return;
        }
        shape.units()
                .each(
                        (positions, guard, worker) -> {
                            this.worker = worker;
                            row(positions, guard);
                        });
    }

    /// Few long rows: threads share a row chunk by chunk, then the chunks of each row are joined in
    /// the same tree.
    private void split() {
        List<Value> folded =
                roots.stream()
                        .filter(root -> passes.role(root) == RowPasses.Role.REDUCTION)
                        .toList();
        List<Value> written =
                roots.stream().filter(root -> passes.role(root) == RowPasses.Role.FULL).toList();
        List<Combiner> combiners = folded.stream().map(this::combiner).toList();
        RowUnits units = shape.units();
        int lanes = shape.rowLanes();
        Dim tasks = units.count().times(shape.chunks());
        List<List<Buffer>> partials = new ArrayList<>();
        for (Combiner combiner : combiners) {
            List<Buffer> components = new ArrayList<>();
            for (DType dtype : combiner.dtypes()) {
                Dim size = tasks.times(Dim.of(lanes));
                components.add(writer.buffer(program.workspace("partial", dtype, size)));
            }
            partials.add(components);
        }
        Expr chunks = writer.dim(shape.chunks());
        writer.parallel(
                "task",
                index(0),
                writer.dim(tasks),
                1,
                shape.chunkGrain(),
                (task, _) -> {
                    Expr unit = writer.let("unit", divide(task, chunks));
                    Expr number = writer.let("number", remainder(task, chunks));
                    units.unit(
                            unit,
                            index(0),
                            (row, guard, _) -> {
                                lowering.forget();
                                List<List<Expr>> results =
                                        shape.chunk(
                                                combiners,
                                                number,
                                                guard,
                                                (at, g) -> {
                                                    full(written, row, at, g);
                                                    return elements(folded, row, at, g);
                                                });
                                store(partials, multiply(task, index(lanes)), results);
                            });
                });
        units.each(
                (row, guard, _) -> {
                    lowering.forget();
                    Expr first = multiply(units.number(), chunks);
                    List<List<Expr>> results =
                            shape.join(
                                    combiners, chunk -> load(partials, add(first, chunk), lanes));
                    hold(folded, combiners, results, row);
                    rowValues(0, row, guard);
                    rowValues(1, row, guard);
                    folded.forEach(root -> storeRow(root, row, guard));
                });
    }

    private void store(List<List<Buffer>> partials, Expr place, List<List<Expr>> results) {
        for (int i = 0; i < partials.size(); i++) {
            for (int j = 0; j < partials.get(i).size(); j++) {
                writer.block().store(partials.get(i).get(j), place, results.get(i).get(j));
            }
        }
    }

    private List<List<Expr>> load(List<List<Buffer>> partials, Expr task, int lanes) {
        Expr place = multiply(task, index(lanes));
        List<List<Expr>> loaded = new ArrayList<>();
        for (List<Buffer> components : partials) {
            loaded.add(
                    components.stream()
                            .<Expr>map(
                                    buffer ->
                                            writer.snapshot(
                                                    "partial",
                                                    Expressions.load(buffer, place, lanes)))
                            .toList());
        }
        return loaded;
    }

    private void hold(
            List<Value> folded,
            List<Combiner> combiners,
            List<List<Expr>> results,
            List<Position> row) {
        for (int i = 0; i < folded.size(); i++) {
            Expr result = result(folded.get(i), combiners.get(i), results.get(i), row);
            lowering.hold(folded.get(i), (_, _) -> result);
        }
    }

    /// One row, or as many as a vector holds.
    private void row(List<Position> row, Guard guard) {
        lowering.forget();
        prefetch.row();
        for (int pass = 0; pass < passes.count(); pass++) {
            prefetch.pass(pass);
            rowValues(pass, row, guard);
            List<Value> inside = new ArrayList<>();
            for (Value root : roots) {
                if (passes.pass(root) == pass && passes.role(root) != RowPasses.Role.ROW) {
                    inside.add(root);
                }
            }
            if (!inside.isEmpty()) {
                pass(inside, row, guard);
            }
        }
        for (Value root : roots) {
            if (passes.role(root) == RowPasses.Role.REDUCTION) {
                storeRow(root, row, guard);
            }
        }
    }

    private void rowValues(int pass, List<Position> row, Guard guard) {
        for (Value root : roots) {
            if (passes.pass(root) == pass && passes.role(root) == RowPasses.Role.ROW) {
                Index index = shape.rowIndex(scope.dims(root), row);
                Expr value = lowering.at(root, index, guard);
                lowering.hold(root, (_, _) -> value);
                storeRow(root, row, guard);
            }
        }
    }

    private void storeRow(Value root, List<Position> row, Guard guard) {
        Optional<Storage> target = scope.stored(root);
        if (target.isPresent()) {
            Index index = shape.rowIndex(scope.dims(root), row);
            Expr value = lowering.at(root, index, guard);
            Expr wide = Lowering.widen(value, shape.rowLanes());
            MapKernel.store(lowering, target.get(), index.flat(writer), wide, guard);
        }
    }

    private void pass(List<Value> inside, List<Position> row, Guard guard) {
        List<Value> folded =
                inside.stream()
                        .filter(root -> passes.role(root) == RowPasses.Role.REDUCTION)
                        .toList();
        List<Value> written =
                inside.stream().filter(root -> passes.role(root) == RowPasses.Role.FULL).toList();
        Expr extent = writer.dim(shape.reducedExtent());
        if (folded.isEmpty()) {
            shape.along(
                    index(0),
                    extent,
                    guard,
                    (at, g) -> {
                        full(written, row, at, g);
                        prefetch.at(row, at, g);
                    });
        } else {
            List<Combiner> combiners = folded.stream().map(this::combiner).toList();
            List<List<Expr>> results =
                    shape.fold(
                            combiners,
                            guard,
                            (at, g) -> {
                                full(written, row, at, g);
                                List<Expr> values = elements(folded, row, at, g);
                                prefetch.at(row, at, g);
                                return values;
                            });
            hold(folded, combiners, results, row);
        }
        written.forEach(root -> holdWritten(root));
    }

    private Combiner combiner(Value root) {
        return Combiner.of(scope.op(root), scope.dtype(RowPasses.body(scope, root)));
    }

    private Expr result(Value root, Combiner combiner, List<Expr> folded, List<Position> row) {
        Expr result = writer.snapshot("reduced", combiner.result(folded));
        if (!(combiner instanceof Combiner.Extreme)) {
            return result;
        }
        Expr none = less(result, integer(result.type(), 0));
        Index index = shape.rowIndex(scope.dims(root), row);
        Expr flat = index.flat(writer).base();
        Expr extent = writer.dim(shape.reducedExtent());
        writer.when(
                less(extent, index(1)),
                () -> writer.block().add(new Stmt.Fail(Status.EMPTY_REDUCTION, flat)));
        return writer.snapshot("position", select(none, integer(result.type(), 0), result));
    }

    private List<Expr> elements(List<Value> folded, List<Position> row, Position at, Guard guard) {
        List<Expr> elements = new ArrayList<>();
        for (Value root : folded) {
            Value body = RowPasses.body(scope, root);
            elements.add(lowering.wide(body, shape.fullIndex(scope.dims(body), row, at), guard));
        }
        return elements;
    }

    private void full(List<Value> written, List<Position> row, Position at, Guard guard) {
        for (Value root : written) {
            Index index = shape.fullIndex(scope.dims(root), row, at);
            Expr value = lowering.wide(root, index, guard);
            if (scope.stored(root).isPresent()) {
                MapKernel.store(
                        lowering, scope.stored(root).get(), index.flat(writer), value, guard);
            } else if (scratch.containsKey(root)) {
                MapKernel.store(
                        lowering, scratch.get(root), scratchPosition(root, at), value, guard);
            }
        }
    }

    private Position scratchPosition(Value root, Position at) {
        Expr base =
                multiply(worker, writer.dim(Objects.requireNonNull(scratch.get(root)).capacity()));
        if (shape.isContiguous()) {
            return at.plus(base);
        }
        Expr lanes = index(shape.rowLanes());
        return Position.consecutive(add(base, multiply(at.base(), lanes)));
    }

    /// Later passes read what this one has written.
    private void holdWritten(Value root) {
        if (!passes.isReadLater(root)) {
            return;
        }
        Storage place = scope.stored(root).orElseGet(() -> scratch.get(root));
        boolean isScratch = scope.stored(root).isEmpty();
        lowering.hold(
                root,
                (index, guard) -> {
                    Position flat =
                            isScratch ? scratchPosition(root, shape.current()) : index.flat(writer);
                    writer.rewrites(writer.buffer(place));
                    return lowering.load(writer.buffer(place), flat, guard);
                });
    }
}
