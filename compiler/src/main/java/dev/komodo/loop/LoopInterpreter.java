package dev.komodo.loop;

import dev.komodo.error.InternalCompilerException;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Executes loop programs: the meaning of the language, bit for bit (payloads of NaN apart) what
/// emitted code computes.
///
/// It also finds bugs of schedules: each access is checked against the size of its buffer, buffers
/// are spoiled when they are allocated, the chunks of parallel loops are executed in a random order
/// by random workers, and arguments that overlap are refused.
///
/// An instance is compiled once and may be used often, by one thread at a time.
public final class LoopInterpreter {
    private final LoopProgram program;
    private final ExprCompiler.Layout layout = new ExprCompiler.Layout();
    private final Map<String, StatementCompiler.Function> functions = new HashMap<>();
    private final List<Integer> dims = new ArrayList<>();
    private final int workers;
    private final Map<String, Integer> slots = new HashMap<>();
    private final Map<String, Integer> sizes = new HashMap<>();
    private final ExprCompiler.Code header;
    private final int workspaceBytes;
    private final StatementCompiler.Step prepare;
    private final StatementCompiler.Step run;

    /// An interpreter of a program.
    ///
    /// @throws InternalCompilerException if [LoopVerifier] refuses the program
    public LoopInterpreter(LoopProgram program) {
        LoopVerifier.verify(program);
        this.program = program;
        ExprCompiler outer = new ExprCompiler(layout);
        program.dims().forEach(d -> dims.add(outer.define(d)));
        workers = outer.define(program.workers());
        outer.locate("the header");
        for (Buffer buffer : buffers(program)) {
            sizes.put(buffer.name(), outer.compile(buffer.size()));
            slots.put(buffer.name(), outer.define(buffer));
        }
        workspaceBytes = outer.compile(program.workspaceBytes());
        header = outer.take();
        program.functions().forEach(this::function);
        prepare = body(program.prepare());
        run = body(program.run());
    }

    private static List<Buffer> buffers(LoopProgram program) {
        List<Buffer> all = new ArrayList<>();
        all.addAll(program.inputs());
        all.addAll(program.outputs());
        all.addAll(program.constants());
        all.addAll(program.tables().stream().map(ConstantTable::buffer).toList());
        all.addAll(program.prepared());
        all.add(program.resultDims());
        return all;
    }

    private StatementCompiler.Step body(Stmt.Block block) {
        ExprCompiler expressions = new ExprCompiler(layout);
        for (int i = 0; i < dims.size(); i++) {
            expressions.define(program.dims().get(i), dims.get(i));
        }
        expressions.define(program.workers(), workers);
        for (Buffer buffer : buffers(program)) {
            Integer slot = slots.get(buffer.name());
            if (slot != null) {
                expressions.define(buffer, slot);
            }
        }
        return new StatementCompiler(expressions, functions).block(block);
    }

    private void function(LoopFunction function) {
        ExprCompiler expressions = new ExprCompiler(layout);
        List<Integer> scalars = function.scalars().stream().map(expressions::define).toList();
        expressions.locate("function " + LoopPrinter.symbol(function.name()));
        List<Integer> sizeRegisters =
                function.buffers().stream().map(b -> expressions.compile(b.size())).toList();
        ExprCompiler.Code parameterSizes = expressions.take();
        List<Integer> buffers = function.buffers().stream().map(expressions::define).toList();
        StatementCompiler statements = new StatementCompiler(expressions, functions);
        StatementCompiler.Step body = statements.block(function.body());
        if (function.result().isPresent()) {
            int result = expressions.compile(function.result().get());
            ExprCompiler.Code last = expressions.take();
            ExprCompiler.Code whole =
                    machine -> {
                        body.run(machine);
                        last.run(machine);
                    };
            layout.define(function.name(), new ExprCompiler.PureFunction(scalars, whole, result));
        } else {
            functions.put(
                    function.name(),
                    new StatementCompiler.Function(
                            scalars,
                            buffers,
                            parameterSizes,
                            sizeRegisters,
                            body,
                            statements.written(),
                            function));
        }
    }

    /// How many bytes of workspace a call takes.
    public long workspaceBytes(List<Long> dimValues, long workerCount) {
        Machine machine = machine(dimValues, workerCount, 0);
        return machine.registers[workspaceBytes];
    }

    /// How many elements a buffer of the program's header has.
    ///
    /// @throws IllegalArgumentException if it is none of the header
    public long elements(Buffer buffer, List<Long> dimValues) {
        Integer register = sizes.get(buffer.name());
        if (register == null) {
            throw new IllegalArgumentException(
                    "%s has no %s".formatted(program.name(), LoopPrinter.print(buffer)));
        }
        return machine(dimValues, 1, 0).registers[register];
    }

    /// Writes the prepared buffers; inputs, outputs and dims of the arguments are not used.
    public LoopOutcome prepare(LoopArguments arguments, long seed) {
        List<Long> none = program.dims().stream().map(_ -> 0L).toList();
        Machine machine = machine(none, arguments.workers(), seed);
        constants(machine, arguments, false);
        return execute(machine, prepare);
    }

    /// Executes a call.
    ///
    /// @param seed chooses the order of the chunks of parallel loops and their workers
    /// @throws InternalCompilerException if an access is outside its buffer, or another promise of
    ///   the program is broken; names the statement
    public LoopOutcome run(LoopArguments arguments, long seed) {
        Machine machine = machine(arguments.dims(), arguments.workers(), seed);
        constants(machine, arguments, true);
        bind(machine, "inputs", program.inputs(), arguments.inputs(), true);
        bind(machine, "outputs", program.outputs(), arguments.outputs(), false);
        bind(
                machine,
                "results",
                List.of(program.resultDims()),
                List.of(arguments.resultDims()),
                false);
        long bytes = machine.registers[workspaceBytes];
        if (bytes < 0 || bytes > 1L << 33) {
            throw new InternalCompilerException(
                    "Workspace of %s: %d bytes".formatted(program.name(), bytes));
        }
        machine.workspace =
                MemorySegment.ofArray(new long[(int) ((bytes + 7) / 8)]).asSlice(0, bytes);
        return execute(machine, run);
    }

    private static LoopOutcome execute(Machine machine, StatementCompiler.Step body) {
        body.run(machine);
        return machine.failure == Machine.NO_FAILURE
                ? new LoopOutcome(Status.OK, 0)
                : new LoopOutcome(Status.of((int) (machine.failure & 0xFF)), machine.failure >>> 8);
    }

    private Machine machine(List<Long> dimValues, long workerCount, long seed) {
        if (dimValues.size() != dims.size()) {
            throw new IllegalArgumentException(
                    "%s has %d dims, found %d values"
                            .formatted(program.name(), dims.size(), dimValues.size()));
        }
        Machine machine = layout.machine(seed);
        for (int i = 0; i < dims.size(); i++) {
            machine.registers[dims.get(i)] = dimValues.get(i);
        }
        machine.workers = workerCount;
        machine.registers[workers] = workerCount;
        header.run(machine);
        return machine;
    }

    private void constants(Machine machine, LoopArguments arguments, boolean isPrepared) {
        bind(machine, "constants", program.constants(), arguments.constants(), true);
        bind(machine, "prepared", program.prepared(), arguments.prepared(), isPrepared);
        for (ConstantTable table : program.tables()) {
            List<Long> elements = new ArrayList<>();
            for (long i = 0; i < table.data().elements(); i++) {
                elements.add(table.data().bits(i));
            }
            MemorySegment data = ConstantTable.segment(table.data().dtype(), elements);
            bind(machine, "tables", List.of(table.buffer()), List.of(data), true);
        }
    }

    private void bind(
            Machine machine,
            String what,
            List<Buffer> buffers,
            List<MemorySegment> segments,
            boolean readOnly) {
        if (buffers.size() != segments.size()) {
            throw new IllegalArgumentException(
                    "%s has %d %s, found %d segments"
                            .formatted(program.name(), buffers.size(), what, segments.size()));
        }
        for (int i = 0; i < buffers.size(); i++) {
            String name = buffers.get(i).name();
            MemorySegment segment = segments.get(i);
            machine.storages[slots.getOrDefault(name, -1)].bind(
                    readOnly ? segment.asReadOnly() : segment,
                    machine.registers[sizes.getOrDefault(name, -1)],
                    what);
        }
    }
}
