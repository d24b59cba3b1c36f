package dev.komodo.jit;

import dev.komodo.llvm.Linkage;
import dev.komodo.llvm.LlvmContext;
import dev.komodo.llvm.LlvmFunction;
import dev.komodo.llvm.LlvmModule;
import dev.komodo.llvm.LlvmThreads;
import dev.komodo.llvm.LlvmType;
import dev.komodo.llvm.TargetMachine;
import dev.komodo.llvm.TargetOptions;

import java.time.Duration;
import java.util.List;

/// Objects that Komodo would never emit.
final class Objects {
    private Objects() {}

    /// `run`, `prepare` and `plan`, each of which calls a function that the object does not define.
    static byte[] calling(String symbol) {
        return LlvmThreads.shared()
                .call(
                        "make an object that calls " + symbol,
                        Duration.ofMinutes(1),
                        () -> {
                            try (TargetMachine machine =
                                            TargetMachine.create(TargetOptions.host());
                                    LlvmContext context = LlvmContext.create()) {
                                LlvmModule module = context.module("hostile").setTarget(machine);
                                fill(module, symbol);
                                return machine.emitObject(module);
                            }
                        });
    }

    private static void fill(LlvmModule module, String symbol) {
        LlvmType pointer = module.context().types().pointer();
        LlvmType signature =
                module.context().types().function(module.context().types().i32(), pointer);
        LlvmFunction callee = module.addFunction(symbol, signature, Linkage.EXTERNAL);
        for (String name : List.of("run", "prepare", "plan")) {
            LlvmFunction function = module.addFunction(name, signature, Linkage.EXTERNAL);
            var builder = module.builder().at(function.addBlock("entry"));
            builder.ret(builder.call(callee, function.parameter(0)));
        }
    }
}
