package dev.komodo.emit;

import dev.komodo.llvm.IrBuilder;
import dev.komodo.llvm.LlvmConstants;
import dev.komodo.llvm.LlvmType;
import dev.komodo.llvm.LlvmValue;

import java.util.List;

/// Ramps, shuffles and tests of masks.
final class Lanes {
    private Lanes() {}

    /// `base + lane * stride`.
    static LlvmValue ramp(FunctionScope scope, LlvmValue base, LlvmValue stride, int lanes) {
        if (lanes == 1) {
            return base;
        }
        IrBuilder builder = scope.builder();
        LlvmType type = scope.types().lanes(base.type(), lanes);
        LlvmValue positions = scope.module().constants().iota(type, 0);
        LlvmValue offsets = builder.mul(builder.splat(stride, lanes), positions);
        return builder.add(builder.splat(base, lanes), offsets);
    }

    /// Lanes from the concatenation of one or two operands.
    static LlvmValue shuffle(FunctionScope scope, List<LlvmValue> operands, List<Integer> lanes) {
        IrBuilder builder = scope.builder();
        if (lanes.size() == 1) {
            return lane(scope, operands, lanes.getFirst());
        }
        LlvmValue first = vector(scope, operands.getFirst());
        return operands.size() == 1
                ? builder.shuffle(first, lanes)
                : builder.shuffle(first, vector(scope, operands.get(1)), lanes);
    }

    private static LlvmValue lane(FunctionScope scope, List<LlvmValue> operands, int lane) {
        int width = operands.getFirst().type().lanes();
        LlvmValue operand = operands.get(lane / width);
        return operand.type().isVector()
                ? scope.builder().extractElement(operand, lane % width)
                : operand;
    }

    /// A scalar as a vector of one lane.
    private static LlvmValue vector(FunctionScope scope, LlvmValue operand) {
        if (operand.type().isVector()) {
            return operand;
        }
        LlvmConstants constants = scope.module().constants();
        LlvmType type = scope.module().module().context().types().vector(operand.type(), 1);
        return scope.builder().insertElement(constants.poison(type), operand, 0);
    }

    /// Whether all lanes, or any, of a mask are true.
    static LlvmValue test(FunctionScope scope, LlvmValue mask, boolean all) {
        if (!mask.type().isVector()) {
            return mask;
        }
        String reduction = all ? "llvm.vector.reduce.and" : "llvm.vector.reduce.or";
        return scope.builder().intrinsic(reduction, List.of(mask.type()), mask);
    }
}
