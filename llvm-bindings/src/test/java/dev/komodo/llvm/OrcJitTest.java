package dev.komodo.llvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import org.junit.jupiter.api.Test;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

class OrcJitTest {
    private static final MethodHandle UNARY =
            Linker.nativeLinker().downcallHandle(FunctionDescriptor.of(JAVA_DOUBLE, JAVA_DOUBLE));

    private final OrcJit jit = OrcJit.create(LlvmThreads.shared());

    @Test
    void linksAndRunsAnObject() {
        try (OrcDylib dylib = jit.dylib()) {
            dylib.addObject(unary("twice", BinaryOp.FMUL, 2));
            assertThat(call(dylib.lookup("twice"), 10)).isEqualTo(20);
        }
        jit.close();
    }

    @Test
    void dylibsOfTheSameSymbolKeepApart() {
        try (OrcDylib first = jit.dylib();
                OrcDylib second = jit.dylib()) {
            first.addObject(unary("f", BinaryOp.FADD, 2));
            second.addObject(unary("f", BinaryOp.FMUL, 2));
            assertThat(call(first.lookup("f"), 10)).isEqualTo(12);
            assertThat(call(second.lookup("f"), 10)).isEqualTo(20);
        }
    }

    @Test
    void sharedDylibMergesEqualNamesIntoTheWrongBody() {
        try (OrcDylib shared = jit.dylib()) {
            shared.addObject(entry("entry_a", "f_1", BinaryOp.FADD));
            shared.addObject(entry("entry_b", "f_1", BinaryOp.FMUL));
            assertThat(call(shared.lookup("entry_a"), 10)).isEqualTo(12);
            // 20 is right: this is the defect that unique names and one dylib per image prevent
            assertThat(call(shared.lookup("entry_b"), 10)).isEqualTo(12);
        }
        try (OrcDylib shared = jit.dylib()) {
            shared.addObject(entry("entry_a", "f_9b1d", BinaryOp.FADD));
            shared.addObject(entry("entry_b", "f_77aa", BinaryOp.FMUL));
            assertThat(call(shared.lookup("entry_a"), 10)).isEqualTo(12);
            assertThat(call(shared.lookup("entry_b"), 10)).isEqualTo(20);
        }
    }

    @Test
    void strongSymbolDefinedTwiceIsRefused() {
        try (OrcDylib dylib = jit.dylib()) {
            dylib.addObject(unary("f", BinaryOp.FADD, 1));
            assertThatThrownBy(() -> dylib.addObject(unary("f", BinaryOp.FADD, 2)))
                    .isInstanceOf(LlvmException.class)
                    .hasMessageContaining("uplicate definition of symbol 'f'");
        }
        assertNextLinkWorks();
    }

    @Test
    void processSymbolsAreNotBound() {
        try (OrcDylib dylib = jit.dylib()) {
            dylib.addObject(caller("entry", "system"));
            assertThatThrownBy(() -> dylib.lookup("entry"))
                    .isInstanceOf(LlvmException.class)
                    .hasMessageContaining("Symbols not found")
                    .hasMessageContaining("system");
        }
        assertNextLinkWorks();
    }

    @Test
    void lookupOfAnUnknownSymbolNamesIt() {
        try (OrcDylib dylib = jit.dylib()) {
            assertThatThrownBy(() -> dylib.lookup("nowhere"))
                    .isInstanceOf(LlvmException.class)
                    .hasMessageContaining("Symbols not found")
                    .hasMessageContaining("nowhere");
        }
    }

    @Test
    void absoluteSymbolsAreReachedWhereverTheyLie() {
        try (OrcDylib callee = jit.dylib();
                OrcDylib dylib = jit.dylib()) {
            long cos = Linker.nativeLinker().defaultLookup().findOrThrow("cos").address();
            dylib.defineAbsolute(Map.of("outside", cos));
            dylib.addObject(caller("entry", "outside"));
            assertThat(call(dylib.lookup("entry"), 0)).isEqualTo(1);
            assertThatThrownBy(() -> dylib.defineAbsolute(Map.of("outside", cos)))
                    .isInstanceOf(LlvmException.class)
                    .hasMessageContaining("outside");
            assertThatThrownBy(() -> callee.lookup("outside")).isInstanceOf(LlvmException.class);
        }
    }

    @Test
    void bytesThatAreNoObjectAreRefused() {
        try (OrcDylib dylib = jit.dylib()) {
            assertThatThrownBy(() -> dylib.addObject(new byte[] {1, 2, 3}))
                    .isInstanceOf(LlvmException.class)
                    .hasMessageContaining("add an object");
        }
        assertNextLinkWorks();
    }

    @Test
    void closedDylibThrowsAndClosingTwiceIsHarmless() {
        OrcDylib dylib = jit.dylib();
        assertThatThrownBy(jit::close).isInstanceOf(IllegalStateException.class);
        dylib.close();
        dylib.close();
        assertThatThrownBy(() -> dylib.lookup("f")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> dylib.addObject(new byte[0]))
                .isInstanceOf(IllegalStateException.class);
        jit.close();
        jit.close();
        assertThatThrownBy(jit::dylib).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void fatalErrorInALinkAbandonsTheSessionAndTheNextLinkWorks() {
        try (OrcDylib lost = jit.dylib()) {
            lost.addObject(unary("f", BinaryOp.FADD, 2));
            long linkedBefore = lost.lookup("f");
            assertThatThrownBy(() -> jit.run(lost.session(), "link", Compiled::unselectable))
                    .isInstanceOf(LlvmFatalException.class)
                    .hasMessageContaining("Cannot select");
            assertNextLinkWorks();
            assertThatThrownBy(() -> lost.lookup("f"))
                    .isInstanceOf(LlvmException.class)
                    .hasMessageContaining("did not come back");
            assertThat(call(linkedBefore, 10)).isEqualTo(12);
        }
        jit.close();
    }

    @Test
    void functionsWithUnwindTablesLinkAndClear() {
        for (int i = 0; i < 3; i++) {
            try (OrcDylib dylib = jit.dylib()) {
                dylib.addObject(entry("entry", "helper", BinaryOp.FMUL));
                assertThat(call(dylib.lookup("entry"), 10)).isEqualTo(20);
            }
        }
    }

    @Test
    void severalSymbolsAreLookedUpAtOnce() {
        try (OrcDylib dylib = jit.dylib()) {
            dylib.addObject(unary("f", BinaryOp.FADD, 2));
            dylib.addObject(unary("g", BinaryOp.FMUL, 2));
            Map<String, Long> found = dylib.lookup(List.of("f", "g"));
            assertThat(found)
                    .containsOnlyKeys("f", "g")
                    .containsEntry("f", dylib.lookup("f"))
                    .containsEntry("g", dylib.lookup("g"));
        }
    }

    @Test
    void manyThreadsLinkAtOnce() throws InterruptedException {
        byte[] object = unary("twice", BinaryOp.FMUL, 2);
        List<Thread> threads = new ArrayList<>();
        List<Double> results = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 8; i++) {
            int x = i;
            threads.add(
                    Thread.startVirtualThread(
                            () -> {
                                try (OrcDylib dylib = jit.dylib()) {
                                    dylib.addObject(object);
                                    results.add(call(dylib.lookup("twice"), x));
                                }
                            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(results).containsExactlyInAnyOrder(0.0, 2.0, 4.0, 6.0, 8.0, 10.0, 12.0, 14.0);
    }

    private void assertNextLinkWorks() {
        try (OrcDylib dylib = jit.dylib()) {
            dylib.addObject(unary("next", BinaryOp.FADD, 1));
            assertThat(call(dylib.lookup("next"), 1)).isEqualTo(2);
        }
    }

    private static byte[] unary(String name, BinaryOp op, double constant) {
        return Compiled.object(
                module -> Compiled.unary(module, name, Linkage.EXTERNAL, op, constant));
    }

    /// `entry` calls `helper`, a `linkonce_odr` function that LLVM may not inline.
    private static byte[] entry(String entry, String helper, BinaryOp op) {
        return Compiled.object(
                module -> {
                    LlvmFunction callee =
                            Compiled.unary(module, helper, Linkage.LINK_ONCE_ODR, op, 2)
                                    .with(LlvmAttribute.NOINLINE);
                    addCaller(module, entry, callee);
                });
    }

    private static byte[] caller(String entry, String undefined) {
        return Compiled.object(
                module -> {
                    LlvmType f64 = module.context().types().f64();
                    LlvmType signature = module.context().types().function(f64, f64);
                    addCaller(
                            module,
                            entry,
                            module.addFunction(undefined, signature, Linkage.EXTERNAL));
                });
    }

    private static void addCaller(LlvmModule module, String name, LlvmFunction callee) {
        LlvmFunction function = module.addFunction(name, callee.signature(), Linkage.EXTERNAL);
        IrBuilder builder = module.builder().at(function.addBlock("entry"));
        builder.ret(builder.call(callee, function.parameter(0)));
    }

    private static double call(long address, double x) {
        try {
            return (double) UNARY.invokeExact(MemorySegment.ofAddress(address), x);
        } catch (Throwable thrown) {
            throw new AssertionError(thrown);
        }
    }
}
