package dev.komodo.llvm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.komodo.llvm.LlvmType.Kind;
import dev.komodo.llvm.generated.Llvm;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/// The constants of one context. For a vector type, a scalar constant fills every lane.
public final class LlvmConstants {
    private final LlvmContext context;

    LlvmConstants(LlvmContext context) {
        this.context = context;
    }

    /// An integer: the low bits of `value`.
    public LlvmValue integer(LlvmType type, long value) {
        if (!type.isInteger()) {
            throw new IllegalArgumentException("Asked for an integer constant of type " + type);
        }
        LlvmType lane = type.scalar();
        return fill(type, value(Llvm.LLVMConstInt(lane.handle(), value, 1), lane));
    }

    /// Floating point by its bits: NaN payloads, signed zeros and subnormals as given.
    ///
    /// @param bits in the low bits, as of [Float#floatToRawIntBits] for binary32
    public LlvmValue floatingBits(LlvmType type, long bits) {
        if (!type.isFloating()) {
            throw new IllegalArgumentException("Asked for a floating constant of type " + type);
        }
        LlvmType lane = type.scalar();
        LlvmValue pattern = integer(context.types().integer(lane.bits()), bits);
        return fill(type, value(Llvm.LLVMConstBitCast(pattern.handle(), lane.handle()), lane));
    }

    /// Floating point by its value.
    ///
    /// @throws IllegalArgumentException if `type` cannot hold `value` exactly (any NaN is held, as
    ///   the quiet one)
    public LlvmValue floating(LlvmType type, double value) {
        return floatingBits(type, FloatBits.exact(type.scalar(), value));
    }

    /// All bits zero: 0, +0.0, null, or an aggregate of these.
    public LlvmValue zero(LlvmType type) {
        LlvmTypes.requireSized(type);
        return value(Llvm.LLVMConstNull(type.handle()), type);
    }

    /// All bits one.
    public LlvmValue allOnes(LlvmType type) {
        return integer(type, -1);
    }

    /// `i1` true or false.
    public LlvmValue bool(boolean value) {
        return integer(context.types().i1(), value ? 1 : 0);
    }

    /// Any value, perhaps another at each use.
    public LlvmValue undef(LlvmType type) {
        LlvmTypes.requireSized(type);
        return value(Llvm.LLVMGetUndef(type.handle()), type);
    }

    /// No value: what depends on it is undefined.
    public LlvmValue poison(LlvmType type) {
        LlvmTypes.requireSized(type);
        return value(Llvm.LLVMGetPoison(type.handle()), type);
    }

    /// A vector of constants of one scalar type.
    public LlvmValue vector(List<LlvmValue> lanes) {
        LlvmType lane = lanes.getFirst().type();
        requireConstants(lane, lanes);
        return vectorOf(lanes);
    }

    private LlvmValue vectorOf(List<LlvmValue> lanes) {
        return value(
                Llvm.LLVMConstVector(pointers(lanes), lanes.size()),
                context.types().vector(lanes.getFirst().type(), lanes.size()));
    }

    /// A vector with `lane`, a constant, in every lane.
    public LlvmValue splat(LlvmValue lane, int lanes) {
        requireConstant(lane); // once for all
        return vectorOf(Collections.nCopies(lanes, lane));
    }

    /// `<start, start + 1, ...>` of an integer vector type.
    public LlvmValue iota(LlvmType vector, long start) {
        return vector(
                IntStream.range(0, vector.lanes())
                        .mapToObj(i -> integer(vector.scalar(), start + i))
                        .toList());
    }

    /// An array of constants of type `element`.
    public LlvmValue array(LlvmType element, List<LlvmValue> elements) {
        requireConstants(element, elements);
        return value(
                Llvm.LLVMConstArray2(element.handle(), pointers(elements), elements.size()),
                context.types().array(element, elements.size()));
    }

    /// An array of bytes; the cheap way to a large table.
    public LlvmValue bytes(byte[] content) {
        try (Arena arena = Arena.ofConfined()) {
            return value(
                    Llvm.LLVMConstStringInContext2(
                            context.handle(),
                            arena.allocateFrom(JAVA_BYTE, content),
                            content.length,
                            1),
                    context.types().array(context.types().i8(), content.length));
        }
    }

    /// A literal struct of constants.
    public LlvmValue struct(List<LlvmValue> fields) {
        fields.forEach(LlvmConstants::requireConstant);
        return value(
                Llvm.LLVMConstStructInContext(context.handle(), pointers(fields), fields.size(), 0),
                context.types().struct(fields.stream().map(LlvmValue::type).toList()));
    }

    private LlvmValue fill(LlvmType type, LlvmValue lane) {
        return type.kind() == Kind.VECTOR ? splat(lane, type.lanes()) : lane;
    }

    private MemorySegment pointers(List<LlvmValue> values) {
        return context.pointers(values.stream().map(LlvmValue::handle).toList());
    }

    private LlvmValue value(MemorySegment raw, LlvmType type) {
        return new LlvmValue(context.scoped(raw), type);
    }

    private static void requireConstants(LlvmType type, List<LlvmValue> values) {
        for (LlvmValue value : values) {
            Operands.requireType("an element of a constant", value, type);
            requireConstant(value);
        }
    }

    private static void requireConstant(LlvmValue value) {
        if (!value.isConstant()) {
            throw new IllegalArgumentException(
                    "Asked for a constant that holds a value known only at run time: " + value);
        }
    }
}
