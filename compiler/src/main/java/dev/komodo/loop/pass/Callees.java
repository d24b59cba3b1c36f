package dev.komodo.loop.pass;

import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopFunction;
import dev.komodo.loop.LoopProgram;
import dev.komodo.loop.Stmt;
import dev.komodo.loop.Traversal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Programs in which other functions are called.
final class Callees {
    /// What is called in place of a function.
    ///
    /// @param function its name
    /// @param scalars further scalar arguments
    record Target(String function, List<Expr> scalars) {
        Target {
            scalars = List.copyOf(scalars);
        }
    }

    private final Map<String, Target> targets;

    /// @param targets what is called instead, by name; looked at when a function is rewritten
    Callees(Map<String, Target> targets) {
        this.targets = targets;
    }

    /// The program with other functions, all of whose calls go to the targets.
    static LoopProgram replaced(
            LoopProgram program, List<LoopFunction> functions, Map<String, Target> targets) {
        Callees callees = new Callees(targets);
        return Bodies.with(
                program,
                functions.stream().map(callees::in).toList(),
                callees.in(program.prepare()),
                callees.in(program.run()));
    }

    /// The function with other callees.
    LoopFunction in(LoopFunction function) {
        if (targets.isEmpty()) {
            return function;
        }
        return new LoopFunction(
                function.name(),
                function.buffers(),
                function.scalars(),
                in(function.body()),
                function.result().map(this::in),
                function.inline());
    }

    private Stmt.Block in(Stmt.Block block) {
        return new Stmt.Block(block.statements().stream().map(this::in).toList());
    }

    private Stmt in(Stmt statement) {
        Stmt mapped =
                Traversal.mapBlocks(
                        Traversal.mapExpressions(statement, this::in), (Stmt.Block b) -> in(b));
        if (mapped instanceof Stmt.Call(String function, var buffers, var scalars)) {
            Target target = targets.get(function);
            return target == null
                    ? mapped
                    : new Stmt.Call(target.function, buffers, behind(scalars, target.scalars));
        }
        return mapped;
    }

    private Expr in(Expr expr) {
        Expr mapped = Traversal.mapOperands(expr, this::in);
        if (mapped instanceof Expr.Apply(String function, var arguments, var type)) {
            Target target = targets.get(function);
            return target == null
                    ? mapped
                    : new Expr.Apply(target.function, behind(arguments, target.scalars), type);
        }
        return mapped;
    }

    private static List<Expr> behind(List<Expr> arguments, List<Expr> further) {
        List<Expr> all = new ArrayList<>(arguments);
        all.addAll(further);
        return all;
    }
}
