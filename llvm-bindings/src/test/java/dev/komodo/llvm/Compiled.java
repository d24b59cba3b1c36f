package dev.komodo.llvm;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/// Short ways to compile small modules in tests.
final class Compiled {
    static final Duration DEADLINE = Duration.ofSeconds(60);

    private Compiled() {}

    /// Runs `body` with a fresh context on a compile thread.
    static <T> T inContext(Function<LlvmContext, T> body) {
        return LlvmThreads.shared()
                .call(
                        "run a test",
                        DEADLINE,
                        () -> {
                            try (LlvmContext context = LlvmContext.create()) {
                                return body.apply(context);
                            }
                        });
    }

    /// The object of a module for the host that `fill` builds, verified and optimised.
    static byte[] object(Consumer<LlvmModule> fill) {
        return inContext(
                context -> {
                    try (TargetMachine target = TargetMachine.create(TargetOptions.host())) {
                        LlvmModule module = context.module("test").setTarget(target);
                        fill.accept(module);
                        module.verify();
                        target.optimize(module, Optimisation.O3);
                        return target.emitObject(module);
                    }
                });
    }

    /// Compiles AMX for a CPU without it, which LLVM ends by a fatal error. Call it on a compile
    /// thread.
    static byte[] unselectable() {
        try (LlvmContext context = LlvmContext.create();
                TargetMachine target = TargetMachine.create(TargetOptions.cpu("x86-64-v3"))) {
            LlvmModule module = context.module("amx").setTarget(target);
            LlvmTypes types = context.types();
            LlvmFunction function =
                    module.addFunction("f", types.function(types.voidType()), Linkage.EXTERNAL);
            IrBuilder builder = module.builder().at(function.addBlock("entry"));
            builder.intrinsic(
                    "llvm.x86.tilezero", List.of(), context.constants().integer(types.i8(), 0));
            builder.ret();
            module.verify();
            return target.emitObject(module);
        }
    }

    /// What the caller of [#unselectable] is told.
    static String fatalText() {
        try {
            byte[] object =
                    LlvmThreads.shared().call("compile AMX", DEADLINE, Compiled::unselectable);
            return "compiled to " + object.length + " bytes";
        } catch (LlvmFatalException fatal) {
            return String.valueOf(fatal.getMessage());
        }
    }

    /// Defines `double name(double x) { return op(x, constant); }`.
    static LlvmFunction unary(
            LlvmModule module, String name, Linkage linkage, BinaryOp op, double constant) {
        LlvmContext context = module.context();
        LlvmType f64 = context.types().f64();
        LlvmFunction function =
                module.addFunction(name, context.types().function(f64, f64), linkage)
                        .with(LlvmAttribute.NOUNWIND);
        IrBuilder builder = module.builder().at(function.addBlock("entry"));
        builder.ret(
                builder.binary(
                        op, function.parameter(0), context.constants().floating(f64, constant)));
        return function;
    }
}
