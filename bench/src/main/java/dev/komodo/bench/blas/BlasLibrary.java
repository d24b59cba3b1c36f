package dev.komodo.bench.blas;

import dev.komodo.graph.DType;
import dev.komodo.runtime.NDArray;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.function.Supplier;

/// A library with the C interface of BLAS, loaded for as long as this process lives. The number of
/// its threads is one for the whole process: calls belong to one thread.
///
/// source: the reference implementation's `cblas.h`.
public final class BlasLibrary {
    private static final int ROW_MAJOR = 101;
    private static final int AS_IT_IS = 111;
    private static final int TRANSPOSED = 112;

    private final String name;
    private final String version;
    private final Supplier<String> kernels;
    private final MethodHandle floats;
    private final MethodHandle doubles;
    private final MethodHandle setThreads;

    /// @param kernels says which kernels run here, once a product was computed
    /// @param setThreads the symbol of `void (int)` that sets the number of threads
    BlasLibrary(
            String name,
            String version,
            Supplier<String> kernels,
            SymbolLookup symbols,
            String setThreads) {
        this.name = name;
        this.version = version;
        this.kernels = kernels;
        floats = call(symbols, "cblas_sgemm", product(ValueLayout.JAVA_FLOAT));
        doubles = call(symbols, "cblas_dgemm", product(ValueLayout.JAVA_DOUBLE));
        this.setThreads =
                call(symbols, setThreads, FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT));
    }

    /// `order, transA, transB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc`.
    private static FunctionDescriptor product(ValueLayout scalar) {
        ValueLayout integer = ValueLayout.JAVA_INT;
        ValueLayout address = ValueLayout.ADDRESS;
        return FunctionDescriptor.ofVoid(
                integer, integer, integer, integer, integer, integer, scalar, address, integer,
                address, integer, scalar, address, integer);
    }

    static MethodHandle call(SymbolLookup symbols, String name, FunctionDescriptor type) {
        return Linker.nativeLinker().downcallHandle(symbols.findOrThrow(name), type);
    }

    /// `openblas` or `mkl`.
    public String name() {
        return name;
    }

    /// The library's version.
    public String version() {
        return version;
    }

    /// Which of its kernels run here; a library may choose with the first product.
    public String kernels() {
        try (Arena arena = Arena.ofConfined()) {
            NDArray one = NDArray.of(arena, DType.F32, 1, 1);
            product(one, false, one, false, NDArray.of(arena, DType.F32, 1, 1)).run();
        }
        return kernels.get();
    }

    /// Sets the threads of the calls that follow, the caller's included.
    public void threads(int count) {
        invoke(
                () -> {
                    setThreads.invokeExact(count);
                });
    }

    /// A product `[m, k] x [k, n] -> [m, n]` of f32 or f64, row by row in memory.
    ///
    /// @param transposeLeft whether `left` is stored as `[k, m]`
    /// @param transposeRight whether `right` is stored as `[n, k]`
    /// @param result is overwritten
    /// @throws IllegalArgumentException if sizes do not fit or dtypes differ
    public Runnable product(
            NDArray left,
            boolean transposeLeft,
            NDArray right,
            boolean transposeRight,
            NDArray result) {
        int m = size(left, transposeLeft ? 1 : 0);
        int k = size(left, transposeLeft ? 0 : 1);
        int n = size(right, transposeRight ? 0 : 1);
        requireFit(left, right, result, k == size(right, transposeRight ? 1 : 0), m, n);
        int leftForm = transposeLeft ? TRANSPOSED : AS_IT_IS;
        int rightForm = transposeRight ? TRANSPOSED : AS_IT_IS;
        int leftStep = size(left, 1);
        int rightStep = size(right, 1);
        MemorySegment a = left.segment();
        MemorySegment b = right.segment();
        MemorySegment c = result.segment();
        return left.dtype() == DType.F32
                ? () ->
                        invoke(
                                () -> {
                                    floats.invokeExact(
                                            ROW_MAJOR, leftForm, rightForm, m, n, k, 1f, a,
                                            leftStep, b, rightStep, 0f, c, n);
                                })
                : () ->
                        invoke(
                                () -> {
                                    doubles.invokeExact(
                                            ROW_MAJOR, leftForm, rightForm, m, n, k, 1.0, a,
                                            leftStep, b, rightStep, 0.0, c, n);
                                });
    }

    private static int size(NDArray array, int axis) {
        return Math.toIntExact(array.size(axis));
    }

    private static void requireFit(
            NDArray left, NDArray right, NDArray result, boolean depthFits, int m, int n) {
        DType dtype = left.dtype();
        boolean fits =
                (dtype == DType.F32 || dtype == DType.F64)
                        && right.dtype() == dtype
                        && result.dtype() == dtype
                        && depthFits
                        && Arrays.equals(result.sizes(), new long[] {m, n});
        if (!fits) {
            throw new IllegalArgumentException(
                    "No product of f32 or f64: %s, %s into %s".formatted(left, right, result));
        }
    }

    @FunctionalInterface
    interface NativeCall {
        void run() throws Throwable;
    }

    static void invoke(NativeCall call) {
        try {
            call.run();
        } catch (RuntimeException | Error known) {
            throw known;
        } catch (Throwable impossible) {
            throw new IllegalStateException("A native call threw", impossible);
        }
    }
}
