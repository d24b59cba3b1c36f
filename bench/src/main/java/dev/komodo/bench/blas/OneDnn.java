package dev.komodo.bench.blas;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.komodo.graph.DType;
import dev.komodo.measure.peer.PeerException;
import dev.komodo.runtime.NDArray;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.List;

/// oneDNN as Bytedeco builds it, with GNU OpenMP: products of matrices of any dtype by its
/// primitive `matmul`, on plain arrays. What a primitive packs for itself is part of each call, as
/// Komodo's packing is.
///
/// Loaded for as long as this process lives; calls belong to one thread.
///
/// source: `dnnl.h`, `dnnl_types.h` and `dnnl_common_types.h` of oneDNN 3.11, for signatures and
/// numbers.
public final class OneDnn {
    private static final String ARTIFACT = "org.bytedeco:dnnl:3.11-1.5.13:linux-x86_64";
    private static final String RESOURCES = "org/bytedeco/dnnl/linux-x86_64/";

    private static final int CPU = 1;
    private static final int IN_ORDER = 1;
    private static final int ROWS_OF_COLUMNS = 3;
    private static final int SOURCE = 1;
    private static final int WEIGHTS = 33;
    private static final int RESULT = 17;

    private final SymbolLookup symbols;
    private final MethodHandle setThreads;
    private final MemorySegment engine;
    private final MemorySegment stream;

    private OneDnn(SymbolLookup symbols, SymbolLookup openMp) {
        this.symbols = symbols;
        this.setThreads =
                BlasLibrary.call(
                        openMp, "omp_set_num_threads", FunctionDescriptor.ofVoid(JAVA_INT));
        this.engine = made("dnnl_engine_create", CPU, 0L);
        this.stream = made("dnnl_stream_create", engine, IN_ORDER);
    }

    /// Loads it.
    ///
    /// @param folder where libraries are unpacked (90 MB)
    /// @throws PeerException if its jar is absent
    public static OneDnn load(Path folder) {
        Path unpacked =
                UnpackedLibraries.unpack(
                        ARTIFACT, RESOURCES, List.of("libgomp.so.1", "libdnnl.so.3"), folder);
        NativeEnvironment.forget("DNNL_");
        NativeEnvironment.forget("ONEDNN_");
        NativeEnvironment.forget("OMP_");
        SymbolLookup openMp =
                SymbolLookup.libraryLookup(unpacked.resolve("libgomp.so.1"), Arena.global());
        SymbolLookup symbols =
                SymbolLookup.libraryLookup(unpacked.resolve("libdnnl.so.3"), Arena.global());
        return new OneDnn(symbols, openMp);
    }

    /// The library's version, and the instruction sets that it uses here, as its number.
    public String version() {
        MethodHandle call =
                BlasLibrary.call(symbols, "dnnl_version", FunctionDescriptor.of(ADDRESS));
        MemorySegment[] version = new MemorySegment[1];
        BlasLibrary.invoke(() -> version[0] = (MemorySegment) call.invokeExact());
        MemorySegment numbers = version[0].reinterpret(12);
        return "%d.%d.%d"
                .formatted(
                        numbers.getAtIndex(JAVA_INT, 0),
                        numbers.getAtIndex(JAVA_INT, 1),
                        numbers.getAtIndex(JAVA_INT, 2));
    }

    /// Sets the threads of the calls that follow on this thread.
    public void threads(int count) {
        BlasLibrary.invoke(
                () -> {
                    setThreads.invokeExact(count);
                });
    }

    /// A product `[m, k] x [k, n] -> [m, n]`, row by row in memory.
    ///
    /// @param result is overwritten
    /// @throws PeerException if the library has no such product
    public Runnable product(NDArray left, NDArray right, NDArray result) {
        MemorySegment source = description(left);
        MemorySegment weights = description(right);
        MemorySegment target = description(result);
        MemorySegment plan =
                made(
                        "dnnl_matmul_primitive_desc_create",
                        engine,
                        source,
                        weights,
                        MemorySegment.NULL,
                        target,
                        MemorySegment.NULL);
        MemorySegment primitive = made("dnnl_primitive_create", plan);
        MemorySegment arguments = Arena.ofAuto().allocate(48, 8);
        argument(arguments, 0, SOURCE, memory(source, left));
        argument(arguments, 1, WEIGHTS, memory(weights, right));
        argument(arguments, 2, RESULT, memory(target, result));
        MethodHandle execute =
                BlasLibrary.call(
                        symbols,
                        "dnnl_primitive_execute",
                        FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, ADDRESS));
        MethodHandle await =
                BlasLibrary.call(
                        symbols, "dnnl_stream_wait", FunctionDescriptor.of(JAVA_INT, ADDRESS));
        return () ->
                BlasLibrary.invoke(
                        () -> {
                            int begun = (int) execute.invokeExact(primitive, stream, 3, arguments);
                            int ended = (int) await.invokeExact(stream);
                            requireSuccess("dnnl_primitive_execute", begun | ended);
                        });
    }

    private static void argument(
            MemorySegment arguments, int position, int number, MemorySegment memory) {
        arguments.set(JAVA_INT, 16L * position, number);
        arguments.set(ADDRESS, 16L * position + 8, memory);
    }

    private MemorySegment description(NDArray array) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment sizes = arena.allocateFrom(JAVA_LONG, array.sizes());
            return made(
                    "dnnl_memory_desc_create_with_tag",
                    array.sizes().length,
                    sizes,
                    number(array.dtype()),
                    ROWS_OF_COLUMNS);
        }
    }

    private MemorySegment memory(MemorySegment description, NDArray array) {
        return made("dnnl_memory_create", description, engine, array.segment());
    }

    private static int number(DType dtype) {
        return switch (dtype) {
            case F16 -> 1;
            case BF16 -> 2;
            case F32 -> 3;
            case I32 -> 4;
            case I8 -> 5;
            case U8 -> 6;
            case F64, I16, I64, U16, U32, U64, BOOL ->
                    throw new PeerException("oneDNN has no products of " + dtype);
        };
    }

    /// Calls a function `int (object *, ...)` and returns what it made.
    private MemorySegment made(String function, Object... operands) {
        MemoryLayout[] layouts = new MemoryLayout[operands.length + 1];
        layouts[0] = ADDRESS;
        Object[] all = new Object[operands.length + 1];
        for (int i = 0; i < operands.length; i++) {
            all[i + 1] = operands[i];
            layouts[i + 1] = layout(operands[i]);
        }
        MethodHandle call =
                BlasLibrary.call(symbols, function, FunctionDescriptor.of(JAVA_INT, layouts));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment place = arena.allocate(ADDRESS);
            all[0] = place;
            BlasLibrary.invoke(() -> requireSuccess(function, (int) call.invokeWithArguments(all)));
            return place.get(ADDRESS, 0);
        }
    }

    private static ValueLayout layout(Object operand) {
        return switch (operand) {
            case Integer _ -> JAVA_INT;
            case Long _ -> JAVA_LONG;
            default -> ADDRESS;
        };
    }

    private static void requireSuccess(String function, int status) {
        if (status != 0) {
            throw new PeerException(
                    "%s of oneDNN answers with status %d".formatted(function, status));
        }
    }
}
