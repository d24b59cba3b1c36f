package dev.komodo.llvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.List;

class LlvmModuleTest {
    @Test
    void buildsOptimisesAndEmitsAnElfObject() {
        byte[] object =
                Compiled.object(
                        module ->
                                Compiled.unary(
                                        module, "twice", Linkage.EXTERNAL, BinaryOp.FMUL, 2));
        assertThat(object).startsWith(0x7f, 'E', 'L', 'F');
    }

    @Test
    void printsWhatWasBuilt() {
        String text =
                Compiled.inContext(
                        context -> {
                            LlvmModule module = context.module("printed");
                            Compiled.unary(
                                    module, "twice", Linkage.LINK_ONCE_ODR, BinaryOp.FMUL, 2);
                            return module.print();
                        });
        assertThat(text)
                .contains("define linkonce_odr double @twice(double %0)")
                .contains("fmul double %0, 2.000000e+00")
                .contains("nounwind");
    }

    @Test
    void verifierFailureCarriesItsText() {
        assertThatThrownBy(
                        () ->
                                Compiled.inContext(
                                        context -> {
                                            LlvmModule module = context.module("broken");
                                            LlvmType i32 = context.types().i32();
                                            module.addFunction(
                                                            "empty",
                                                            context.types().function(i32, i32),
                                                            Linkage.EXTERNAL)
                                                    .addBlock("entry");
                                            module.verify();
                                            return 0;
                                        }))
                .isInstanceOf(LlvmException.class)
                .hasMessageContaining("module broken")
                .hasMessageContaining("does not have terminator");
    }

    @Test
    void closingTwiceIsHarmlessAndUseAfterCloseThrows() {
        LlvmThreads.shared()
                .call(
                        "close twice",
                        Compiled.DEADLINE,
                        () -> {
                            LlvmContext context = LlvmContext.create();
                            LlvmModule module = context.module("m");
                            LlvmFunction function =
                                    Compiled.unary(module, "f", Linkage.EXTERNAL, BinaryOp.FADD, 1);
                            IrBuilder builder = module.builder();
                            module.close();
                            module.close();
                            assertThatThrownBy(module::print)
                                    .isInstanceOf(IllegalStateException.class);
                            assertThatThrownBy(() -> function.addBlock("late"))
                                    .isInstanceOf(IllegalStateException.class);
                            assertThatThrownBy(builder::ret)
                                    .isInstanceOf(IllegalStateException.class);
                            LlvmType i32 = context.types().i32();
                            context.close();
                            context.close();
                            assertThatThrownBy(() -> context.module("late"))
                                    .isInstanceOf(IllegalStateException.class);
                            assertThatThrownBy(() -> context.types().vector(i32, 4))
                                    .isInstanceOf(IllegalStateException.class);
                            return 0;
                        });
    }

    @Test
    void closingTheContextClosesItsModules() {
        LlvmThreads.shared()
                .call(
                        "close a context",
                        Compiled.DEADLINE,
                        () -> {
                            LlvmContext context = LlvmContext.create();
                            LlvmModule module = context.module("m");
                            context.close();
                            assertThatThrownBy(module::print)
                                    .isInstanceOf(IllegalStateException.class);
                            module.close();
                            return 0;
                        });
    }

    @Test
    void contextsAreMadeOnCompileThreadsOnly() {
        assertThatThrownBy(LlvmContext::create)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("LlvmThreads.call");
    }

    @Test
    void keepsEntriesThatNothingCalls() {
        String text =
                Compiled.inContext(
                        context -> {
                            try (TargetMachine target =
                                    TargetMachine.create(TargetOptions.host())) {
                                LlvmModule module = context.module("m").setTarget(target);
                                for (String name : List.of("kept", "also_kept", "dropped")) {
                                    LlvmFunction function =
                                            Compiled.unary(
                                                    module,
                                                    name,
                                                    Linkage.LINK_ONCE_ODR,
                                                    BinaryOp.FADD,
                                                    1);
                                    if (!name.equals("dropped")) {
                                        module.keep(function);
                                    }
                                }
                                module.verify();
                                target.optimize(module, Optimisation.O3);
                                return module.print();
                            }
                        });
        assertThat(text).contains("@kept(", "@also_kept(").doesNotContain("@dropped(");
    }

    @Test
    void refusesASymbolTwice() {
        assertThatThrownBy(
                        () ->
                                Compiled.inContext(
                                        context -> {
                                            LlvmModule module = context.module("m");
                                            Compiled.unary(
                                                    module,
                                                    "f",
                                                    Linkage.EXTERNAL,
                                                    BinaryOp.FADD,
                                                    1);
                                            return Compiled.unary(
                                                    module,
                                                    "f",
                                                    Linkage.EXTERNAL,
                                                    BinaryOp.FADD,
                                                    1);
                                        }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("symbol f");
    }
}
