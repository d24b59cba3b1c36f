package dev.komodo.emit;

import dev.komodo.llvm.IrBuilder;
import dev.komodo.llvm.LlvmConstants;
import dev.komodo.llvm.LlvmType;
import dev.komodo.llvm.LlvmValue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Values of any number of lanes as vectors of one number of lanes, for instructions of the
/// processor that LLVM knows for whole registers only. Lanes that are added hold anything.
///
/// @param lanes how many lanes a piece has, a power of two
record VectorPieces(FunctionScope scope, int lanes) {
    /// What an instruction does with a piece of each operand.
    interface Instruction extends Function<List<LlvmValue>, LlvmValue> {}

    /// Applies an instruction to all lanes of operands of the same number of lanes.
    LlvmValue apply(List<LlvmValue> operands, Instruction instruction) {
        int count = operands.getFirst().type().lanes();
        List<LlvmValue> results = new ArrayList<>();
        for (int first = 0; first < count; first += lanes) {
            int begin = first;
            results.add(instruction.apply(operands.stream().map(o -> piece(o, begin)).toList()));
        }
        while (results.size() > 1) {
            for (int i = 0; i + 1 < results.size(); i++) {
                results.set(i, joined(results.get(i), results.remove(i + 1)));
            }
        }
        return first(results.getFirst(), operands.getFirst().type());
    }

    /// A vector of a piece's lanes that holds an operand's from one on.
    private LlvmValue piece(LlvmValue operand, int first) {
        IrBuilder builder = scope.builder();
        if (!operand.type().isVector()) {
            LlvmConstants constants = scope.module().constants();
            LlvmValue any = constants.poison(scope.types().lanes(operand.type(), lanes));
            return builder.insertElement(any, operand, 0);
        }
        int count = operand.type().lanes();
        if (count == lanes) {
            return operand;
        }
        List<Integer> picked =
                IntStream.range(first, first + lanes)
                        .mapToObj(lane -> lane < count ? lane : count - 1)
                        .toList();
        return builder.shuffle(operand, picked);
    }

    /// Both one behind the other; the shorter is as long as the longer first.
    private LlvmValue joined(LlvmValue low, LlvmValue high) {
        int width = low.type().lanes();
        List<Integer> whole =
                IntStream.range(0, width)
                        .mapToObj(lane -> Math.min(lane, high.type().lanes() - 1))
                        .toList();
        LlvmValue wide = high.type().lanes() == width ? high : scope.builder().shuffle(high, whole);
        return scope.builder().shuffle(low, wide, IntStream.range(0, 2 * width).boxed().toList());
    }

    /// As many lanes as the operands had.
    private LlvmValue first(LlvmValue result, LlvmType like) {
        if (!like.isVector()) {
            return scope.builder().extractElement(result, 0);
        }
        return result.type().lanes() == like.lanes()
                ? result
                : scope.builder()
                        .shuffle(result, IntStream.range(0, like.lanes()).boxed().toList());
    }
}
