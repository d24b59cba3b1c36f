package dev.komodo.loop;

import dev.komodo.graph.DType;

import java.util.List;
import java.util.Optional;

/// Writes expressions as text.
final class ExprPrinter {
    private ExprPrinter() {}

    /// The text of an expression that stands alone (no outer parentheses).
    static String print(Expr expr) {
        StringBuilder out = new StringBuilder();
        append(out, expr, 0, false);
        return out.toString();
    }

    private static void append(StringBuilder out, Expr expr, int depth, boolean nested) {
        if (depth > Symbols.MAX_DEPTH) {
            out.append("<deeper than ").append(Symbols.MAX_DEPTH).append('>');
            return;
        }
        int next = depth + 1;
        switch (expr) {
            case Expr.Constant(LoopType type, long bits) ->
                    out.append(ConstantText.print(type, bits));
            case Expr.Var(String name, LoopType _) -> out.append(name);
            case Expr.Unary(UnaryKind kind, Expr operand) ->
                    call(out, Symbols.word(kind), List.of(operand), next).append(')');
            case Expr.Binary binary -> binary(out, binary, next, nested);
            case Expr.Fma(Expr a, Expr b, Expr c) ->
                    call(out, "fma", List.of(a, b, c), next).append(')');
            case Expr.Scale(Expr value, Expr power) ->
                    call(out, "scale", List.of(value, power), next).append(')');
            case Expr.Dot(DotKind kind, Expr sum, Expr left, Expr right) ->
                    call(out, "dot." + Symbols.word(kind), List.of(sum, left, right), next)
                            .append(')');
            case Expr.Lookup(List<Float> table, Expr position) -> {
                call(out, "lookup", List.of(position), next).append(';');
                for (int i = 0; i < table.size(); i++) {
                    out.append(i == 0 ? " " : ", ").append(number(table.get(i)));
                }
                out.append(')');
            }
            case Expr.Compare(var kind, Expr left, Expr right) ->
                    infix(out, Symbols.infix(kind), left, right, next, nested);
            case Expr.Select(Expr condition, Expr whenTrue, Expr whenFalse) ->
                    call(out, "select", List.of(condition, whenTrue, whenFalse), next).append(')');
            case Expr.Cast(Expr operand, var dtype) ->
                    call(out, "cast." + dtype.text(), List.of(operand), next).append(')');
            case Expr.Bitcast(Expr operand, var dtype) ->
                    call(out, "bitcast." + dtype.text(), List.of(operand), next).append(')');
            case Expr.Load load -> load(out, load, next);
            case Expr.Broadcast(Expr scalar, int lanes) ->
                    call(out, "broadcast", List.of(scalar), next)
                            .append(", ")
                            .append(lanes)
                            .append(')');
            case Expr.Ramp(Expr base, Expr stride, int lanes) ->
                    call(out, "ramp", List.of(base, stride), next)
                            .append(", ")
                            .append(lanes)
                            .append(')');
            case Expr.Shuffle(List<Expr> operands, List<Integer> lanes) -> {
                call(out, "shuffle", operands, next).append(';');
                for (int i = 0; i < lanes.size(); i++) {
                    out.append(i == 0 ? " " : ", ").append(lanes.get(i));
                }
                out.append(')');
            }
            case Expr.Test(Expr mask, boolean all) ->
                    call(out, all ? "all" : "any", List.of(mask), next).append(')');
            case Expr.Apply(String function, List<Expr> arguments, LoopType type) ->
                    call(out, LoopPrinter.symbol(function), arguments, next)
                            .append("):")
                            .append(type);
        }
    }

    private static String number(float value) {
        return ConstantText.print(DType.F32, LaneOps.bits(value));
    }

    private static void binary(StringBuilder out, Expr.Binary binary, int depth, boolean nested) {
        Optional<String> sign = Symbols.infix(binary.kind());
        if (sign.isPresent()) {
            infix(out, sign.get(), binary.left(), binary.right(), depth, nested);
        } else {
            List<Expr> operands = List.of(binary.left(), binary.right());
            call(out, Symbols.word(binary.kind()), operands, depth).append(')');
        }
    }

    private static void infix(
            StringBuilder out, String sign, Expr left, Expr right, int depth, boolean nested) {
        out.append(nested ? "(" : "");
        append(out, left, depth, true);
        out.append(' ').append(sign).append(' ');
        append(out, right, depth, true);
        out.append(nested ? ")" : "");
    }

    private static StringBuilder call(
            StringBuilder out, String name, List<Expr> operands, int depth) {
        out.append(name).append('(');
        for (int i = 0; i < operands.size(); i++) {
            out.append(i == 0 ? "" : ", ");
            append(out, operands.get(i), depth, false);
        }
        return out;
    }

    private static void load(StringBuilder out, Expr.Load load, int depth) {
        out.append(load.buffer().name()).append('[');
        append(out, load.index(), depth, false);
        if (load.lanes() != 1 || load.mask().isPresent()) {
            out.append("; ").append(load.lanes());
        }
        if (load.mask().isPresent()) {
            out.append("; ");
            append(out, load.mask().get(), depth, false);
        }
        out.append(']');
    }
}
