package dev.komodo.emit;

import dev.komodo.graph.CompareOp;
import dev.komodo.graph.DType;
import dev.komodo.llvm.FloatPredicate;
import dev.komodo.llvm.IntPredicate;
import dev.komodo.llvm.LlvmValue;

/// Comparisons: false on NaN, but for "not equal"; a false bool is less than a true one.
final class Comparisons {
    private Comparisons() {}

    static LlvmValue emit(
            FunctionScope scope, CompareOp kind, DType dtype, LlvmValue left, LlvmValue right) {
        return switch (dtype.kind()) {
            case FLOAT -> scope.builder().fcmp(floating(kind), left, right);
            case SIGNED -> scope.builder().icmp(signed(kind), left, right);
            case UNSIGNED, BOOLEAN -> scope.builder().icmp(unsigned(kind), left, right);
        };
    }

    private static FloatPredicate floating(CompareOp kind) {
        return switch (kind) {
            case EQUAL -> FloatPredicate.OEQ;
            case NOT_EQUAL -> FloatPredicate.UNE;
            case LESS -> FloatPredicate.OLT;
            case LESS_EQUAL -> FloatPredicate.OLE;
            case GREATER -> FloatPredicate.OGT;
            case GREATER_EQUAL -> FloatPredicate.OGE;
        };
    }

    private static IntPredicate signed(CompareOp kind) {
        return switch (kind) {
            case EQUAL -> IntPredicate.EQ;
            case NOT_EQUAL -> IntPredicate.NE;
            case LESS -> IntPredicate.SLT;
            case LESS_EQUAL -> IntPredicate.SLE;
            case GREATER -> IntPredicate.SGT;
            case GREATER_EQUAL -> IntPredicate.SGE;
        };
    }

    private static IntPredicate unsigned(CompareOp kind) {
        return switch (kind) {
            case EQUAL -> IntPredicate.EQ;
            case NOT_EQUAL -> IntPredicate.NE;
            case LESS -> IntPredicate.ULT;
            case LESS_EQUAL -> IntPredicate.ULE;
            case GREATER -> IntPredicate.UGT;
            case GREATER_EQUAL -> IntPredicate.UGE;
        };
    }
}
