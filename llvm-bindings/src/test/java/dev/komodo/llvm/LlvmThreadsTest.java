package dev.komodo.llvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.io.File;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

class LlvmThreadsTest {
    private final LlvmThreads threads = new LlvmThreads(1);

    @Test
    void runsOnADaemonOfItsOwnAndReusesIt() {
        Thread first = threads.call("look", Compiled.DEADLINE, Thread::currentThread);
        Thread second = threads.call("look", Compiled.DEADLINE, Thread::currentThread);
        assertThat(first).isNotSameAs(Thread.currentThread());
        assertThat(first.isDaemon()).isTrue();
        assertThat(first.getName()).startsWith("komodo-llvm-");
        assertThat(second.getName()).startsWith("komodo-llvm-");
    }

    @Test
    void nestedCallsStayOnTheThread() {
        assertThat(
                        threads.<Boolean>call(
                                "nest",
                                Compiled.DEADLINE,
                                () -> {
                                    Thread outer = Thread.currentThread();
                                    return outer
                                            == threads.call(
                                                    "nested",
                                                    Compiled.DEADLINE,
                                                    Thread::currentThread);
                                }))
                .isTrue();
    }

    @Test
    void exceptionsReachTheCaller() {
        assertThatThrownBy(
                        () ->
                                threads.call(
                                        "fail",
                                        Compiled.DEADLINE,
                                        () -> {
                                            throw new IllegalStateException("thrown inside");
                                        }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("thrown inside");
        assertNextCompileWorks();
    }

    @Test
    void deepRecursionFitsTheStack() {
        assertThat(threads.<Integer>call("recurse", Compiled.DEADLINE, () -> depth(200_000)))
                .isEqualTo(200_000);
    }

    @Test
    void deadlineEndsTheWaitAndTheNextCompileWorks() {
        CountDownLatch end = new CountDownLatch(1);
        assertThatThrownBy(
                        () ->
                                threads.call(
                                        "wait for ever",
                                        Duration.ofMillis(50),
                                        () -> awaitUninterruptibly(end)))
                .isInstanceOf(LlvmDeadlineException.class)
                .hasMessageContaining("wait for ever")
                .hasMessageContaining("50 ms");
        assertNextCompileWorks();
        end.countDown();
    }

    /// On a target without AMX LLVM reports `Cannot select` and would end the process.
    @Test
    void unselectableIntrinsicIsAnExceptionAndTheNextCompileWorks() {
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(this::compileAmxForAnOldCpu)
                    .isInstanceOf(LlvmFatalException.class)
                    .hasMessageContaining("compile for an old CPU")
                    .hasMessageContaining("Cannot select")
                    .hasMessageContaining("llvm.x86.tilezero");
            assertNextCompileWorks();
        }
    }

    /// Two class loaders share one LLVM with one fatal-error handler, that of the later one.
    @Test
    void fatalErrorsReachTheCallerInEachOfTwoClassLoaders() throws Exception {
        try (URLClassLoader other =
                new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
            Class<?> compiled = other.loadClass(Compiled.class.getName());
            assertThat(compiled).isNotSameAs(Compiled.class);
            Method fatalText = compiled.getDeclaredMethod("fatalText");
            fatalText.setAccessible(true);
            assertThat(fatalText.invoke(null)).asString().contains("Cannot select");
            assertThat(Compiled.fatalText()).contains("Cannot select");
            assertThat(fatalText.invoke(null)).asString().contains("Cannot select");
        }
        assertNextCompileWorks();
    }

    @Test
    void warningsAreKept() {
        List<String> warnings =
                Compiled.inContext(
                        context -> {
                            compileWithAWarning(context);
                            return context.warnings();
                        });
        assertThat(warnings).singleElement().asString().contains("stack frame size");
    }

    @Test
    void faultInAnUpcallIsAnExceptionAndTheNextCompileWorks() {
        IllegalStateException fault = new IllegalStateException("thrown in an upcall");
        assertThatThrownBy(
                        () ->
                                Compiled.inContext(
                                        context -> {
                                            context.diagnostics()
                                                    .observe(
                                                            text -> {
                                                                throw fault;
                                                            });
                                            return compileWithAWarning(context);
                                        }))
                .isInstanceOf(LlvmException.class)
                .hasCause(fault);
        assertNextCompileWorks();
    }

    @Test
    void errorThatLlvmReportsIsAnExceptionWithItsText() {
        assertThatThrownBy(() -> Compiled.inContext(LlvmThreadsTest::compileWithoutRegisters))
                .isInstanceOf(LlvmException.class)
                .hasMessageContaining("module no registers")
                .hasMessageContaining("SSE register return with SSE");
        assertNextCompileWorks();
    }

    private byte[] compileAmxForAnOldCpu() {
        return threads.call("compile for an old CPU", Compiled.DEADLINE, Compiled::unselectable);
    }

    /// Makes LLVM report through the diagnostic handler: a warning about the frame.
    private static byte[] compileWithAWarning(LlvmContext context) {
        try (TargetMachine target = TargetMachine.create(TargetOptions.host())) {
            LlvmModule module = context.module("frame").setTarget(target);
            LlvmTypes types = context.types();
            LlvmFunction function =
                    module.addFunction("f", types.function(types.voidType()), Linkage.EXTERNAL)
                            .with(LlvmAttribute.text("warn-stack-size", "1"));
            IrBuilder builder = module.builder().at(function.addBlock("entry"));
            LlvmValue room = builder.alloca(types.array(types.i64(), 100), 8);
            LlvmValue zero = context.constants().zero(types.i64());
            builder.makeVolatile(builder.store(zero, room, 8));
            builder.ret();
            module.verify();
            return target.emitObject(module);
        }
    }

    /// Makes LLVM report an error that is not fatal: a double has no register without SSE.
    private static byte[] compileWithoutRegisters(LlvmContext context) {
        TargetOptions options =
                new TargetOptions(
                        TargetOptions.LINUX_X86_64, "x86-64", "-sse", OptimisationLevel.DEFAULT);
        try (TargetMachine target = TargetMachine.create(options)) {
            LlvmModule module = context.module("no registers").setTarget(target);
            Compiled.unary(module, "f", Linkage.EXTERNAL, BinaryOp.FADD, 1);
            module.verify();
            return target.emitObject(module);
        }
    }

    private static URL[] classPath() throws MalformedURLException {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        return urls.toArray(URL[]::new);
    }

    private void assertNextCompileWorks() {
        byte[] object =
                threads.call(
                        "compile again",
                        Compiled.DEADLINE,
                        () ->
                                Compiled.object(
                                        module ->
                                                Compiled.unary(
                                                        module,
                                                        "next",
                                                        Linkage.EXTERNAL,
                                                        BinaryOp.FADD,
                                                        1)));
        assertThat(object).startsWith(0x7f, 'E', 'L', 'F');
    }

    private static int depth(int levels) {
        return levels == 0 ? 0 : 1 + depth(levels - 1);
    }

    private static boolean awaitUninterruptibly(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                latch.await();
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
                return true;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }
}
