package dev.komodo.emit;

import dev.komodo.graph.DType;
import dev.komodo.llvm.CastOp;
import dev.komodo.llvm.LlvmType;
import dev.komodo.llvm.LlvmValue;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopType;

import java.util.ArrayList;
import java.util.List;

/// Expressions: operands first, from left to right, then one family's file.
final class ExpressionEmitter {
    private final FunctionScope scope;

    ExpressionEmitter(FunctionScope scope) {
        this.scope = scope;
    }

    /// Appends the instructions that compute an expression.
    LlvmValue emit(Expr expr) {
        scope.count(bits(expr.type()));
        LlvmValue value = value(expr);
        if (SelectArms.mayBeBits(expr)) {
            scope.noteBits(value);
        }
        return value;
    }

    private LlvmValue value(Expr expr) {
        return switch (expr) {
            case Expr.Constant(LoopType type, long bits) -> scope.types().constant(type, bits);
            case Expr.Var(String name, LoopType _) -> scope.read(name);
            case Expr.Unary(var kind, Expr operand) ->
                    Arithmetic.unary(scope, kind, operand.type().dtype(), emit(operand));
            case Expr.Binary(var kind, Expr left, Expr right) ->
                    Arithmetic.binary(scope, kind, left.type(), emit(left), emit(right));
            case Expr.Fma(Expr a, Expr b, Expr c) ->
                    Arithmetic.fma(scope, expr.type(), emit(a), emit(b), emit(c));
            case Expr.Scale(Expr value, Expr power) ->
                    Scaling.emit(scope, value.type(), emit(value), emit(power));
            case Expr.Dot(var kind, Expr sum, Expr left, Expr right) ->
                    DotProducts.emit(scope, kind, expr.type(), emit(sum), emit(left), emit(right));
            case Expr.Lookup(List<Float> table, Expr position) ->
                    TableLookups.emit(scope, table, emit(position));
            case Expr.Compare(var kind, Expr left, Expr right) ->
                    Comparisons.emit(scope, kind, left.type().dtype(), emit(left), emit(right));
            case Expr.Select(Expr condition, Expr whenTrue, Expr whenFalse) ->
                    SelectArms.select(
                            scope, expr.type(), emit(condition), emit(whenTrue), emit(whenFalse));
            case Expr.Cast(Expr operand, DType dtype) ->
                    Casts.emit(scope, operand.type(), dtype, emit(operand));
            case Expr.Bitcast(Expr operand, DType dtype) -> bitcast(operand, dtype);
            case Expr.Load load -> Memory.load(scope, this, load);
            case Expr.Broadcast(Expr scalar, int lanes) -> broadcast(emit(scalar), lanes);
            case Expr.Ramp(Expr base, Expr stride, int lanes) ->
                    Lanes.ramp(scope, emit(base), emit(stride), lanes);
            case Expr.Shuffle(List<Expr> operands, List<Integer> lanes) ->
                    Lanes.shuffle(scope, emitAll(operands), lanes);
            case Expr.Test(Expr mask, boolean all) -> Lanes.test(scope, emit(mask), all);
            case Expr.Apply(String function, List<Expr> arguments, LoopType _) ->
                    Calls.apply(scope, function, emitAll(arguments));
        };
    }

    List<LlvmValue> emitAll(List<Expr> expressions) {
        List<LlvmValue> values = new ArrayList<>();
        expressions.forEach(expression -> values.add(emit(expression)));
        return values;
    }

    private LlvmValue broadcast(LlvmValue scalar, int lanes) {
        return lanes == 1 ? scalar : scope.builder().splat(scalar, lanes);
    }

    private LlvmValue bitcast(Expr operand, DType dtype) {
        LlvmType type = scope.types().value(new Expr.Bitcast(operand, dtype).type());
        return scope.builder().cast(CastOp.BITCAST, emit(operand), type);
    }

    private static int bits(LoopType type) {
        return type.lanes() * type.dtype().byteSize() * 8;
    }
}
