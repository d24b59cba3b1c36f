package dev.komodo.loop;

import dev.komodo.error.InternalCompilerException;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Turns the statements of one body into steps, once per program.
final class StatementCompiler {
    /// A statement that can be executed.
    @FunctionalInterface
    interface Step {
        /// Executes it; true while a break is on its way to its loop.
        boolean run(Machine machine);
    }

    /// A compiled function without a result.
    ///
    /// @param scalars the registers of the scalar parameters
    /// @param buffers the memory of the buffer parameters
    /// @param sizes computes the sizes of the buffer parameters
    /// @param sizeRegisters where the sizes are, then
    /// @param written the buffer parameters that are stored to
    record Function(
            List<Integer> scalars,
            List<Integer> buffers,
            ExprCompiler.Code sizes,
            List<Integer> sizeRegisters,
            Step body,
            Set<String> written,
            LoopFunction source) {}

    private final ExprCompiler expressions;
    private final Map<String, Function> functions;
    private final Set<String> written = new HashSet<>();

    StatementCompiler(ExprCompiler expressions, Map<String, Function> functions) {
        this.expressions = expressions;
        this.functions = functions;
    }

    /// The buffers that were stored to.
    Set<String> written() {
        return written;
    }

    Step block(Stmt.Block block) {
        List<Step> list = new ArrayList<>();
        for (Stmt statement : block.statements()) {
            if (!(statement instanceof Stmt.Comment)) {
                list.add(statement(statement));
            }
        }
        Step[] steps = list.toArray(Step[]::new);
        return machine -> {
            for (Step step : steps) {
                if (step.run(machine)) {
                    return true;
                }
            }
            return false;
        };
    }

    private static Step plain(ExprCompiler.Code code) {
        return machine -> {
            code.run(machine);
            return false;
        };
    }

    private Step statement(Stmt statement) {
        expressions.locate(statement);
        return switch (statement) {
            case Stmt.Let(Expr.Var variable, Expr value) -> bind(variable, value);
            case Stmt.Declare(Expr.Var variable, Expr initial) -> bind(variable, initial);
            case Stmt.Assign(Expr.Var variable, Expr value) -> {
                int from = expressions.compile(value);
                expressions.copy(from, expressions.register(variable), variable.type().lanes());
                yield plain(expressions.take());
            }
            case Stmt.Store store -> store(store);
            case Stmt.For loop -> loop(loop);
            case Stmt.While loop -> whileLoop(loop);
            case Stmt.Break() -> _ -> true;
            case Stmt.If(Expr condition, Stmt.Block then, Stmt.Block otherwise) -> {
                int test = expressions.compile(condition);
                ExprCompiler.Code code = expressions.take();
                Step whenTrue = block(then);
                Step whenFalse = block(otherwise);
                yield machine -> {
                    code.run(machine);
                    return (machine.registers[test] != 0 ? whenTrue : whenFalse).run(machine);
                };
            }
            case Stmt.Alloc alloc -> alloc(alloc);
            case Stmt.Call call -> call(call);
            case Stmt.Fail(Status status, Expr index) -> {
                int at = expressions.compile(index);
                ExprCompiler.Code code = expressions.take();
                yield machine -> {
                    code.run(machine);
                    machine.fail(status, machine.registers[at]);
                    return false;
                };
            }
            case Stmt.Comment _, Stmt.Prefetch _ -> _ -> false;
        };
    }

    private Step bind(Expr.Var variable, Expr value) {
        int from = expressions.compile(value);
        if (value instanceof Expr.Var || value instanceof Expr.Constant) {
            expressions.copy(from, expressions.define(variable), variable.type().lanes());
        } else {
            expressions.define(variable, from); // nobody else has this register
        }
        return plain(expressions.take());
    }

    private Step store(Stmt.Store store) {
        written.add(store.buffer().name());
        int index = expressions.compile(store.index());
        int value = expressions.compile(store.value());
        Optional<Integer> mask = store.mask().map(expressions::compile);
        ExprCompiler.Code code = expressions.take();
        int lanes = store.value().type().lanes();
        int slot = expressions.slot(store.buffer());
        boolean isScatter = store.kind() == Stmt.StoreKind.SCATTER;
        return machine -> {
            code.run(machine);
            long[] r = machine.registers;
            Machine.Storage storage = machine.storages[slot];
            for (int l = 0; l < lanes; l++) {
                if (mask.isEmpty() || r[mask.get() + l] != 0) {
                    long at = isScatter ? r[index + l] : r[index] + l;
                    storage.store(at, r[value + l], store);
                }
            }
            return false;
        };
    }

    private Step loop(Stmt.For loop) {
        int begin = expressions.compile(loop.begin());
        int end = expressions.compile(loop.end());
        ExprCompiler.Code bounds = expressions.take();
        int index = expressions.define(loop.index());
        if (loop.kind() instanceof LoopKind.Parallel(long grain, Expr.Var variable)) {
            int worker = expressions.define(variable);
            Step body = block(loop.body());
            return new ParallelStep(bounds, begin, end, loop.step(), grain, index, worker, body);
        }
        Step body = block(loop.body());
        long step = loop.step();
        return machine -> {
            bounds.run(machine);
            long last = machine.registers[end];
            long i = machine.registers[begin];
            while (i < last) {
                machine.registers[index] = i;
                if (body.run(machine)) {
                    return false;
                }
                if (Math.addExact(i, step) >= last) {
                    return false;
                }
                i += step;
            }
            return false;
        };
    }

    private Step whileLoop(Stmt.While loop) {
        int test = expressions.compile(loop.condition());
        ExprCompiler.Code code = expressions.take();
        Step body = block(loop.body());
        return machine -> {
            code.run(machine);
            while (machine.registers[test] != 0 && !body.run(machine)) {
                code.run(machine);
            }
            return false;
        };
    }

    private Step alloc(Stmt.Alloc alloc) {
        Buffer buffer = alloc.buffer();
        int size = expressions.compile(buffer.size());
        Optional<Integer> offset = alloc.byteOffset().map(expressions::compile);
        ExprCompiler.Code code = expressions.take();
        int slot = expressions.define(buffer);
        return machine -> {
            code.run(machine);
            Machine.Storage storage = machine.storages[slot];
            long elements = machine.registers[size];
            if (offset.isPresent()) {
                storage.bind(
                        workspace(machine, alloc, machine.registers[offset.get()]),
                        elements,
                        alloc);
                long begin = machine.registers[offset.get()];
                machine.claim(begin, begin + storage.segment.byteSize(), alloc);
            } else if (storage.size != elements || elements == 0) {
                int words = (int) ((elements * buffer.dtype().byteSize() + 7) / 8);
                storage.bind(MemorySegment.ofArray(new long[words]), elements, alloc);
            }
            storage.spoil();
            return false;
        };
    }

    private static MemorySegment workspace(Machine machine, Stmt.Alloc alloc, long offset) {
        if (offset < 0 || offset % 64 != 0 || offset > machine.workspace.byteSize()) {
            throw new InternalCompilerException(
                    "Workspace buffer %s begins at byte %d of %d; it must be a multiple of 64 inside"
                            .formatted(
                                    alloc.buffer().name(), offset, machine.workspace.byteSize()));
        }
        return machine.workspace.asSlice(offset);
    }

    private Step call(Stmt.Call call) {
        Function function = Objects.requireNonNull(functions.get(call.function()));
        List<Integer> values = call.scalars().stream().map(expressions::compile).toList();
        List<Integer> offsets =
                call.buffers().stream().map(b -> expressions.compile(b.offset())).toList();
        for (int i = 0; i < values.size(); i++) {
            int lanes = call.scalars().get(i).type().lanes();
            expressions.copy(values.get(i), function.scalars().get(i), lanes);
        }
        ExprCompiler.Code code = expressions.take();
        int[] slots = call.buffers().stream().mapToInt(b -> expressions.slot(b.buffer())).toArray();
        for (int i = 0; i < slots.length; i++) {
            if (function.written().contains(function.source().buffers().get(i).name())) {
                written.add(call.buffers().get(i).buffer().name());
            }
        }
        return machine -> {
            code.run(machine);
            function.sizes().run(machine);
            for (int i = 0; i < slots.length; i++) {
                Machine.Storage from = machine.storages[slots[i]];
                long offset = machine.registers[offsets.get(i)];
                if (offset < 0 || offset > from.size) {
                    throw new InternalCompilerException(
                            "Argument &%s[%d]: the buffer has %d elements, at '%s'"
                                    .formatted(
                                            from.buffer.name(),
                                            offset,
                                            from.size,
                                            Machine.text(call)));
                }
                MemorySegment rest = from.segment.asSlice(offset * from.buffer.dtype().byteSize());
                long size = machine.registers[function.sizeRegisters().get(i)];
                machine.storages[function.buffers().get(i)].bind(rest, size, call);
            }
            requireNoOverlap(machine, function, call);
            return function.body().run(machine);
        };
    }

    private static void requireNoOverlap(Machine machine, Function function, Stmt.Call call) {
        int count = function.buffers().size();
        for (int i = 0; i < count; i++) {
            Machine.Storage one = machine.storages[function.buffers().get(i)];
            for (int j = 0; j < count && function.written().contains(one.buffer.name()); j++) {
                Machine.Storage other = machine.storages[function.buffers().get(j)];
                if (i != j && one.segment.asOverlappingSlice(other.segment).isPresent()) {
                    throw new InternalCompilerException(
                            "Parameters %s and %s overlap and one is written, at '%s'"
                                    .formatted(
                                            one.buffer.name(),
                                            other.buffer.name(),
                                            Machine.text(call)));
                }
            }
        }
    }
}
