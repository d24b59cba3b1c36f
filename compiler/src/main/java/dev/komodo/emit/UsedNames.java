package dev.komodo.emit;

import dev.komodo.loop.Buffer;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopKind;
import dev.komodo.loop.Stmt;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a block takes from around it: variables and buffers that it uses and does not define, in
/// order of first use.
final class UsedNames {
    private final Map<String, Expr.Var> variables = new LinkedHashMap<>();
    private final Map<String, Buffer> buffers = new LinkedHashMap<>();
    private final Set<String> definedVariables = new HashSet<>();
    private final Set<String> definedBuffers = new HashSet<>();

    private UsedNames() {}

    /// The analysis of a block.
    static UsedNames of(Stmt.Block block) {
        UsedNames names = new UsedNames();
        names.visit(block);
        return names;
    }

    /// The variables, but for those named.
    List<Expr.Var> variablesBut(Set<String> excluded) {
        return variables.values().stream()
                .filter(variable -> !excluded.contains(variable.name()))
                .toList();
    }

    List<Buffer> buffers() {
        return List.copyOf(buffers.values());
    }

    private void visit(Stmt.Block block) {
        block.statements().forEach(this::visit);
    }

    private void visit(Stmt statement) {
        switch (statement) {
            case Stmt.Let(Expr.Var variable, Expr value) -> define(variable, value);
            case Stmt.Declare(Expr.Var variable, Expr initial) -> define(variable, initial);
            case Stmt.Assign(Expr.Var variable, Expr value) -> {
                visit(value);
                use(variable);
            }
            case Stmt.Store store -> {
                use(store.buffer());
                visit(store.index());
                visit(store.value());
                store.mask().ifPresent(this::visit);
            }
            case Stmt.For loop -> visit(loop);
            case Stmt.While(Expr condition, Stmt.Block body) -> {
                visit(condition);
                visit(body);
            }
            case Stmt.If(Expr condition, Stmt.Block then, Stmt.Block otherwise) -> {
                visit(condition);
                visit(then);
                visit(otherwise);
            }
            case Stmt.Alloc alloc -> {
                alloc.byteOffset().ifPresent(this::visit);
                definedBuffers.add(alloc.buffer().name());
            }
            case Stmt.Call call -> {
                call.buffers()
                        .forEach(
                                argument -> {
                                    use(argument.buffer());
                                    visit(argument.offset());
                                });
                call.scalars().forEach(this::visit);
            }
            case Stmt.Prefetch prefetch -> {
                use(prefetch.buffer());
                visit(prefetch.index());
            }
            case Stmt.Fail fail -> visit(fail.index());
            case Stmt.Break _, Stmt.Comment _ -> {}
        }
    }

    private void visit(Stmt.For loop) {
        visit(loop.begin());
        visit(loop.end());
        definedVariables.add(loop.index().name());
        if (loop.kind() instanceof LoopKind.Parallel(long _, Expr.Var worker)) {
            definedVariables.add(worker.name());
        }
        visit(loop.body());
    }

    private void visit(Expr expr) {
        switch (expr) {
            case Expr.Constant _ -> {}
            case Expr.Var variable -> use(variable);
            case Expr.Unary unary -> visit(unary.operand());
            case Expr.Binary binary -> visitAll(List.of(binary.left(), binary.right()));
            case Expr.Fma(Expr a, Expr b, Expr c) -> visitAll(List.of(a, b, c));
            case Expr.Scale scale -> visitAll(List.of(scale.value(), scale.power()));
            case Expr.Dot dot -> visitAll(List.of(dot.sum(), dot.left(), dot.right()));
            case Expr.Lookup lookup -> visit(lookup.position());
            case Expr.Compare compare -> visitAll(List.of(compare.left(), compare.right()));
            case Expr.Select(Expr a, Expr b, Expr c) -> visitAll(List.of(a, b, c));
            case Expr.Cast cast -> visit(cast.operand());
            case Expr.Bitcast cast -> visit(cast.operand());
            case Expr.Load load -> {
                use(load.buffer());
                visit(load.index());
                load.mask().ifPresent(this::visit);
            }
            case Expr.Broadcast broadcast -> visit(broadcast.scalar());
            case Expr.Ramp ramp -> visitAll(List.of(ramp.base(), ramp.stride()));
            case Expr.Shuffle shuffle -> visitAll(shuffle.operands());
            case Expr.Test test -> visit(test.mask());
            case Expr.Apply apply -> visitAll(apply.arguments());
        }
    }

    private void visitAll(List<Expr> expressions) {
        expressions.forEach(this::visit);
    }

    private void define(Expr.Var variable, Expr value) {
        visit(value);
        definedVariables.add(variable.name());
    }

    private void use(Expr.Var variable) {
        if (!definedVariables.contains(variable.name())) {
            variables.putIfAbsent(variable.name(), variable);
        }
    }

    private void use(Buffer buffer) {
        if (!definedBuffers.contains(buffer.name())) {
            buffers.putIfAbsent(buffer.name(), buffer);
        }
    }
}
