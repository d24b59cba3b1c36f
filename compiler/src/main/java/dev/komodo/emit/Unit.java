package dev.komodo.emit;

import dev.komodo.loop.Expr;
import dev.komodo.loop.LocalNames;
import dev.komodo.loop.LoopFunction;
import dev.komodo.loop.LoopPrinter;
import dev.komodo.loop.LoopProgram;
import dev.komodo.loop.Stmt;
import dev.komodo.loop.Traversal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// The part of a program that one LLVM module defines. Units are compiled independently of one
/// another, and their objects put together: the time and memory of LLVM depend on a unit's size,
/// not on the program's.
///
/// Within a unit, functions have names that say nothing about the program: `f0`, `f1` ... those
/// that it defines, `e0`, `e1` ... those of other units that it calls, and all else by
/// [LocalNames]. So the object of a unit depends on [#text()] and the options alone, and may be
/// kept for other programs with the same unit.
public final class Unit {
    /// Operations beyond which a unit is closed: some 20 ms of LLVM, against which a module's own
    /// milliseconds are small.
    private static final int OPERATIONS = 1_000;

    /// A unit of so many operations is closed behind one function in four, chosen by the function's
    /// own text: where functions were put in or left out, the units behind them soon begin and end
    /// where they did before.
    private static final int FEW_OPERATIONS = 300;

    private static final int CUTS = 4;

    private final List<LoopFunction> functions;
    private final Map<String, String> own;
    private final Map<String, String> imports;
    private final ProgramFunctions program;
    private final boolean hasEntries;

    private Unit(List<LoopFunction> sources, ProgramFunctions program, boolean hasEntries) {
        this.hasEntries = hasEntries;
        own = new LinkedHashMap<>();
        sources.forEach(source -> own.put(source.name(), "f" + own.size()));
        imports = new LinkedHashMap<>();
        List<LoopFunction> renamed = new ArrayList<>();
        for (LoopFunction source : sources) {
            renamed.add(LocalNames.rename(source, local(source.name()), this::local));
        }
        functions = List.copyOf(renamed);
        this.program = program;
    }

    /// The name within the unit; a function of another unit becomes an import.
    private String local(String function) {
        String mine = own.get(function);
        return mine != null ? mine : imports.computeIfAbsent(function, _ -> "e" + imports.size());
    }

    /// The units of a program: neighbouring functions, as many as fit, and behind them one that
    /// defines the tables and the entries. A function of the program alone, whatever the number of
    /// threads.
    public static List<Unit> of(LoopProgram program) {
        ProgramFunctions all = ProgramFunctions.of(program);
        List<Unit> units = new ArrayList<>();
        List<LoopFunction> open = new ArrayList<>();
        long operations = 0;
        for (LoopFunction function : program.functions()) {
            long size = operations(function.body());
            if (!open.isEmpty() && operations + size > OPERATIONS) {
                units.add(new Unit(open, all, false));
                open.clear();
                operations = 0;
            }
            open.add(function);
            operations += size;
            if (operations >= FEW_OPERATIONS && isCut(function)) {
                units.add(new Unit(open, all, false));
                open.clear();
                operations = 0;
            }
        }
        if (!open.isEmpty()) {
            units.add(new Unit(open, all, false));
        }
        units.add(new Unit(List.of(), all, true));
        return List.copyOf(units);
    }

    /// Whether a program is small enough for one module.
    public static boolean isOne(LoopProgram program) {
        long operations = 0;
        for (LoopFunction function : program.functions()) {
            operations += operations(function.body());
        }
        return operations <= OPERATIONS;
    }

    private static boolean isCut(LoopFunction function) {
        String text = LoopPrinter.print(LocalNames.rename(function, "f", _ -> "e"));
        return Math.floorMod(text.hashCode(), CUTS) == 0;
    }

    /// Whether it defines the tables and the entries: the last unit does, and it defines nothing
    /// else.
    public boolean hasEntries() {
        return hasEntries;
    }

    /// What it defines, under its own names, in the program's order.
    public List<LoopFunction> functions() {
        return functions;
    }

    /// The program's names of what it defines.
    public List<String> sources() {
        return List.copyOf(own.keySet());
    }

    /// The name by which emission meets a function of the program; as it is, if it does not.
    String nameWithin(String function) {
        return hasEntries
                ? function
                : own.getOrDefault(function, imports.getOrDefault(function, function));
    }

    /// The functions that emission meets, under the names that it meets them by.
    ProgramFunctions scope() {
        return hasEntries ? program : ProgramFunctions.of(stubs(), functions);
    }

    private List<ProgramFunctions.Stub> stubs() {
        List<ProgramFunctions.Stub> stubs = new ArrayList<>();
        imports.forEach((name, local) -> stubs.add(program.stub(name, local)));
        return stubs;
    }

    /// The symbols of functions of other units, as the unit's object has them, with the program's
    /// names. (The unit of the entries may call any.)
    public Map<String, String> imports() {
        Map<String, String> symbols = new LinkedHashMap<>();
        if (hasEntries) {
            program.names().forEach(name -> symbols.put(symbol(name, program.number(name)), name));
            return symbols;
        }
        ProgramFunctions scope = scope();
        imports.forEach((name, local) -> symbols.put(symbol(local, scope.number(local)), name));
        return symbols;
    }

    /// The symbols of the program's functions that it defines, as the unit's object has them, with
    /// the program's names.
    public Map<String, String> exports() {
        Map<String, String> symbols = new LinkedHashMap<>();
        ProgramFunctions scope = scope();
        own.forEach((name, local) -> symbols.put(symbol(local, scope.number(local)), name));
        return symbols;
    }

    /// Everything of the program that the unit's object depends on. Of a unit without entries only.
    public String text() {
        StringBuilder text = new StringBuilder();
        for (ProgramFunctions.Stub stub : stubs()) {
            text.append("import ").append(LoopPrinter.print(stub.function()));
            text.append("  writes ").append(String.join(" ", new TreeSet<>(stub.stored())));
            text.append('\n');
        }
        functions.forEach(function -> text.append(LoopPrinter.print(function)));
        return text.toString();
    }

    /// The symbol of one of the program's functions while its units are apart.
    static String symbol(String name, int number) {
        return NameSource.symbol(name, 0, number);
    }

    /// The symbols of what else a unit defines, while the units are apart.
    static NameSource names() {
        long[] count = {0};
        return hint -> NameSource.symbol(hint, 1, count[0]++);
    }

    /// A readable hint for the final name of a definition: the program's name in place of the
    /// unit's.
    public String hint(String symbol) {
        String hint = hintOf(symbol);
        if (hasEntries) {
            return hint;
        }
        int end = hint.indexOf('.');
        String function = end < 0 ? hint : hint.substring(0, end);
        for (Map.Entry<String, String> named : own.entrySet()) {
            if (named.getValue().equals(function)) {
                return named.getKey() + hint.substring(function.length());
            }
        }
        return hint;
    }

    /// The hint that a symbol of [NameSource#symbol] was made from.
    public static String hintOf(String symbol) {
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

    /// A function without its body: what callers must know, under local names.
    static LoopFunction stub(LoopFunction function, String name) {
        Optional<Expr> result = function.result().map(r -> new Expr.Var("result", r.type()));
        return LocalNames.rename(
                new LoopFunction(
                        function.name(),
                        function.buffers(),
                        function.scalars(),
                        Stmt.Block.EMPTY,
                        result,
                        function.inline()),
                name,
                callee -> callee);
    }
}
