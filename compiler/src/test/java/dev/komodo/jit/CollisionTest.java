package dev.komodo.jit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.emit.NameSource;
import dev.komodo.llvm.LlvmThreads;
import dev.komodo.llvm.OrcDylib;
import dev.komodo.llvm.OrcJit;

import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.function.Supplier;

/// The defect that Komodo exists to make impossible: two processes give different functions one
/// symbol, their objects meet in a third, and the linker silently takes the first for both.
class CollisionTest {
    private static final double ADDED = 12;
    private static final double DOUBLED = 20;

    @Test
    void countedNamesInOneDylibCallTheWrongBody() {
        assertThat(callsInOneDylib(FixedNames::new)).containsExactly(ADDED, ADDED);
    }

    @Test
    void randomNamesCallTheRightBodyEvenInOneDylib() {
        assertThat(callsInOneDylib(RandomNames::new)).containsExactly(ADDED, DOUBLED);
    }

    @Test
    void ownDylibsCallTheRightBodyEvenWithCountedNames() {
        ObjectCode add = Kernels.compile("x[0] + 0x1.0p1:f64", new FixedNames()).code();
        ObjectCode twice = Kernels.compile("x[0] * 0x1.0p1:f64", new FixedNames()).code();
        assertThat(add.run()).isEqualTo(twice.run());
        try (OrcJit linker = OrcJit.create(LlvmThreads.shared());
                LinkedImage first = link(linker, add);
                LinkedImage second = link(linker, twice)) {
            assertThat(Kernels.call(at(first.address(add.run())), 10)).isEqualTo(ADDED);
            assertThat(Kernels.call(at(second.address(twice.run())), 10)).isEqualTo(DOUBLED);
        }
    }

    /// What a third process does: it links the objects of two others into one dylib.
    private static double[] callsInOneDylib(Supplier<NameSource> process) {
        ObjectCode add = Kernels.compile("x[0] + 0x1.0p1:f64", process.get()).code();
        ObjectCode twice = Kernels.compile("x[0] * 0x1.0p1:f64", process.get()).code();
        try (OrcJit linker = OrcJit.create(LlvmThreads.shared());
                OrcDylib dylib = linker.dylib()) {
            dylib.addObject(add.bytes());
            dylib.addObject(twice.bytes());
            return new double[] {
                Kernels.call(at(dylib.lookup(add.run())), 10),
                Kernels.call(at(dylib.lookup(twice.run())), 10)
            };
        }
    }

    private static LinkedImage link(OrcJit linker, ObjectCode code) {
        return LinkedImage.InDylib.link(
                linker.dylib(), code.bytes(), code.entrySymbols(), Map.of());
    }

    private static MemorySegment at(long address) {
        return MemorySegment.ofAddress(address);
    }
}
