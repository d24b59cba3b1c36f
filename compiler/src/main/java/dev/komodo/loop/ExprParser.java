package dev.komodo.loop;

import dev.komodo.error.InvalidGraphException;
import dev.komodo.graph.CompareOp;
import dev.komodo.graph.DType;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;

/// Parses expressions. One operator stands between two operands; more need parentheses.
final class ExprParser {
    private final LoopLexer lexer;
    private LoopScope scope = new LoopScope(null);
    private int depth;

    ExprParser(LoopLexer lexer) {
        this.lexer = lexer;
    }

    LoopScope scope() {
        return scope;
    }

    void enter(LoopScope inner) {
        scope = inner;
    }

    Expr expression() {
        if (++depth > Symbols.MAX_DEPTH) {
            throw lexer.failure(
                    "an expression is nested deeper than "
                            + Symbols.MAX_DEPTH
                            + "; bind parts of it by let");
        }
        Expr left = operand();
        Optional<BinaryOperator<Expr>> operation = operation();
        if (operation.isPresent()) {
            lexer.next();
            left = operation.get().apply(left, operand());
            if (operation().isPresent()) {
                throw lexer.failure("a second operator needs parentheses");
            }
        }
        depth--;
        return left;
    }

    private Optional<BinaryOperator<Expr>> operation() {
        if (lexer.current().kind() != LoopLexer.Kind.SIGN) {
            return Optional.empty();
        }
        String sign = lexer.current().text();
        for (BinaryKind kind : BinaryKind.values()) {
            if (Symbols.infix(kind).filter(sign::equals).isPresent()) {
                return Optional.of((a, b) -> new Expr.Binary(kind, a, b));
            }
        }
        for (CompareOp kind : CompareOp.values()) {
            if (Symbols.infix(kind).equals(sign)) {
                return Optional.of((a, b) -> new Expr.Compare(kind, a, b));
            }
        }
        return Optional.empty();
    }

    private Expr operand() {
        LoopLexer.Token token = lexer.current();
        return switch (token.kind()) {
            case NUMBER -> constant(lexer.next().text());
            case WORD -> word();
            case SIGN ->
                    switch (token.text()) {
                        case "(" -> {
                            lexer.next();
                            Expr inner = expression();
                            sign(")");
                            yield inner;
                        }
                        case "-" -> {
                            lexer.next();
                            yield constant("-" + lexer.next().text());
                        }
                        case "@" -> apply();
                        default -> throw expected("an expression");
                    };
            case STRING, COMMENT, END -> throw expected("an expression");
        };
    }

    private Expr word() {
        LoopLexer.Token token = lexer.current();
        return switch (lexer.following().text()) {
            case "(" -> {
                lexer.next();
                yield call(token);
            }
            case "[" -> load();
            case ":" -> constant(lexer.next().text());
            default -> variable();
        };
    }

    private Expr variable() {
        LoopLexer.Token token = lexer.next();
        return scope.variable(token.text())
                .orElseThrow(
                        () ->
                                lexer.failure(
                                        "no variable '" + token.text() + "' is visible here",
                                        token.offset()));
    }

    private Expr constant(String value) {
        LoopLexer.Token at = lexer.current();
        LoopType type = LoopType.INDEX;
        if (at.text().equals(":")) {
            lexer.next();
            type = type();
        }
        String dtype = type.dtype().text();
        Optional<Long> bits = ConstantText.parse(type.dtype(), value);
        return new Expr.Constant(
                type,
                bits.orElseThrow(
                        () ->
                                lexer.failure(
                                        "'" + value + "' is no constant of " + dtype,
                                        at.offset())));
    }

    /// The bits of one element of a table.
    long element(DType dtype) {
        LoopLexer.Token at = lexer.current();
        String value = (take("-") ? "-" : "") + lexer.next().text();
        return ConstantText.parse(dtype, value)
                .orElseThrow(
                        () ->
                                lexer.failure(
                                        "'" + value + "' is no element of " + dtype, at.offset()));
    }

    private Expr load() {
        Buffer buffer = buffer();
        sign("[");
        Expr index = expression();
        int lanes = 1;
        Optional<Expr> mask = Optional.empty();
        if (take(";")) {
            lanes = lanes();
            if (take(";")) {
                mask = Optional.of(expression());
            }
        }
        sign("]");
        return new Expr.Load(buffer, index, lanes, mask);
    }

    private Expr apply() {
        String function = symbol();
        sign("(");
        List<Expr> arguments = new ArrayList<>();
        while (!lexer.current().text().equals(")")) {
            arguments.add(expression());
            if (!take(",")) {
                break;
            }
        }
        sign(")");
        sign(":");
        return new Expr.Apply(function, arguments, type());
    }

    private Expr call(LoopLexer.Token name) {
        sign("(");
        Expr first = expression();
        Expr result = call(name, first);
        sign(")");
        return result;
    }

    private Expr call(LoopLexer.Token name, Expr first) {
        String word = name.text();
        Optional<UnaryKind> unary = Symbols.find(UnaryKind.values(), word);
        if (unary.isPresent()) {
            return new Expr.Unary(unary.get(), first);
        }
        if (word.startsWith("cast.")) {
            return new Expr.Cast(first, dtype(name));
        }
        if (word.startsWith("bitcast.")) {
            return new Expr.Bitcast(first, dtype(name));
        }
        if (word.startsWith("dot.")) {
            return new Expr.Dot(dotKind(name), first, following(), following());
        }
        return switch (word) {
            case "minimum" -> new Expr.Binary(BinaryKind.MINIMUM, first, following());
            case "maximum" -> new Expr.Binary(BinaryKind.MAXIMUM, first, following());
            case "fma" -> new Expr.Fma(first, following(), following());
            case "scale" -> new Expr.Scale(first, following());
            case "lookup" -> lookup(first);
            case "select" -> new Expr.Select(first, following(), following());
            case "broadcast" -> {
                sign(",");
                yield new Expr.Broadcast(first, lanes());
            }
            case "ramp" -> {
                Expr stride = following();
                sign(",");
                yield new Expr.Ramp(first, stride, lanes());
            }
            case "shuffle" -> shuffle(first);
            case "any" -> new Expr.Test(first, false);
            case "all" -> new Expr.Test(first, true);
            default -> throw lexer.failure("unknown operation '" + word + "'", name.offset());
        };
    }

    private Expr following() {
        sign(",");
        return expression();
    }

    private Expr lookup(Expr position) {
        sign(";");
        List<Float> table = new ArrayList<>();
        do {
            table.add(Float.intBitsToFloat((int) element(DType.F32)));
        } while (take(","));
        return new Expr.Lookup(table, position);
    }

    private Expr shuffle(Expr first) {
        List<Expr> operands = new ArrayList<>(List.of(first));
        while (take(",")) {
            operands.add(expression());
        }
        sign(";");
        List<Integer> lanes = new ArrayList<>();
        do {
            lanes.add((int) number(0, 1 << 20));
        } while (take(","));
        return new Expr.Shuffle(operands, lanes);
    }

    private DType dtype(LoopLexer.Token name) {
        String text = name.text().substring(name.text().indexOf('.') + 1);
        return Symbols.dtype(text)
                .orElseThrow(() -> lexer.failure("unknown dtype '" + text + "'", name.offset()));
    }

    private DotKind dotKind(LoopLexer.Token name) {
        String text = name.text().substring(name.text().indexOf('.') + 1);
        return Symbols.find(DotKind.values(), text)
                .orElseThrow(() -> lexer.failure("unknown words '" + text + "'", name.offset()));
    }

    private int lanes() {
        return (int) number(1, 1024);
    }

    /// A plain decimal number in a range.
    long number(long least, long most) {
        LoopLexer.Token token = lexer.current();
        if (token.kind() == LoopLexer.Kind.NUMBER && token.text().matches("[0-9]{1,19}")) {
            Optional<Long> value = ConstantText.parse(DType.I64, token.text());
            if (value.isPresent() && value.get() >= least && value.get() <= most) {
                lexer.next();
                return value.get();
            }
        }
        throw expected("a number from " + least + " to " + most);
    }

    /// `f32x16`.
    LoopType type() {
        LoopType type = Symbols.type(lexer.current().text()).orElseThrow(() -> expected("a type"));
        lexer.next();
        return type;
    }

    /// `@name`.
    String symbol() {
        sign("@");
        LoopLexer.Kind kind = lexer.current().kind();
        if (kind != LoopLexer.Kind.WORD && kind != LoopLexer.Kind.STRING) {
            throw expected("a name");
        }
        return lexer.next().text();
    }

    /// A buffer that is visible.
    Buffer buffer() {
        LoopLexer.Token token = lexer.current();
        String name = name();
        return scope.buffer(name)
                .orElseThrow(
                        () ->
                                lexer.failure(
                                        "no buffer '" + name + "' is visible here",
                                        token.offset()));
    }

    String name() {
        if (lexer.current().kind() != LoopLexer.Kind.WORD) {
            throw expected("a name");
        }
        return lexer.next().text();
    }

    /// Takes a sign or word if it comes next.
    boolean take(String text) {
        LoopLexer.Kind kind = lexer.current().kind();
        boolean isNext =
                lexer.current().text().equals(text)
                        && (kind == LoopLexer.Kind.SIGN || kind == LoopLexer.Kind.WORD);
        if (isNext) {
            lexer.next();
        }
        return isNext;
    }

    /// Takes a sign or word, or fails.
    void sign(String text) {
        if (!take(text)) {
            throw expected("'" + text + "'");
        }
    }

    InvalidGraphException expected(String what) {
        return lexer.failure("expected " + what + ", found '" + lexer.current().text() + "'");
    }
}
