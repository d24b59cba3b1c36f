package dev.komodo.llvm;

import dev.komodo.llvm.generated.Llvm;

import java.lang.foreign.MemorySegment;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/// Instructions that move lanes of vectors and fields of structs.
public abstract sealed class VectorInstructions extends ScalarInstructions
        permits MemoryInstructions {
    VectorInstructions(LlvmModule module, MemorySegment builder) {
        super(module, builder);
    }

    /// The lane at `index`, an integer; poison if there is none.
    public LlvmValue extractElement(LlvmValue vector, LlvmValue index) {
        Operands.requireVector("extractelement", vector);
        Operands.requireInteger("extractelement", index);
        return value(
                Llvm.LLVMBuildExtractElement(
                        builder(), vector.handle(), index.handle(), NativeText.EMPTY),
                vector.type().scalar());
    }

    /// The lane at `index`.
    public LlvmValue extractElement(LlvmValue vector, int index) {
        return extractElement(vector, lane(index));
    }

    /// `vector` with another lane at `index`, an integer.
    public LlvmValue insertElement(LlvmValue vector, LlvmValue element, LlvmValue index) {
        Operands.requireVector("insertelement", vector);
        Operands.requireType("the lane of insertelement", element, vector.type().scalar());
        Operands.requireInteger("insertelement", index);
        return value(
                Llvm.LLVMBuildInsertElement(
                        builder(),
                        vector.handle(),
                        element.handle(),
                        index.handle(),
                        NativeText.EMPTY),
                vector.type());
    }

    /// `vector` with another lane at `index`.
    public LlvmValue insertElement(LlvmValue vector, LlvmValue element, int index) {
        return insertElement(vector, element, lane(index));
    }

    /// Lanes picked from `first` and then `second`.
    ///
    /// @param lanes for each lane of the result its index in both vectors together, or -1 for
    ///   poison
    public LlvmValue shuffle(LlvmValue first, LlvmValue second, List<Integer> lanes) {
        Operands.requireVector("shufflevector", first);
        Operands.requireSame("shufflevector", first, second);
        LlvmConstants constants = module().context().constants();
        LlvmType i32 = module().context().types().i32();
        int limit = first.type().lanes() * 2;
        List<LlvmValue> mask =
                lanes.stream()
                        .map(
                                lane ->
                                        lane == -1
                                                ? constants.poison(i32)
                                                : constants.integer(i32, checked(lane, limit)))
                        .toList();
        return value(
                Llvm.LLVMBuildShuffleVector(
                        builder(),
                        first.handle(),
                        second.handle(),
                        constants.vector(mask).handle(),
                        NativeText.EMPTY),
                module().context().types().vector(first.type().scalar(), lanes.size()));
    }

    /// Lanes picked from one vector.
    public LlvmValue shuffle(LlvmValue vector, List<Integer> lanes) {
        return shuffle(vector, module().context().constants().poison(vector.type()), lanes);
    }

    /// `scalar` in each of `lanes` lanes.
    public LlvmValue splat(LlvmValue scalar, int lanes) {
        LlvmContext context = module().context();
        if (scalar.isConstant()) {
            return context.constants().splat(scalar, lanes);
        }
        LlvmType type = context.types().vector(scalar.type(), lanes);
        LlvmValue first = insertElement(context.constants().poison(type), scalar, 0);
        return shuffle(first, Collections.nCopies(lanes, 0));
    }

    /// `count` neighbouring lanes from `start`.
    public LlvmValue slice(LlvmValue vector, int start, int count) {
        return shuffle(vector, IntStream.range(start, start + count).boxed().toList());
    }

    /// The lanes of `first` and then those of `second`.
    public LlvmValue concat(LlvmValue first, LlvmValue second) {
        return shuffle(
                first, second, IntStream.range(0, first.type().lanes() * 2).boxed().toList());
    }

    /// The field at `index` of a struct.
    public LlvmValue extractValue(LlvmValue struct, int index) {
        LlvmType field = struct.type().fields().get(index);
        return value(
                Llvm.LLVMBuildExtractValue(builder(), struct.handle(), index, NativeText.EMPTY),
                field);
    }

    /// `struct` with another field at `index`.
    public LlvmValue insertValue(LlvmValue struct, LlvmValue field, int index) {
        Operands.requireType("the field of insertvalue", field, struct.type().fields().get(index));
        return value(
                Llvm.LLVMBuildInsertValue(
                        builder(), struct.handle(), field.handle(), index, NativeText.EMPTY),
                struct.type());
    }

    private LlvmValue lane(int index) {
        return module().context().constants().integer(module().context().types().i32(), index);
    }

    private static int checked(int lane, int limit) {
        if (lane < 0 || lane >= limit) {
            throw new IllegalArgumentException(
                    "Asked to shuffle lane %d of two vectors with %d lanes together"
                            .formatted(lane, limit));
        }
        return lane;
    }
}
