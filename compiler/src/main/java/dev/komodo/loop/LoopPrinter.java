package dev.komodo.loop;

import dev.komodo.graph.Literal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/// Writes a [LoopProgram] as text (the grammar stands in the package description). The text of a
/// verified program is parsed back by [LoopParser] to an equal program.
public final class LoopPrinter {
    private final StringBuilder out = new StringBuilder();
    private final Map<Integer, List<String>> faults;
    private int item;
    private int depth;

    private LoopPrinter(Map<Integer, List<String>> faults) {
        this.faults = faults;
    }

    /// The text of a program.
    public static String print(LoopProgram program) {
        return listing(program, Map.of());
    }

    /// The text of an expression.
    public static String print(Expr expr) {
        return ExprPrinter.print(expr);
    }

    /// The text of a statement, indented by nothing.
    public static String print(Stmt statement) {
        LoopPrinter printer = new LoopPrinter(Map.of());
        printer.statement(statement);
        return printer.out.toString().stripTrailing();
    }

    /// The text of a function.
    public static String print(LoopFunction function) {
        LoopPrinter printer = new LoopPrinter(Map.of());
        printer.function(function);
        return printer.out.toString();
    }

    /// The text of a buffer's declaration: `x: argument f32[n]`.
    public static String print(Buffer buffer) {
        return "%s: %s %s[%s]"
                .formatted(
                        buffer.name(),
                        Symbols.word(buffer.space()),
                        buffer.dtype(),
                        ExprPrinter.print(buffer.size()));
    }

    /// The text with the faults of items printed below their line. Items are counted in the order
    /// of the text: the program, each function, each statement, `prepare`, `run`.
    static String listing(LoopProgram program, Map<Integer, List<String>> faults) {
        LoopPrinter printer = new LoopPrinter(faults);
        printer.program(program);
        return printer.out.toString();
    }

    /// `@name`, quoted where it is no plain name.
    static String symbol(String name) {
        return "@" + (Symbols.isName(name) ? name : quote(name));
    }

    /// A text in quotes.
    static String quote(String text) {
        return '"' + escape(text).replace("\"", "\\\"") + '"';
    }

    private static String escape(String text) {
        return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
    }

    private void program(LoopProgram program) {
        line("program " + symbol(program.name()) + " {");
        depth++;
        program.dims().forEach(dim -> line("dim " + declaration(dim)));
        line("workers " + declaration(program.workers()));
        program.inputs().forEach(b -> line("input " + print(b)));
        program.outputs().forEach(b -> line("output " + print(b)));
        program.constants().forEach(b -> line("constant " + print(b)));
        program.tables()
                .forEach(t -> line("table " + print(t.buffer()) + " = " + elements(t.data())));
        program.prepared().forEach(b -> line("prepared " + print(b)));
        List<String> names = program.resultDimNames().stream().map(LoopPrinter::quote).toList();
        line(("results " + print(program.resultDims()) + " " + String.join(", ", names)).strip());
        line("workspace " + ExprPrinter.print(program.workspaceBytes()));
        faults();
        program.functions().forEach(this::function);
        section("prepare", program.prepare());
        section("run", program.run());
        depth--;
        line("}");
    }

    private static String elements(Literal data) {
        long count = data.isSplat() ? Math.min(1, data.elements()) : data.elements();
        String sizes =
                LongStream.of(data.sizes())
                        .mapToObj(Long::toString)
                        .collect(Collectors.joining(", "));
        return LongStream.range(0, count)
                .mapToObj(i -> ConstantText.print(data.dtype(), data.bits(i)))
                .collect(
                        Collectors.joining(
                                ", ", (data.isSplat() ? "splat " : "") + "[" + sizes + "] {", "}"));
    }

    private void section(String name, Stmt.Block block) {
        line(name + " {");
        faults();
        body(block);
        line("}");
    }

    private void function(LoopFunction function) {
        List<String> parameters = new ArrayList<>();
        function.scalars().forEach(v -> parameters.add(declaration(v)));
        function.buffers().forEach(b -> parameters.add("&" + print(b)));
        line(
                "%sfunction %s(%s)%s {"
                        .formatted(
                                function.inline() ? "inline " : "",
                                symbol(function.name()),
                                String.join(", ", parameters),
                                function.result().map(r -> " -> " + r.type()).orElse("")));
        faults();
        body(function.body());
        depth++;
        function.result().ifPresent(r -> line("return " + ExprPrinter.print(r)));
        depth--;
        line("}");
    }

    private void body(Stmt.Block block) {
        depth++;
        if (depth > Symbols.MAX_DEPTH) {
            line("<deeper than " + Symbols.MAX_DEPTH + ">");
        } else {
            block.statements().forEach(this::statement);
        }
        depth--;
    }

    private void statement(Stmt statement) {
        switch (statement) {
            case Stmt.Let(Expr.Var variable, Expr value) ->
                    simple("let " + declaration(variable) + " = " + ExprPrinter.print(value));
            case Stmt.Declare(Expr.Var variable, Expr initial) ->
                    simple("var " + declaration(variable) + " = " + ExprPrinter.print(initial));
            case Stmt.Assign(Expr.Var variable, Expr value) ->
                    simple(variable.name() + " = " + ExprPrinter.print(value));
            case Stmt.Store store -> simple(store(store));
            case Stmt.Prefetch(Buffer buffer, Expr index, boolean write) ->
                    simple(
                            "%s %s[%s]"
                                    .formatted(
                                            write ? "claim" : "prefetch",
                                            buffer.name(),
                                            ExprPrinter.print(index)));
            case Stmt.For loop -> {
                simple(header(loop));
                body(loop.body());
                line("}");
            }
            case Stmt.While(Expr condition, Stmt.Block body) -> {
                simple("while " + ExprPrinter.print(condition) + " {");
                body(body);
                line("}");
            }
            case Stmt.Break() -> simple("break");
            case Stmt.If choice -> choice(choice);
            case Stmt.Alloc(Buffer buffer, Optional<Expr> byteOffset) ->
                    simple(
                            "alloc "
                                    + print(buffer)
                                    + byteOffset.map(o -> " at " + print(o)).orElse(""));
            case Stmt.Call call -> simple(call(call));
            case Stmt.Fail(Status status, Expr index) ->
                    simple("fail " + Symbols.word(status) + "(" + ExprPrinter.print(index) + ")");
            case Stmt.Comment(String text) -> simple("# " + escape(text));
        }
    }

    private void choice(Stmt.If choice) {
        simple("if " + ExprPrinter.print(choice.condition()) + " {");
        body(choice.then());
        if (!choice.otherwise().statements().isEmpty()) {
            line("} else {");
            body(choice.otherwise());
        }
        line("}");
    }

    private static String store(Stmt.Store store) {
        String verb =
                switch (store.kind()) {
                    case PLAIN -> "store";
                    case NON_TEMPORAL -> "stream";
                    case SCATTER -> "scatter";
                };
        String mask = store.mask().map(m -> "; " + ExprPrinter.print(m)).orElse("");
        return "%s %s[%s%s] = %s"
                .formatted(
                        verb,
                        store.buffer().name(),
                        ExprPrinter.print(store.index()),
                        mask,
                        ExprPrinter.print(store.value()));
    }

    private static String header(Stmt.For loop) {
        String kind =
                switch (loop.kind()) {
                    case LoopKind.Serial() -> "";
                    case LoopKind.Parallel(long grain, Expr.Var worker) ->
                            "parallel(" + grain + ", " + worker.name() + ") ";
                    case LoopKind.Vector(int lanes) -> "vector(" + lanes + ") ";
                    case LoopKind.Unroll() -> "unroll ";
                };
        String step = loop.step() == 1 ? "" : " step " + loop.step();
        return "for %s%s = %s to %s%s {"
                .formatted(
                        kind,
                        loop.index().name(),
                        ExprPrinter.print(loop.begin()),
                        ExprPrinter.print(loop.end()),
                        step);
    }

    private static String call(Stmt.Call call) {
        List<String> arguments = new ArrayList<>();
        call.scalars().forEach(s -> arguments.add(ExprPrinter.print(s)));
        for (Stmt.BufferArgument argument : call.buffers()) {
            String offset = ExprPrinter.print(argument.offset());
            arguments.add("&" + argument.buffer().name() + "[" + offset + "]");
        }
        return "call " + symbol(call.function()) + "(" + String.join(", ", arguments) + ")";
    }

    private static String declaration(Expr.Var variable) {
        return variable.name() + ": " + variable.type();
    }

    private void simple(String text) {
        line(text);
        faults();
    }

    private void line(String text) {
        out.append("  ".repeat(depth)).append(text).append('\n');
    }

    private void faults() {
        for (String fault : faults.getOrDefault(item, List.of())) {
            line("  ^ " + fault);
        }
        item++;
    }
}
