package dev.komodo.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

final class RuntimeLibraryTest {
    @Test
    void theTableHoldsTheAbiVersionAndParallelFor() throws Throwable {
        RuntimeLibrary library = RuntimeLibrary.load();
        MemorySegment table = library.table();
        assertThat(table.get(ValueLayout.JAVA_LONG, 0)).isEqualTo(RuntimeLibrary.ABI_VERSION);
        assertThat(table.get(ValueLayout.ADDRESS, 8))
                .isEqualTo(library.symbol("komodo_parallel_for"));
        assertThat(
                        (MemorySegment)
                                Linker.nativeLinker()
                                        .downcallHandle(
                                                library.symbol("komodo_runtime_table_get"),
                                                FunctionDescriptor.of(ValueLayout.ADDRESS))
                                        .invokeExact())
                .isEqualTo(MemorySegment.ofAddress(table.address()));
    }

    @Test
    void aMissingSymbolIsNamed() {
        assertThatThrownBy(() -> RuntimeLibrary.load().symbol("komodo_nothing"))
                .isInstanceOf(NativeLibraryException.class)
                .hasMessageContaining("has no symbol komodo_nothing");
    }

    @Test
    void aPoolRefusesImpossibleSizesAndUseAfterClose() {
        assertThatThrownBy(() -> ThreadPool.create(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ThreadPool.create(ThreadPool.MOST_THREADS + 1))
                .isInstanceOf(IllegalArgumentException.class);
        ThreadPool pool = ThreadPool.create(2);
        pool.close();
        pool.close();
        assertThatThrownBy(pool::address).isInstanceOf(IllegalStateException.class);
    }
}
