package dev.komodo.llvm;

import dev.komodo.llvm.generated.Llvm;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;

/// Appends instructions to a block: LLVM's `IRBuilder`, with the operands checked, because LLVM
/// takes them on trust. Operands that are constants are folded. Owned by its module and bound to
/// its thread.
///
/// Arithmetic is in [ScalarInstructions], lanes in [VectorInstructions], memory in
/// [MemoryInstructions]; control flow and calls are here.
public final class IrBuilder extends MemoryInstructions {
    private @Nullable LlvmBlock block;

    IrBuilder(LlvmModule module, MemorySegment builder) {
        super(module, builder);
    }

    /// Goes on at the end of `block`.
    public IrBuilder at(LlvmBlock newBlock) {
        Llvm.LLVMPositionBuilderAtEnd(handle(), newBlock.handle());
        block = newBlock;
        return this;
    }

    /// Goes on before the first instruction of `block`, where entry blocks have their allocas.
    public IrBuilder atStart(LlvmBlock newBlock) {
        MemorySegment first = Llvm.LLVMGetFirstInstruction(newBlock.handle());
        if (first.address() == 0) {
            return at(newBlock);
        }
        Llvm.LLVMPositionBuilderBefore(handle(), first);
        block = newBlock;
        return this;
    }

    @Override
    public LlvmBlock block() {
        if (block == null) {
            throw new IllegalStateException(
                    "Asked to build with a builder that was never placed: call at(block) first");
        }
        return block;
    }

    public LlvmValue ret() {
        return nothing(Llvm.LLVMBuildRetVoid(builder()));
    }

    public LlvmValue ret(LlvmValue value) {
        Operands.requireType("the result", value, block().function().signature().result());
        return nothing(Llvm.LLVMBuildRet(builder(), value.handle()));
    }

    /// Says that control does not come here.
    public LlvmValue unreachable() {
        return nothing(Llvm.LLVMBuildUnreachable(builder()));
    }

    public LlvmValue br(LlvmBlock target) {
        return nothing(Llvm.LLVMBuildBr(builder(), target.handle()));
    }

    public LlvmValue condBr(LlvmValue condition, LlvmBlock whenTrue, LlvmBlock whenFalse) {
        Operands.requireType(
                "the condition of a branch", condition, module().context().types().i1());
        return nothing(
                Llvm.LLVMBuildCondBr(
                        builder(), condition.handle(), whenTrue.handle(), whenFalse.handle()));
    }

    /// Marks the branch back to a loop's header with the loop's identity and hints.
    public LlvmValue loop(LlvmValue branch, LlvmMetadata loop) {
        return attach(branch, "llvm.loop", loop);
    }

    /// Goes to the block of the case that equals `selector`, else to `otherwise`.
    ///
    /// @param cases in their iteration order
    public LlvmValue switchOn(LlvmValue selector, LlvmBlock otherwise, Map<Long, LlvmBlock> cases) {
        Operands.requireInteger("switch", selector);
        LlvmValue instruction =
                nothing(
                        Llvm.LLVMBuildSwitch(
                                builder(), selector.handle(), otherwise.handle(), cases.size()));
        LlvmConstants constants = module().context().constants();
        cases.forEach(
                (key, target) ->
                        Llvm.LLVMAddCase(
                                instruction.handle(),
                                constants.integer(selector.type(), key).handle(),
                                target.handle()));
        return instruction;
    }

    /// A phi without incoming values yet; it must come before the block's other instructions.
    public LlvmPhi phi(LlvmType type) {
        LlvmTypes.requireSized(type);
        return new LlvmPhi(
                module().scoped(Llvm.LLVMBuildPhi(builder(), type.handle(), NativeText.EMPTY)),
                type);
    }

    public LlvmValue call(LlvmFunction callee, List<LlvmValue> arguments) {
        Operands.requireArguments(callee.name(), callee.signature(), arguments);
        return call(callee, callee.signature(), arguments);
    }

    public LlvmValue call(LlvmFunction callee, LlvmValue... arguments) {
        return call(callee, List.of(arguments));
    }

    /// Calls a function pointer of type `signature`.
    public LlvmValue callPointer(LlvmValue callee, LlvmType signature, List<LlvmValue> arguments) {
        Operands.requirePointer("call", callee);
        Operands.requireArguments("a function pointer", signature, arguments);
        return call(callee, signature, arguments);
    }

    /// Calls an intrinsic; see [LlvmModule#intrinsic].
    public LlvmValue intrinsic(String base, List<LlvmType> overloads, LlvmValue... arguments) {
        return call(module().intrinsic(base, overloads), List.of(arguments));
    }

    private LlvmValue call(LlvmValue callee, LlvmType signature, List<LlvmValue> arguments) {
        MemorySegment pointers =
                module().context().pointers(arguments.stream().map(LlvmValue::handle).toList());
        return value(
                Llvm.LLVMBuildCall2(
                        builder(),
                        signature.handle(),
                        callee.handle(),
                        pointers,
                        arguments.size(),
                        NativeText.EMPTY),
                signature.result());
    }
}
