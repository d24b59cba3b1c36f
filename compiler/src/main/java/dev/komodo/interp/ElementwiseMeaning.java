package dev.komodo.interp;

import dev.komodo.graph.BinaryOp;
import dev.komodo.graph.CompareOp;
import dev.komodo.graph.Conversion;
import dev.komodo.graph.DType;
import dev.komodo.graph.UnaryOp;

import java.util.function.LongUnaryOperator;

/// The meaning of the elementwise ops.
final class ElementwiseMeaning {
    private ElementwiseMeaning() {}

    static Elements unary(UnaryOp kind, Elements operand) {
        Elements result = Elements.zeros(kind.result(operand.dtype()), operand.sizes());
        for (int i = 0; i < result.count(); i++) {
            if (kind.domain() == UnaryOp.Domain.FLOAT_PREDICATE) {
                double x = operand.real(i);
                result.setTruth(i, kind == UnaryOp.IS_NAN ? Double.isNaN(x) : Double.isInfinite(x));
            } else if (operand.dtype().isFloat()) {
                result.setReal(i, RealMeaning.unary(kind, operand.real(i)));
            } else {
                result.setInteger(
                        i, IntegerMeaning.unary(kind, operand.integer(i), operand.dtype()));
            }
        }
        return result;
    }

    static Elements binary(BinaryOp kind, Elements left, Elements right) {
        Elements result = Elements.zeros(left.dtype(), left.sizes());
        for (int i = 0; i < result.count(); i++) {
            if (left.dtype().isFloat()) {
                result.setReal(i, RealMeaning.binary(kind, left.real(i), right.real(i)));
            } else {
                long value =
                        IntegerMeaning.binary(
                                kind, left.integer(i), right.integer(i), left.dtype());
                result.setInteger(i, value);
            }
        }
        return result;
    }

    static Elements compare(CompareOp kind, Elements left, Elements right) {
        Elements result = Elements.zeros(DType.BOOL, left.sizes());
        boolean reals = left.dtype().isFloat();
        for (int i = 0; i < result.count(); i++) {
            result.setTruth(
                    i,
                    reals
                            ? compare(kind, left.real(i), right.real(i))
                            : compare(
                                    kind,
                                    left.dtype().compare(left.integer(i), right.integer(i)),
                                    0));
        }
        return result;
    }

    private static boolean compare(CompareOp kind, double left, double right) {
        return switch (kind) {
            case EQUAL -> left == right;
            case NOT_EQUAL -> left != right;
            case LESS -> left < right;
            case LESS_EQUAL -> left <= right;
            case GREATER -> left > right;
            case GREATER_EQUAL -> left >= right;
        };
    }

    static Elements select(Elements condition, Elements whenTrue, Elements whenFalse) {
        Elements result = Elements.zeros(whenTrue.dtype(), whenTrue.sizes());
        for (int i = 0; i < result.count(); i++) {
            result.copy(i, condition.truth(i) ? whenTrue : whenFalse, i);
        }
        return result;
    }

    static Elements bitcast(Elements operand, DType dtype) {
        Elements result = Elements.zeros(dtype, operand.sizes());
        for (int i = 0; i < result.count(); i++) {
            result.setBits(i, dtype.wrap(operand.bits(i)));
        }
        return result;
    }

    static Elements cast(Elements operand, DType dtype) {
        Elements result = Elements.zeros(dtype, operand.sizes());
        LongUnaryOperator conversion = Conversion.of(operand.dtype(), dtype);
        for (int i = 0; i < result.count(); i++) {
            result.setBits(i, conversion.applyAsLong(operand.bits(i)));
        }
        return result;
    }
}
