package dev.komodo.llvm;

import dev.komodo.llvm.generated.Llvm;

import java.lang.foreign.MemorySegment;

/// Instructions that compute: arithmetic, comparison, selection, casts. All of them work lane by
/// lane on vectors. No instruction gets a fast-math flag.
public abstract sealed class ScalarInstructions permits VectorInstructions {
    private final LlvmModule module;
    private final MemorySegment handle;

    ScalarInstructions(LlvmModule module, MemorySegment builder) {
        this.module = module;
        this.handle = builder;
    }

    /// The module that instructions are built for.
    public LlvmModule module() {
        return module;
    }

    /// `op(left, right)`
    public LlvmValue binary(BinaryOp op, LlvmValue left, LlvmValue right) {
        Operands.requireSame(op.name(), left, right);
        if (op.isFloating()) {
            Operands.requireFloating(op.name(), left);
        } else {
            Operands.requireInteger(op.name(), left);
        }
        return value(
                Llvm.LLVMBuildBinOp(
                        builder(), op.code(), left.handle(), right.handle(), NativeText.EMPTY),
                left.type());
    }

    public LlvmValue add(LlvmValue left, LlvmValue right) {
        return binary(BinaryOp.ADD, left, right);
    }

    public LlvmValue sub(LlvmValue left, LlvmValue right) {
        return binary(BinaryOp.SUB, left, right);
    }

    public LlvmValue mul(LlvmValue left, LlvmValue right) {
        return binary(BinaryOp.MUL, left, right);
    }

    public LlvmValue and(LlvmValue left, LlvmValue right) {
        return binary(BinaryOp.AND, left, right);
    }

    public LlvmValue or(LlvmValue left, LlvmValue right) {
        return binary(BinaryOp.OR, left, right);
    }

    public LlvmValue xor(LlvmValue left, LlvmValue right) {
        return binary(BinaryOp.XOR, left, right);
    }

    public LlvmValue shl(LlvmValue left, LlvmValue right) {
        return binary(BinaryOp.SHL, left, right);
    }

    public LlvmValue fadd(LlvmValue left, LlvmValue right) {
        return binary(BinaryOp.FADD, left, right);
    }

    public LlvmValue fsub(LlvmValue left, LlvmValue right) {
        return binary(BinaryOp.FSUB, left, right);
    }

    public LlvmValue fmul(LlvmValue left, LlvmValue right) {
        return binary(BinaryOp.FMUL, left, right);
    }

    public LlvmValue fdiv(LlvmValue left, LlvmValue right) {
        return binary(BinaryOp.FDIV, left, right);
    }

    /// `0 - value` in two's complement.
    public LlvmValue neg(LlvmValue value) {
        return sub(module.context().constants().zero(value.type()), value);
    }

    /// All bits flipped; for `i1`, the negation.
    public LlvmValue not(LlvmValue value) {
        return xor(value, module.context().constants().allOnes(value.type()));
    }

    /// The sign flipped, of NaN as well.
    public LlvmValue fneg(LlvmValue value) {
        Operands.requireFloating("fneg", value);
        return value(Llvm.LLVMBuildFNeg(builder(), value.handle(), NativeText.EMPTY), value.type());
    }

    /// Promises that an add, sub, mul or shl does not overflow as signed; the same value.
    public LlvmValue noSignedWrap(LlvmValue value) {
        if (value.isInstruction()) {
            Llvm.LLVMSetNSW(value.handle(), 1);
        }
        return value;
    }

    /// Promises that an add, sub, mul or shl does not overflow as unsigned; the same value.
    public LlvmValue noUnsignedWrap(LlvmValue value) {
        if (value.isInstruction()) {
            Llvm.LLVMSetNUW(value.handle(), 1);
        }
        return value;
    }

    /// A comparison of integers or pointers; `i1`, or a vector of it.
    public LlvmValue icmp(IntPredicate predicate, LlvmValue left, LlvmValue right) {
        Operands.requireSame("icmp", left, right);
        if (!left.type().isPointer()) {
            Operands.requireInteger("icmp", left);
        }
        return value(
                Llvm.LLVMBuildICmp(
                        builder(),
                        predicate.code(),
                        left.handle(),
                        right.handle(),
                        NativeText.EMPTY),
                truth(left.type()));
    }

    /// A comparison of floating point; `i1`, or a vector of it.
    public LlvmValue fcmp(FloatPredicate predicate, LlvmValue left, LlvmValue right) {
        Operands.requireSame("fcmp", left, right);
        Operands.requireFloating("fcmp", left);
        return value(
                Llvm.LLVMBuildFCmp(
                        builder(),
                        predicate.code(),
                        left.handle(),
                        right.handle(),
                        NativeText.EMPTY),
                truth(left.type()));
    }

    /// `condition ? whenTrue : whenFalse`; lane by lane if the condition is a vector.
    public LlvmValue select(LlvmValue condition, LlvmValue whenTrue, LlvmValue whenFalse) {
        LlvmTypes.requireSized(whenTrue.type());
        Operands.requireSame("select", whenTrue, whenFalse);
        Operands.requireCondition("select", condition, whenTrue.type());
        return value(
                Llvm.LLVMBuildSelect(
                        builder(),
                        condition.handle(),
                        whenTrue.handle(),
                        whenFalse.handle(),
                        NativeText.EMPTY),
                whenTrue.type());
    }

    /// `value` as `type`; the same value if it is of that type.
    public LlvmValue cast(CastOp op, LlvmValue value, LlvmType type) {
        if (value.type() == type) {
            return value;
        }
        if (!op.accepts(value.type(), type)) {
            throw new IllegalArgumentException(
                    "Asked to build %s of %s to %s; no such cast".formatted(op, value, type));
        }
        return value(
                Llvm.LLVMBuildCast(
                        builder(), op.code(), value.handle(), type.handle(), NativeText.EMPTY),
                type);
    }

    /// Some fixed value in place of undef or poison.
    public LlvmValue freeze(LlvmValue value) {
        LlvmTypes.requireSized(value.type());
        return value(
                Llvm.LLVMBuildFreeze(builder(), value.handle(), NativeText.EMPTY), value.type());
    }

    /// Where instructions go.
    ///
    /// @throws IllegalStateException if the builder was never placed
    public abstract LlvmBlock block();

    /// The builder, placed.
    final MemorySegment builder() {
        block();
        return handle;
    }

    /// The builder, wherever it stands.
    final MemorySegment handle() {
        return handle;
    }

    final LlvmValue value(MemorySegment raw, LlvmType type) {
        return new LlvmValue(module.scoped(raw), type);
    }

    private LlvmType truth(LlvmType operands) {
        return operands.withScalar(module.context().types().i1());
    }
}
