package dev.komodo.emit;

import dev.komodo.loop.Buffer;
import dev.komodo.loop.LoopFunction;
import dev.komodo.loop.Stmt;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Which buffers a block may write, itself or through the functions that it calls.
final class StoredBuffers {
    private final ModuleScope module;
    private final Set<String> stored = new HashSet<>();

    private StoredBuffers(ModuleScope module) {
        this.module = module;
    }

    /// The names of the buffers.
    static Set<String> of(Stmt.Block block, ModuleScope module) {
        StoredBuffers analysis = new StoredBuffers(module);
        analysis.visit(block);
        return Set.copyOf(analysis.stored);
    }

    private void visit(Stmt.Block block) {
        block.statements().forEach(this::visit);
    }

    private void visit(Stmt statement) {
        switch (statement) {
            case Stmt.Store store -> stored.add(store.buffer().name());
            case Stmt.For loop -> visit(loop.body());
            case Stmt.While loop -> visit(loop.body());
            case Stmt.If conditional -> {
                visit(conditional.then());
                visit(conditional.otherwise());
            }
            case Stmt.Call call -> visit(call);
            case Stmt.Let _,
                    Stmt.Declare _,
                    Stmt.Assign _,
                    Stmt.Break _,
                    Stmt.Alloc _,
                    Stmt.Fail _,
                    Stmt.Comment _ -> {}
        }
    }

    private void visit(Stmt.Call call) {
        Callee callee = module.callee(call.function());
        LoopFunction source = callee.source();
        List<Stmt.BufferArgument> arguments = call.buffers();
        for (int i = 0; i < arguments.size(); i++) {
            Buffer parameter = source.buffers().get(i);
            if (callee.stored().contains(parameter.name())) {
                stored.add(arguments.get(i).buffer().name());
            }
        }
    }
}
