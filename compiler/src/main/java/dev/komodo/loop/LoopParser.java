package dev.komodo.loop;

import dev.komodo.error.InvalidGraphException;
import dev.komodo.graph.Literal;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads the text that [LoopPrinter] writes (the grammar stands in the package description). It
/// resolves names; everything else is [LoopVerifier]'s.
public final class LoopParser {
    private final LoopLexer lexer;
    private final ExprParser expressions;
    private int depth;

    private LoopParser(String text) {
        lexer = new LoopLexer(text);
        expressions = new ExprParser(lexer);
    }

    /// The program that a text describes.
    ///
    /// @throws InvalidGraphException with line and column, if the text is not one of the grammar
    public static LoopProgram parse(String text) {
        return new LoopParser(text).program();
    }

    private LoopProgram program() {
        word("program");
        String name = expressions.symbol();
        word("{");
        LoopScope header = expressions.scope();
        List<Expr.Var> dims = new ArrayList<>();
        while (take("dim")) {
            dims.add(declaration());
        }
        word("workers");
        Expr.Var workers = declaration();
        List<Buffer> inputs = buffers("input");
        List<Buffer> outputs = buffers("output");
        List<Buffer> constants = buffers("constant");
        List<ConstantTable> tables = new ArrayList<>();
        while (take("table")) {
            tables.add(table());
        }
        List<Buffer> prepared = buffers("prepared");
        word("results");
        Buffer resultDims = declareBuffer();
        List<String> resultNames = new ArrayList<>();
        while (lexer.current().kind() == LoopLexer.Kind.STRING) {
            resultNames.add(lexer.next().text());
            if (!take(",")) {
                break;
            }
        }
        word("workspace");
        Expr workspace = expressions.expression();
        List<LoopFunction> functions = new ArrayList<>();
        while (lexer.current().text().equals("inline")
                || lexer.current().text().equals("function")) {
            functions.add(function());
        }
        expressions.enter(header);
        word("prepare");
        Stmt.Block prepare = block();
        word("run");
        Stmt.Block run = block();
        word("}");
        if (lexer.current().kind() != LoopLexer.Kind.END) {
            throw expressions.expected("the end");
        }
        return new LoopProgram(
                name,
                dims,
                workers,
                inputs,
                outputs,
                constants,
                tables,
                prepared,
                resultDims,
                resultNames,
                functions,
                prepare,
                run,
                workspace);
    }

    private List<Buffer> buffers(String word) {
        List<Buffer> buffers = new ArrayList<>();
        while (take(word)) {
            buffers.add(declareBuffer());
        }
        return buffers;
    }

    private ConstantTable table() {
        Buffer buffer = declareBuffer();
        word("=");
        boolean isSplat = take("splat");
        word("[");
        List<Long> sizes = new ArrayList<>();
        while (!take("]")) {
            if (!sizes.isEmpty()) {
                word(",");
            }
            sizes.add(expressions.number(0, Literal.INLINE_BYTES));
        }
        word("{");
        List<Long> elements = new ArrayList<>();
        while (!take("}")) {
            if (!elements.isEmpty()) {
                word(",");
            }
            elements.add(expressions.element(buffer.dtype()));
        }
        long[] extents = sizes.stream().mapToLong(Long::longValue).toArray();
        MemorySegment data = ConstantTable.segment(buffer.dtype(), elements);
        Literal literal =
                isSplat
                        ? Literal.splat(buffer.dtype(), extents, data)
                        : Literal.of(buffer.dtype(), extents, data);
        return new ConstantTable(buffer, literal);
    }

    private LoopFunction function() {
        boolean inline = take("inline");
        word("function");
        String name = expressions.symbol();
        expressions.enter(new LoopScope(null));
        List<Expr.Var> scalars = new ArrayList<>();
        List<Buffer> buffers = new ArrayList<>();
        word("(");
        while (!take(")")) {
            if (!scalars.isEmpty() || !buffers.isEmpty()) {
                word(",");
            }
            if (take("&")) {
                buffers.add(declareBuffer());
            } else {
                scalars.add(declaration());
            }
        }
        boolean hasResult = take("->");
        LoopType type = hasResult ? expressions.type() : LoopType.INDEX;
        word("{");
        Stmt.Block body = new Stmt.Block(statements());
        Optional<Expr> result = Optional.empty();
        if (hasResult) {
            word("return");
            LoopLexer.Token at = lexer.current();
            result = Optional.of(expressions.expression());
            if (!result.get().type().equals(type)) {
                throw lexer.failure(
                        "the result is " + result.get().type() + ", declared is " + type,
                        at.offset());
            }
        }
        word("}");
        return new LoopFunction(name, buffers, scalars, body, result, inline);
    }

    private Stmt.Block block() {
        LoopScope outer = expressions.scope();
        expressions.enter(new LoopScope(outer));
        Stmt.Block block = openBlock();
        expressions.enter(outer);
        return block;
    }

    private Stmt.Block openBlock() {
        word("{");
        if (++depth > Symbols.MAX_DEPTH) {
            throw lexer.failure("blocks are nested deeper than " + Symbols.MAX_DEPTH);
        }
        Stmt.Block block = new Stmt.Block(statements());
        depth--;
        word("}");
        return block;
    }

    private List<Stmt> statements() {
        List<Stmt> statements = new ArrayList<>();
        while (!isEndOfBlock()) {
            statements.add(statement());
        }
        return statements;
    }

    private boolean isEndOfBlock() {
        if (lexer.current().kind() == LoopLexer.Kind.COMMENT) {
            return false;
        }
        String text = lexer.current().text();
        return text.equals("}") || (text.equals("return") && !lexer.following().text().equals("="));
    }

    private Stmt statement() {
        if (lexer.current().kind() == LoopLexer.Kind.COMMENT) {
            return new Stmt.Comment(lexer.next().text());
        }
        if (lexer.following().text().equals("=")) {
            return assign();
        }
        LoopLexer.Token verb = lexer.current();
        String name = expressions.name();
        return switch (name) {
            case "let" -> let();
            case "var" -> declare();
            case "store" -> store(Stmt.StoreKind.PLAIN);
            case "stream" -> store(Stmt.StoreKind.NON_TEMPORAL);
            case "scatter" -> store(Stmt.StoreKind.SCATTER);
            case "prefetch" -> prefetch(false);
            case "claim" -> prefetch(true);
            case "for" -> loop();
            case "while" -> new Stmt.While(expressions.expression(), block());
            case "break" -> new Stmt.Break();
            case "if" -> choice();
            case "alloc" -> alloc();
            case "call" -> call();
            case "fail" -> fail();
            default -> throw lexer.failure("unknown statement '" + name + "'", verb.offset());
        };
    }

    private Stmt prefetch(boolean write) {
        Buffer buffer = expressions.buffer();
        word("[");
        Expr index = expressions.expression();
        word("]");
        return new Stmt.Prefetch(buffer, index, write);
    }

    private Stmt let() {
        Expr.Var variable = undefined();
        word("=");
        Expr value = expressions.expression();
        expressions.scope().define(variable);
        return new Stmt.Let(variable, value);
    }

    private Stmt declare() {
        Expr.Var variable = undefined();
        word("=");
        Expr initial = expressions.expression();
        expressions.scope().define(variable);
        return new Stmt.Declare(variable, initial);
    }

    private Stmt assign() {
        LoopLexer.Token token = lexer.current();
        String name = expressions.name();
        Expr.Var variable =
                expressions
                        .scope()
                        .variable(name)
                        .orElseThrow(
                                () ->
                                        lexer.failure(
                                                "no variable '" + name + "' is visible here",
                                                token.offset()));
        word("=");
        return new Stmt.Assign(variable, expressions.expression());
    }

    private Stmt store(Stmt.StoreKind kind) {
        Buffer buffer = expressions.buffer();
        word("[");
        Expr index = expressions.expression();
        Optional<Expr> mask = take(";") ? Optional.of(expressions.expression()) : Optional.empty();
        word("]");
        word("=");
        return new Stmt.Store(buffer, index, expressions.expression(), mask, kind);
    }

    private Stmt loop() {
        LoopScope outer = expressions.scope();
        LoopScope inner = new LoopScope(outer);
        LoopKind kind = LoopKind.SERIAL;
        if (!lexer.following().text().equals("=")) {
            kind = kind(inner);
        }
        Expr.Var index = new Expr.Var(expressions.name(), LoopType.INDEX);
        word("=");
        Expr begin = expressions.expression();
        word("to");
        Expr end = expressions.expression();
        long step = take("step") ? expressions.number(1, Long.MAX_VALUE) : 1;
        inner.define(index);
        expressions.enter(inner);
        Stmt.Block body = openBlock();
        expressions.enter(outer);
        return new Stmt.For(index, begin, end, step, kind, body);
    }

    private LoopKind kind(LoopScope inner) {
        if (take("unroll")) {
            return LoopKind.UNROLL;
        }
        if (take("vector")) {
            word("(");
            long lanes = expressions.number(1, 1024);
            word(")");
            return new LoopKind.Vector((int) lanes);
        }
        word("parallel");
        word("(");
        long grain = expressions.number(0, Long.MAX_VALUE);
        word(",");
        Expr.Var worker = new Expr.Var(expressions.name(), LoopType.INDEX);
        inner.define(worker);
        word(")");
        return new LoopKind.Parallel(grain, worker);
    }

    private Stmt choice() {
        Expr condition = expressions.expression();
        Stmt.Block then = block();
        boolean hasElse =
                lexer.current().text().equals("else") && lexer.following().text().equals("{");
        return new Stmt.If(condition, then, hasElse && take("else") ? block() : Stmt.Block.EMPTY);
    }

    private Stmt alloc() {
        Buffer buffer = declareBuffer();
        boolean hasOffset =
                lexer.current().text().equals("at") && !lexer.following().text().equals("=");
        Optional<Expr> offset =
                hasOffset && take("at") ? Optional.of(expressions.expression()) : Optional.empty();
        return new Stmt.Alloc(buffer, offset);
    }

    private Stmt call() {
        String function = expressions.symbol();
        List<Expr> scalars = new ArrayList<>();
        List<Stmt.BufferArgument> buffers = new ArrayList<>();
        word("(");
        while (!take(")")) {
            if (!scalars.isEmpty() || !buffers.isEmpty()) {
                word(",");
            }
            if (take("&")) {
                Buffer buffer = expressions.buffer();
                word("[");
                buffers.add(new Stmt.BufferArgument(buffer, expressions.expression()));
                word("]");
            } else {
                scalars.add(expressions.expression());
            }
        }
        return new Stmt.Call(function, buffers, scalars);
    }

    private Stmt fail() {
        Status status =
                Symbols.find(Status.values(), lexer.current().text())
                        .orElseThrow(() -> expressions.expected("a status"));
        lexer.next();
        word("(");
        Expr index = expressions.expression();
        word(")");
        return new Stmt.Fail(status, index);
    }

    private Expr.Var declaration() {
        Expr.Var variable = undefined();
        expressions.scope().define(variable);
        return variable;
    }

    private Expr.Var undefined() {
        String name = expressions.name();
        word(":");
        return new Expr.Var(name, expressions.type());
    }

    private Buffer declareBuffer() {
        String name = expressions.name();
        word(":");
        Space space =
                Symbols.find(Space.values(), lexer.current().text())
                        .orElseThrow(() -> expressions.expected("a space of memory"));
        lexer.next();
        LoopType type = expressions.type();
        word("[");
        Expr size = expressions.expression();
        word("]");
        Buffer buffer = new Buffer(name, type.dtype(), space, size);
        expressions.scope().define(buffer);
        return buffer;
    }

    private boolean take(String text) {
        return expressions.take(text);
    }

    private void word(String text) {
        expressions.sign(text);
    }
}
