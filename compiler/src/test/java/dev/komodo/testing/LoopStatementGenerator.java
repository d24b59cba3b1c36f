package dev.komodo.testing;

import dev.komodo.graph.CompareOp;
import dev.komodo.graph.DType;
import dev.komodo.loop.BinaryKind;
import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.Expr;
import dev.komodo.loop.Expressions;
import dev.komodo.loop.LoopFunction;
import dev.komodo.loop.LoopKind;
import dev.komodo.loop.LoopType;
import dev.komodo.loop.Space;
import dev.komodo.loop.Status;
import dev.komodo.loop.Stmt;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// Random statements for one program. Every access is in bounds; what is read was written; the
/// iterations of parallel and vector loops are independent. Belongs to one [LoopProgramGenerator].
final class LoopStatementGenerator {
    /// The workers that scratch of parallel loops is made for.
    static final long WORKERS = 3;

    private static final int EXTENT = LoopExpressionGenerator.EXTENT;
    private static final int MOST_TRIPS = 32;

    /// Where statements are written.
    ///
    /// @param writable buffers that may be stored to
    /// @param assignable variables that may be assigned
    /// @param window where this iteration may store: `[window * 4, window * 4 + 4)`; anywhere if
    ///   none
    record Place(
            BlockBuilder out,
            LoopExpressionGenerator.Scope scope,
            List<Buffer> writable,
            List<Expr.Var> assignable,
            Optional<Expr.Var> window,
            int depth) {}

    private final Random random;
    private final LoopExpressionGenerator expressions;
    private final List<LoopFunction> functions;
    private long workspace;

    LoopStatementGenerator(
            Random random, LoopExpressionGenerator expressions, List<LoopFunction> functions) {
        this.random = random;
        this.expressions = expressions;
        this.functions = functions;
    }

    /// The workspace that the statements so far take.
    long workspaceBytes() {
        return workspace;
    }

    /// Writes some statements.
    void write(Place place, int howMany) {
        for (int i = 0; i < howMany; i++) {
            statement(place);
        }
    }

    private void statement(Place place) {
        int choice = random.nextInt(place.depth() >= 3 ? 9 : 16);
        switch (choice) {
            case 0, 1 -> let(place);
            case 2 -> declareOrAssign(place);
            case 3, 4, 5, 6 -> store(place);
            case 7 -> fail(place);
            case 8 -> stack(place);
            case 9 -> serial(place);
            case 10 -> whileLoop(place);
            case 11 -> choose(place);
            case 12 -> call(place);
            case 13 -> vector(place);
            case 14 -> unroll(place);
            default -> parallel(place);
        }
    }

    private void let(Place place) {
        LoopType type = expressions.type(place.scope());
        Expr value = expressions.value(place.scope(), type, 4);
        place.scope().variables().add(place.out().bind(type.dtype() + ".v", value));
    }

    private void declareOrAssign(Place place) {
        if (place.assignable().isEmpty() || expressions.chance(40)) {
            LoopType type = expressions.type(place.scope());
            Expr.Var variable =
                    place.out().declare("state", expressions.value(place.scope(), type, 2));
            place.assignable().add(variable);
            place.scope().variables().add(variable);
        } else {
            Expr.Var variable = expressions.pick(place.assignable());
            place.out().assign(variable, expressions.value(place.scope(), variable.type(), 3));
        }
    }

    private void store(Place place) {
        Buffer buffer = expressions.pick(place.writable());
        LoopExpressionGenerator.Scope scope = place.scope();
        int lanes = expressions.lanes(scope);
        if (place.window().isPresent()) {
            lanes = Math.min(lanes, 4);
        }
        Expr value = expressions.value(scope, new LoopType(buffer.dtype(), lanes), 4);
        Optional<Expr> mask =
                expressions.chance(25)
                        ? Optional.of(expressions.mask(scope, lanes, 2))
                        : Optional.empty();
        Expr index = storeIndex(place, lanes);
        if (expressions.chance(10)) {
            Expr anywhere = expressions.value(scope, LoopType.INDEX, 2);
            place.out().add(new Stmt.Prefetch(buffer, anywhere, expressions.chance(50)));
        }
        Stmt.StoreKind kind =
                expressions.chance(10) ? Stmt.StoreKind.NON_TEMPORAL : Stmt.StoreKind.PLAIN;
        if (lanes > 1 && place.window().isEmpty() && expressions.chance(25)) {
            Expr any = expressions.value(scope, new LoopType(DType.I64, lanes), 2);
            index = Expressions.and(any, Expressions.integer(any.type(), EXTENT - 1));
            kind = Stmt.StoreKind.SCATTER;
        }
        place.out().add(new Stmt.Store(buffer, index, value, mask, kind));
    }

    private Expr storeIndex(Place place, int lanes) {
        if (place.window().isEmpty()) {
            return expressions.index(place.scope(), EXTENT - lanes, 2);
        }
        return Expressions.add(
                Expressions.multiply(place.window().get(), Expressions.index(4)),
                Expressions.index(random.nextInt(4 - lanes + 1)));
    }

    private void fail(Place place) {
        Expr index =
                Expressions.and(
                        expressions.value(place.scope(), LoopType.INDEX, 2),
                        Expressions.index(1023));
        Expr condition = expressions.mask(place.scope(), 1, 2);
        Status status =
                expressions.pick(List.of(Status.INDEX_OUT_OF_BOUNDS, Status.BOUND_EXCEEDED));
        place.out().when(condition, inner -> inner.add(new Stmt.Fail(status, index)));
    }

    /// A scratch buffer that is written before anything reads it.
    private void stack(Place place) {
        DType dtype = expressions.pick(List.of(DType.values()));
        boolean isWorkspace = place.depth() == 0 && expressions.chance(50);
        String name = place.out().names().fresh("scratch");
        Buffer buffer =
                new Buffer(
                        name,
                        dtype,
                        isWorkspace ? Space.WORKSPACE : Space.STACK,
                        Expressions.index(EXTENT));
        if (place.depth() > 1) {
            return; // stack memory is small
        }
        Optional<Expr> offset =
                isWorkspace ? Optional.of(Expressions.index(workspace)) : Optional.empty();
        workspace += isWorkspace ? (long) EXTENT * dtype.byteSize() : 0;
        place.out().add(new Stmt.Alloc(buffer, offset));
        Expr value = expressions.value(place.scope(), new LoopType(dtype, 8), 2);
        Expr bound = place.out().bind("fill", value);
        place.out()
                .loop(
                        "c",
                        Expressions.index(0),
                        Expressions.index(EXTENT),
                        8,
                        LoopKind.SERIAL,
                        (inner, i) -> inner.store(buffer, i, bound));
        place.scope().buffers().add(buffer);
    }

    private Expr trips(Place place, int most) {
        return switch (random.nextInt(3)) {
            case 0 -> Expressions.index(random.nextInt(most + 1));
            case 1 ->
                    Expressions.binary(
                            BinaryKind.AND,
                            expressions.value(place.scope(), LoopType.INDEX, 1),
                            Expressions.index(most - 1));
            default -> Expressions.index(most);
        };
    }

    private Place inside(Place place, BlockBuilder out, boolean scalar) {
        return new Place(
                out,
                place.scope().copy(scalar),
                place.writable(),
                new ArrayList<>(place.assignable()),
                place.window(),
                place.depth() + 1);
    }

    private void serial(Place place) {
        long step = 1L + random.nextInt(3);
        place.out()
                .loop(
                        "i",
                        Expressions.index(random.nextInt(4)),
                        trips(place, place.depth() == 0 ? MOST_TRIPS : 4),
                        step,
                        LoopKind.SERIAL,
                        (inner, i) -> {
                            Place body = inside(place, inner, place.scope().scalar());
                            body.scope().indices().add(i);
                            body.scope().variables().add(i);
                            write(body, 1 + random.nextInt(3));
                            leave(body);
                        });
    }

    private void leave(Place body) {
        if (expressions.chance(40)) {
            Expr condition = expressions.mask(body.scope(), 1, 2);
            body.out().when(condition, inner -> inner.add(new Stmt.Break()));
        }
    }

    private void whileLoop(Place place) {
        Expr.Var counter = place.out().declare("steps", Expressions.index(0));
        Expr limit = Expressions.index(random.nextInt(6));
        Expr condition = new Expr.Compare(CompareOp.LESS, counter, limit);
        place.out()
                .whileLoop(
                        condition,
                        inner -> {
                            inner.assign(counter, Expressions.add(counter, Expressions.index(1)));
                            Place body = inside(place, inner, place.scope().scalar());
                            body.scope().variables().add(counter);
                            write(body, 2);
                            leave(body);
                        });
    }

    private void choose(Place place) {
        place.out()
                .choose(
                        expressions.mask(place.scope(), 1, 3),
                        then -> write(inside(place, then, place.scope().scalar()), 2),
                        other -> write(inside(place, other, place.scope().scalar()), 1));
    }

    private void unroll(Place place) {
        place.out()
                .loop(
                        "u",
                        Expressions.index(random.nextInt(2)),
                        Expressions.index(random.nextInt(5)),
                        1 + random.nextInt(2),
                        LoopKind.UNROLL,
                        (inner, i) -> {
                            Place body = inside(place, inner, place.scope().scalar());
                            body.scope().indices().add(i);
                            write(body, 2);
                        });
    }

    private void call(Place place) {
        List<Stmt.Call> calls = new ArrayList<>();
        for (LoopFunction function : functions) {
            if (function.result().isEmpty() && place.window().isEmpty()) {
                call(place, function).ifPresent(calls::add);
            }
        }
        if (calls.isEmpty()) {
            let(place);
        } else {
            place.out().add(expressions.pick(calls));
        }
    }

    private Optional<Stmt.Call> call(Place place, LoopFunction function) {
        DType dtype = function.buffers().getFirst().dtype();
        List<Buffer> targets = place.writable().stream().filter(b -> b.dtype() == dtype).toList();
        List<Buffer> sources =
                place.scope().buffers().stream()
                        .filter(b -> b.dtype() == dtype && !targets.contains(b))
                        .toList();
        if (targets.isEmpty() || sources.isEmpty()) {
            return Optional.empty();
        }
        List<Expr> scalars =
                function.scalars().stream()
                        .map(p -> expressions.value(place.scope(), p.type(), 2))
                        .toList();
        return Optional.of(
                new Stmt.Call(
                        function.name(),
                        List.of(
                                new Stmt.BufferArgument(
                                        expressions.pick(sources), Expressions.index(0)),
                                new Stmt.BufferArgument(
                                        expressions.pick(targets), Expressions.index(0))),
                        scalars));
    }

    /// A vector loop; each iteration stores to its own elements of some outputs.
    private void vector(Place place) {
        if (place.window().isPresent()) {
            let(place);
            return;
        }
        int lanes = expressions.pick(List.of(1, 2, 4, 8, 16));
        int stride = 1 + random.nextInt(2);
        boolean isReversed = expressions.chance(20);
        place.out()
                .loop(
                        "v",
                        Expressions.index(random.nextInt(5)),
                        trips(place, MOST_TRIPS),
                        1 + random.nextInt(2),
                        new LoopKind.Vector(lanes),
                        (inner, i) -> {
                            Place body = inside(place, inner, true);
                            body.scope().buffers().removeAll(place.writable());
                            body.scope().indices().add(i);
                            body.scope().variables().add(i);
                            Expr scaled = Expressions.multiply(i, Expressions.index(stride));
                            Expr index =
                                    isReversed
                                            ? Expressions.subtract(
                                                    Expressions.index(EXTENT - 1), scaled)
                                            : scaled;
                            vectorStatements(body, index, 3);
                        });
    }

    private void vectorStatements(Place body, Expr index, int howMany) {
        for (int k = 0; k < howMany; k++) {
            switch (random.nextInt(body.depth() > 3 ? 5 : 7)) {
                case 0, 1 -> let(body);
                case 2, 3 -> {
                    Buffer buffer = expressions.pick(body.writable());
                    LoopType type = LoopType.scalar(buffer.dtype());
                    Optional<Expr> mask =
                            expressions.chance(25)
                                    ? Optional.of(expressions.mask(body.scope(), 1, 2))
                                    : Optional.empty();
                    Expr value = expressions.value(body.scope(), type, 4);
                    body.out()
                            .add(new Stmt.Store(buffer, index, value, mask, Stmt.StoreKind.PLAIN));
                }
                case 4 -> fail(body);
                default ->
                        body.out()
                                .choose(
                                        expressions.mask(body.scope(), 1, 3),
                                        then ->
                                                vectorStatements(
                                                        inside(body, then, true), index, 2),
                                        other ->
                                                vectorStatements(
                                                        inside(body, other, true), index, 1));
            }
        }
    }

    /// A parallel loop over windows of 4 elements.
    private void parallel(Place place) {
        if (place.depth() > 0) {
            store(place);
            return;
        }
        place.out()
                .parallel(
                        "p",
                        Expressions.index(0),
                        trips(place, EXTENT / 4),
                        1,
                        1 + random.nextInt(4),
                        (inner, i, worker) -> {
                            LoopExpressionGenerator.Scope scope = place.scope().copy(false);
                            scope.buffers().removeAll(place.writable());
                            scope.indices().add(i);
                            scope.variables().add(i);
                            Place body =
                                    new Place(
                                            inner,
                                            scope,
                                            place.writable(),
                                            new ArrayList<>(),
                                            Optional.of(i),
                                            place.depth() + 1);
                            write(body, 3);
                            if (expressions.chance(40)) {
                                scratchOf(worker, body);
                            }
                        });
    }

    /// Scratch that belongs to the worker.
    private void scratchOf(Expr.Var worker, Place body) {
        String name = body.out().names().fresh("mine");
        Buffer buffer = new Buffer(name, DType.F32, Space.WORKSPACE, Expressions.index(EXTENT));
        long bytes = EXTENT * 4L;
        Expr offset =
                Expressions.add(
                        Expressions.multiply(worker, Expressions.index(bytes)),
                        Expressions.index(workspace));
        workspace += bytes * WORKERS;
        body.out().add(new Stmt.Alloc(buffer, Optional.of(offset)));
        Expr value = expressions.value(body.scope(), new LoopType(DType.F32, 16), 2);
        Expr bound = body.out().bind("fill", value);
        for (int k = 0; k < EXTENT; k += 16) {
            body.out().store(buffer, Expressions.index(k), bound);
        }
        body.scope().buffers().add(buffer);
        store(body);
    }
}
