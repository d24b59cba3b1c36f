package dev.komodo.emit;

import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopFunction;
import dev.komodo.loop.LoopProgram;
import dev.komodo.loop.Stmt;
import dev.komodo.loop.Traversal;

import java.util.ArrayList;
import java.util.List;

/// The part of a program that one LLVM module defines. Units are compiled independently of one
/// another, and their objects put together: the time and memory of LLVM depend on a unit's size,
/// not on the program's.
///
/// @param number which of the program's units, from 0
/// @param functions what it defines, in the program's order
/// @param hasEntries whether it defines the tables and the entries: the last unit does
public record Unit(int number, List<LoopFunction> functions, boolean hasEntries) {
    /// Operations beyond which a unit is closed: some 20 ms of LLVM, against which a module's own
    /// milliseconds are small.
    private static final int OPERATIONS = 1_000;

    /// Copies the list.
    public Unit {
        functions = List.copyOf(functions);
    }

    /// The units of a program: neighbouring functions, as many as fit. A function of the program
    /// alone, whatever the number of threads.
    public static List<Unit> of(LoopProgram program) {
        List<Unit> units = new ArrayList<>();
        List<LoopFunction> open = new ArrayList<>();
        long operations = 0;
        for (LoopFunction function : program.functions()) {
            long own = operations(function.body());
            if (!open.isEmpty() && operations + own > OPERATIONS) {
                units.add(new Unit(units.size(), open, false));
                open.clear();
                operations = 0;
            }
            open.add(function);
            operations += own;
        }
        units.add(new Unit(units.size(), open, true));
        return List.copyOf(units);
    }

    /// The symbol of one of the program's functions while its units are apart.
    static String symbol(LoopFunction function, int number) {
        return NameSource.symbol(function.name(), 0, number);
    }

    /// The symbols of what else a unit defines, while the units are apart.
    NameSource names() {
        long[] count = {0};
        return hint -> NameSource.symbol(hint, number + 1L, count[0]++);
    }

    /// The hint that a symbol of [NameSource#symbol] was made from.
    public static String hint(String symbol) {
        return symbol.substring(0, symbol.length() - 2 - 32);
    }

    private static long operations(Stmt.Block block) {
        long[] count = {0};
        Traversal.forEach(
                block,
                statement -> {
                    count[0]++;
                    Traversal.expressions(statement).forEach(expr -> count[0] += operations(expr));
                });
        return count[0];
    }

    private static long operations(Expr expr) {
        long count = 0;
        for (Expr operand : Traversal.operands(expr)) {
            count += operations(operand);
        }
        return expr instanceof Expr.Var || expr instanceof Expr.Constant ? count : count + 1;
    }
}
