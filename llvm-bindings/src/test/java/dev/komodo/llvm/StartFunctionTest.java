package dev.komodo.llvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.komodo.llvm.generated.LLVMJITEvaluatedSymbol;
import dev.komodo.llvm.generated.LLVMJITSymbolFlags;
import dev.komodo.llvm.generated.LLVMOrcCJITDylibSearchOrderElement;
import dev.komodo.llvm.generated.LLVMOrcCLookupSetElement;
import dev.komodo.llvm.generated.LLVMOrcCSymbolMapPair;
import dev.komodo.llvm.generated.Llvm;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.foreign.MemorySegment;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;

/// What is called without the generated bindings is as these say.
class StartFunctionTest {
    /// Passed in an integer register (System V ABI, class INTEGER).
    private static final Set<Class<?>> WORDS = Set.of(MemorySegment.class, long.class, int.class);

    @ParameterizedTest
    @EnumSource
    void isCalledAsItIsDeclared(StartFunction function) {
        Method declared =
                Arrays.stream(Llvm.class.getMethods())
                        .filter(method -> method.getName().equals(function.symbol()))
                        .findFirst()
                        .orElseThrow();
        assertThat(declared.getParameterTypes())
                .hasSize(function.arity())
                .allMatch(WORDS::contains);
        assertThat(declared.getReturnType())
                .matches(type -> type == void.class || WORDS.contains(type));
    }

    @Test
    void anotherNumberOfArgumentsIsRefused() {
        LlvmVersion.loaded();
        assertThatThrownBy(() -> StartFunction.GET_VERSION.call(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("LLVMGetVersion takes 3 arguments, found 1");
    }

    @Test
    void structuresAreLaidOutAsDeclared() {
        assertThat(OrcLayouts.SYMBOL_BYTES).isEqualTo(LLVMOrcCSymbolMapPair.sizeof());
        assertThat(OrcLayouts.SYMBOL_NAME).isEqualTo(LLVMOrcCSymbolMapPair.Name$offset());
        long symbol = LLVMOrcCSymbolMapPair.Sym$offset();
        assertThat(OrcLayouts.SYMBOL_ADDRESS)
                .isEqualTo(symbol + LLVMJITEvaluatedSymbol.Address$offset());
        assertThat(OrcLayouts.SYMBOL_FLAGS)
                .isEqualTo(
                        symbol
                                + LLVMJITEvaluatedSymbol.Flags$offset()
                                + LLVMJITSymbolFlags.GenericFlags$offset());
        assertThat(OrcLayouts.ELEMENT_BYTES)
                .isEqualTo(LLVMOrcCLookupSetElement.sizeof())
                .isEqualTo(LLVMOrcCJITDylibSearchOrderElement.sizeof());
        assertThat(OrcLayouts.ELEMENT_POINTER)
                .isEqualTo(LLVMOrcCLookupSetElement.Name$offset())
                .isEqualTo(LLVMOrcCJITDylibSearchOrderElement.JD$offset());
        assertThat(OrcLayouts.ELEMENT_FLAGS)
                .isEqualTo(LLVMOrcCLookupSetElement.LookupFlags$offset())
                .isEqualTo(LLVMOrcCJITDylibSearchOrderElement.JDLookupFlags$offset());
    }

    @Test
    void constantsAreTheDeclaredOnes() {
        assertThat((int) OrcLayouts.EXPORTED_AND_CALLABLE)
                .isEqualTo(
                        Llvm.LLVMJITSymbolGenericFlagsExported()
                                | Llvm.LLVMJITSymbolGenericFlagsCallable());
        assertThat(OrcLayouts.LOOKUP_KIND_STATIC).isEqualTo(Llvm.LLVMOrcLookupKindStatic());
        assertThat(OrcLayouts.MATCH_EXPORTED_ONLY)
                .isEqualTo(Llvm.LLVMOrcJITDylibLookupFlagsMatchExportedSymbolsOnly());
        assertThat(OrcLayouts.REQUIRED_SYMBOL)
                .isEqualTo(Llvm.LLVMOrcSymbolLookupFlagsRequiredSymbol());
    }
}
