package dev.komodo.schedule;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.constant;
import static dev.komodo.loop.Expressions.index;

import dev.komodo.graph.Dim;
import dev.komodo.graph.Value;
import dev.komodo.loop.BinaryKind;
import dev.komodo.loop.Expr;
import dev.komodo.loop.Stmt;
import dev.komodo.target.Target;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/// What several passes over a row ask of memory ahead. A processor's own prefetching follows a
/// stream inside a page, but rows that are walked several times are short streams: each would begin
/// with a wait, while memory was idle in the passes before. So the pass that reads an operand first
/// asks for the row that follows, and the pass before the one that writes a result claims the
/// result's row.
final class RowPrefetch {
    private static final long LINE_BYTES = 64;

    /// Nearer than this, a row would be there too late.
    private static final long DISTANCE_BYTES = 4096;

    private final KernelWriter writer;
    private final Scope scope;
    private final Domain domain;
    private final Lowering lowering;
    private final RowPasses passes;
    private final RowShape shape;
    private final List<Value> roots;
    private final long level2Bytes;
    private final Set<Value> known = new LinkedHashSet<>();
    private final List<Value> reads = new ArrayList<>();
    private final List<Value> writes = new ArrayList<>();

    /// @param roots in topological order
    RowPrefetch(
            Lowering lowering,
            Target target,
            Domain domain,
            RowPasses passes,
            RowShape shape,
            List<Value> roots) {
        this.writer = lowering.writer();
        this.scope = lowering.scope();
        this.domain = domain;
        this.lowering = lowering;
        this.passes = passes;
        this.shape = shape;
        this.roots = List.copyOf(roots);
        this.level2Bytes = target.level2Bytes();
    }

    /// Begins a row.
    void row() {
        known.clear();
    }

    /// Begins a pass of a row.
    void pass(int pass) {
        reads.clear();
        writes.clear();
        if (passes.count() < 2 || !shape.isContiguous() || domain.outer().isEmpty()) {
            return;
        }
        for (Value root : roots) {
            boolean isFull = passes.role(root) == RowPasses.Role.FULL;
            if (passes.pass(root) == pass && passes.role(root) != RowPasses.Role.ROW) {
                operands(root).stream()
                        .filter(value -> isWorthwhile(value) && known.add(value))
                        .forEach(reads::add);
            }
            if (passes.pass(root) == pass + 1
                    && isFull
                    && scope.stored(root).isPresent()
                    && isWorthwhile(root)) {
                writes.add(root);
            }
        }
    }

    /// Writes what is asked for beside a vector of the pass.
    void at(List<Position> row, Position at, Guard guard) {
        if (guard.lanes().isPresent()) {
            return;
        }
        for (Value value : reads) {
            long bytes = rowBytes(value).orElseThrow();
            long rows = Math.ceilDiv(DISTANCE_BYTES, bytes);
            ask(value, row, at, rows * bytes, false);
        }
        for (Value value : writes) {
            long bytes = rowBytes(value).orElseThrow();
            long rows = Math.ceilDiv(Math.max(0, DISTANCE_BYTES - bytes), bytes);
            ask(value, row, at, rows * bytes, true);
        }
    }

    private void ask(Value value, List<Position> row, Position at, long distance, boolean write) {
        int size = scope.dtype(value).byteSize();
        Position flat = shape.fullIndex(scope.dims(value), row, at).flat(writer);
        long begin = offset(at.base()) * size;
        if (!flat.isConsecutive() || begin % LINE_BYTES != 0) {
            return; // a vector before this one asks for the line
        }
        Storage storage = scope.stored(value).orElseThrow();
        for (long line = 0; line < (long) writer.lanes() * size; line += LINE_BYTES) {
            Expr place = add(flat.base(), index((distance + line) / size));
            Expr ahead = writer.let("ahead", place);
            writer.block().add(new Stmt.Prefetch(writer.buffer(storage), ahead, write));
        }
    }

    /// The constant of a sum, 0 if there is none.
    private static long offset(Expr position) {
        return position instanceof Expr.Binary(BinaryKind kind, Expr _, Expr last)
                        && kind == BinaryKind.ADD
                ? constant(last).orElse(0L)
                : 0;
    }

    /// The values in memory that a root reads at the position of its own element.
    private Set<Value> operands(Value root) {
        Accesses accesses =
                new Accesses(
                        scope,
                        value ->
                                !value.equals(root)
                                        && (roots.contains(value) || lowering.isStored(value)));
        Value body = RowPasses.body(scope, root);
        List<Position> full = domain.symbolic();
        accesses.follow(body, Domain.index(scope.dims(body), full));
        Set<Value> found = new LinkedHashSet<>();
        for (Accesses.Use use : accesses.leaves()) {
            boolean isHere = use.index().squeezed().filter(full::equals).isPresent();
            if (isHere && lowering.isStored(use.value())) {
                found.add(use.value());
            }
        }
        return found;
    }

    /// Whether a tensor may be far away, and some of its rows fit into near memory.
    private boolean isWorthwhile(Value value) {
        OptionalLong row = rowBytes(value);
        Dim rows = Index.product(domain.outer());
        return row.isPresent()
                && row.getAsLong() % LINE_BYTES == 0
                && row.getAsLong() <= level2Bytes / 8
                && rows.constant().orElse(Long.MAX_VALUE / row.getAsLong()) * row.getAsLong()
                        > level2Bytes;
    }

    private OptionalLong rowBytes(Value value) {
        OptionalLong extent = shape.reducedExtent().constant();
        return extent.isPresent() && extent.getAsLong() > 0
                ? OptionalLong.of(extent.getAsLong() * scope.dtype(value).byteSize())
                : OptionalLong.empty();
    }
}
