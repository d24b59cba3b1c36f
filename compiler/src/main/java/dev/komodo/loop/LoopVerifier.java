package dev.komodo.loop;

import dev.komodo.error.InternalCompilerException;
import dev.komodo.graph.DType;
import dev.komodo.graph.Literal;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Checks every rule of the loop language (package description and the records). All faults are
/// reported at once, inside the listing.
public final class LoopVerifier {
    private final LoopProgram program;
    private final Faults faults = new Faults();
    private final Map<String, FunctionVerifier.FunctionFacts> callees = new HashMap<>();
    private final Map<String, LoopFunction> functions = new HashMap<>();

    private LoopVerifier(LoopProgram program) {
        this.program = program;
    }

    /// Checks a program.
    ///
    /// @throws InternalCompilerException with all faults inside the listing
    public static void verify(LoopProgram program) {
        LoopVerifier verifier = new LoopVerifier(program);
        verifier.program();
        report(program, verifier.faults, "breaks rules of the loop language");
    }

    /// Checks that a program holds nothing that a pass must replace before emission: vector and
    /// unrolled loops.
    ///
    /// @throws InternalCompilerException with all such loops inside the listing
    public static void requireEmittable(LoopProgram program) {
        Faults faults = new Faults();
        faults.nextItem();
        for (LoopFunction function : program.functions()) {
            faults.nextItem();
            requireEmittable(function.body(), faults);
        }
        faults.nextItem();
        requireEmittable(program.prepare(), faults);
        faults.nextItem();
        requireEmittable(program.run(), faults);
        report(program, faults, "is not ready for emission");
    }

    private static void requireEmittable(Stmt.Block block, Faults faults) {
        for (Stmt statement : block.statements()) {
            faults.nextItem();
            switch (statement) {
                case Stmt.For(_, _, _, _, LoopKind kind, Stmt.Block body) -> {
                    switch (kind) {
                        case LoopKind.Vector _ -> faults.add("a vector loop: run vectorize");
                        case LoopKind.Unroll _ -> faults.add("an unrolled loop: run unroll");
                        case LoopKind.Serial _, LoopKind.Parallel _ -> {}
                    }
                    requireEmittable(body, faults);
                }
                case Stmt.While(Expr _, Stmt.Block body) -> requireEmittable(body, faults);
                case Stmt.If(Expr _, Stmt.Block then, Stmt.Block otherwise) -> {
                    requireEmittable(then, faults);
                    requireEmittable(otherwise, faults);
                }
                case Stmt.Let _,
                        Stmt.Declare _,
                        Stmt.Assign _,
                        Stmt.Store _,
                        Stmt.Break _,
                        Stmt.Prefetch _,
                        Stmt.Alloc _,
                        Stmt.Call _,
                        Stmt.Fail _,
                        Stmt.Comment _ -> {}
            }
        }
    }

    private static void report(LoopProgram program, Faults faults, String what) {
        if (faults.count() > 0) {
            throw new InternalCompilerException(
                    "Loop program %s %s (%d, marked by ^):%n%s"
                            .formatted(
                                    LoopPrinter.symbol(program.name()),
                                    what,
                                    faults.count(),
                                    LoopPrinter.listing(program, faults.byItem())));
        }
    }

    private void program() {
        faults.nextItem();
        header();
        for (LoopFunction function : program.functions()) {
            faults.nextItem();
            function(function);
        }
        faults.nextItem();
        VisibleNames prepare = names();
        prepare.define(program.workers(), false, 0);
        program.constants().forEach(b -> prepare.define(b, false));
        program.tables().forEach(t -> prepare.define(t.buffer(), false));
        program.prepared().forEach(b -> prepare.define(b, true));
        body(prepare, FunctionVerifier.Body.PREPARE).block(program.prepare());
        faults.nextItem();
        VisibleNames run = names();
        program.dims().forEach(d -> run.define(d, false, 0));
        run.define(program.workers(), false, 0);
        program.inputs().forEach(b -> run.define(b, false));
        program.outputs().forEach(b -> run.define(b, true));
        program.constants().forEach(b -> run.define(b, false));
        program.tables().forEach(t -> run.define(t.buffer(), false));
        program.prepared().forEach(b -> run.define(b, false));
        run.define(program.resultDims(), true);
        body(run, FunctionVerifier.Body.RUN).block(program.run());
    }

    private VisibleNames names() {
        return new VisibleNames(faults);
    }

    private FunctionVerifier body(VisibleNames names, FunctionVerifier.Body body) {
        return new FunctionVerifier(
                faults, names, new ExprVerifier(faults, names, functions), callees, body);
    }

    private void header() {
        VisibleNames names = names();
        for (Expr.Var dim : program.dims()) {
            requireIndex("dim", dim);
            names.define(dim, false, 0);
        }
        ExprVerifier dimsOnly = new ExprVerifier(faults, names, Map.of());
        buffers(dimsOnly, "input", program.inputs(), Space.ARGUMENT);
        buffers(dimsOnly, "output", program.outputs(), Space.ARGUMENT);
        buffers(dimsOnly, "constant", program.constants(), Space.CONSTANT);
        buffers(dimsOnly, "prepared buffer", program.prepared(), Space.CONSTANT);
        program.constants().forEach(this::requireConstantSize);
        program.prepared().forEach(this::requireConstantSize);
        for (ConstantTable table : program.tables()) {
            buffers(dimsOnly, "table", List.of(table.buffer()), Space.CONSTANT);
            table(table);
        }
        Buffer cells = program.resultDims();
        buffers(dimsOnly, "results", List.of(cells), Space.RESULT_DIMS);
        Optional<Long> count = Expressions.constant(cells.size());
        if (cells.dtype() != DType.I64
                || count.filter(c -> c == program.resultDimNames().size()).isEmpty()) {
            faults.add(
                    "the results are i64[%d], one cell for each name"
                            .formatted(program.resultDimNames().size()));
        }
        requireIndex("workers", program.workers());
        names.define(program.workers(), false, 0);
        dimsOnly.require("the workspace", program.workspaceBytes(), LoopType.INDEX);
    }

    private void table(ConstantTable table) {
        Buffer buffer = table.buffer();
        Literal data = table.data();
        boolean isSized =
                Expressions.constant(buffer.size()).filter(s -> s == data.elements()).isPresent();
        if (data.dtype() != buffer.dtype() || !isSized) {
            faults.add(
                    "table %s holds %d elements of %s"
                            .formatted(buffer.name(), data.elements(), data.dtype()));
        }
        if (data.elements() > Literal.INLINE_BYTES / data.dtype().byteSize()) {
            faults.add(
                    "table %s is larger than %d bytes"
                            .formatted(buffer.name(), Literal.INLINE_BYTES));
        }
    }

    private void requireConstantSize(Buffer buffer) {
        if (Expressions.constant(buffer.size()).isEmpty()) {
            faults.add("the size of %s must be a constant".formatted(buffer.name()));
        }
    }

    private void requireIndex(String what, Expr.Var variable) {
        if (!variable.type().equals(LoopType.INDEX)) {
            faults.add(
                    "%s %s must be i64, found %s"
                            .formatted(what, variable.name(), variable.type()));
        }
    }

    private void buffers(ExprVerifier expressions, String what, List<Buffer> buffers, Space space) {
        for (Buffer buffer : buffers) {
            expressions.requireSize(buffer);
            if (buffer.space() != space) {
                faults.add(
                        "%s %s must be in %s, found %s"
                                .formatted(
                                        what,
                                        buffer.name(),
                                        Symbols.word(space),
                                        Symbols.word(buffer.space())));
            }
        }
    }

    private void function(LoopFunction function) {
        int item = faults.item();
        if (callees.containsKey(function.name())) {
            faults.add(
                    "function %s is defined twice".formatted(LoopPrinter.symbol(function.name())));
        }
        VisibleNames names = names();
        function.scalars().forEach(v -> names.define(v, false, 0));
        ExprVerifier expressions = new ExprVerifier(faults, names, functions);
        for (Buffer buffer : function.buffers()) {
            expressions.requireSize(buffer);
        }
        function.buffers().forEach(b -> names.define(b, true));
        boolean isPure = function.result().isPresent();
        if (isPure && !function.buffers().isEmpty()) {
            faults.add("a function with a result takes no buffers");
        }
        FunctionVerifier body =
                body(names, isPure ? FunctionVerifier.Body.PURE : FunctionVerifier.Body.FUNCTION);
        body.block(function.body());
        boolean[] isTyped = {true};
        function.result()
                .ifPresent(r -> faults.at(item, () -> isTyped[0] = expressions.type(r) != null));
        Set<String> written = new HashSet<>(body.written());
        callees.put(
                function.name(),
                new FunctionVerifier.FunctionFacts(function, written, body.hasParallel()));
        if (isTyped[0]) {
            functions.put(function.name(), function);
        }
    }
}
