package dev.komodo.loop.pass;

import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.ConstantTable;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopFunction;
import dev.komodo.loop.LoopProgram;
import dev.komodo.loop.Stmt;
import dev.komodo.loop.Traversal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The bodies of a program: its functions, `prepare` and `run`.
final class Bodies {
    /// One body with what its names must not collide with.
    ///
    /// @param result the result of a function, if it has one
    record Body(Stmt.Block block, Optional<Expr> result, BlockBuilder.Names names) {
        /// The same with other statements and another result.
        Body with(Stmt.Block newBlock, Optional<Expr> newResult) {
            return new Body(newBlock, newResult, names);
        }
    }

    /// What a pass does with one body.
    @FunctionalInterface
    interface Rewrite {
        /// The rewritten body.
        Body apply(Body body);
    }

    private Bodies() {}

    /// The program with each body rewritten.
    static LoopProgram map(LoopProgram program, Rewrite rewrite) {
        List<LoopFunction> functions = new ArrayList<>();
        for (LoopFunction function : program.functions()) {
            functions.add(map(function, rewrite));
        }
        return with(
                program,
                functions,
                map(program, program.prepare(), rewrite),
                map(program, program.run(), rewrite));
    }

    /// The function with its body rewritten.
    static LoopFunction map(LoopFunction function, Rewrite rewrite) {
        BlockBuilder.Names names = new BlockBuilder.Names();
        function.scalars().forEach(v -> names.fresh(v.name()));
        function.buffers().forEach(b -> names.fresh(b.name()));
        reserve(names, function.body());
        Body body = rewrite.apply(new Body(function.body(), function.result(), names));
        return new LoopFunction(
                function.name(),
                function.buffers(),
                function.scalars(),
                body.block(),
                body.result(),
                function.inline());
    }

    /// The program with other functions and bodies.
    static LoopProgram with(
            LoopProgram program, List<LoopFunction> functions, Stmt.Block prepare, Stmt.Block run) {
        return new LoopProgram(
                program.name(),
                program.dims(),
                program.workers(),
                program.inputs(),
                program.outputs(),
                program.constants(),
                program.tables(),
                program.prepared(),
                program.resultDims(),
                program.resultDimNames(),
                functions,
                prepare,
                run,
                program.workspaceBytes());
    }

    static Stmt.Block map(LoopProgram program, Stmt.Block block, Rewrite rewrite) {
        BlockBuilder.Names names = new BlockBuilder.Names();
        program.dims().forEach(v -> names.fresh(v.name()));
        names.fresh(program.workers().name());
        List<Buffer> buffers = new ArrayList<>(program.inputs());
        buffers.addAll(program.outputs());
        buffers.addAll(program.constants());
        buffers.addAll(program.tables().stream().map(ConstantTable::buffer).toList());
        buffers.addAll(program.prepared());
        buffers.add(program.resultDims());
        buffers.forEach(b -> names.fresh(b.name()));
        reserve(names, block);
        return rewrite.apply(new Body(block, Optional.empty(), names)).block();
    }

    private static void reserve(BlockBuilder.Names names, Stmt.Block block) {
        Traversal.forEach(
                block,
                statement -> {
                    Traversal.definitions(statement).forEach(v -> names.fresh(v.name()));
                    if (statement instanceof Stmt.Alloc(Buffer buffer, Optional<Expr> _)) {
                        names.fresh(buffer.name());
                    }
                });
    }
}
