package dev.komodo.runtime;

import dev.komodo.emit.FrameLayout;
import dev.komodo.error.InternalCompilerException;
import dev.komodo.error.InvalidGraphException;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Literal;
import dev.komodo.jit.LoadedKernel;
import dev.komodo.loop.Status;
import dev.komodo.natives.RuntimeLibrary;
import dev.komodo.natives.ThreadPool;
import dev.komodo.schedule.KernelSummary;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/// A compiled graph, ready to be called. Safe between threads: each [Binding] has a workspace of
/// its own.
///
/// A call pins a virtual thread's carrier for its duration.
public final class Kernel implements AutoCloseable {
    private final Signature signature;
    private final LoadedKernel code;
    private final ThreadPool pool;
    private final KernelReport report;
    private final Runnable onClose;
    private final Arena constantsArena = Arena.ofShared();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final MemorySegment constants;

    /// A kernel over linked code; packs its constants.
    ///
    /// @param graph the graph that the code was made from
    /// @param code the code, which the kernel owns from now on
    /// @param pool the threads of its parallel loops, owned by somebody else
    /// @param onClose told once, after the code was released
    public Kernel(Graph graph, LoadedKernel code, ThreadPool pool, Runnable onClose) {
        this.signature = Signature.of(graph);
        this.code = code;
        this.pool = pool;
        this.report = KernelReport.of(graph.name(), code);
        this.onClose = onClose;
        try {
            this.constants = constants(graph.weights());
            prepare();
        } catch (RuntimeException | Error failure) {
            code.close();
            constantsArena.close();
            throw failure;
        }
    }

    private MemorySegment constants(List<Literal> weights) {
        List<MemorySegment> addresses = new ArrayList<>();
        for (Literal weight : weights) {
            addresses.add(NDArray.copyOf(constantsArena, weight).segment());
        }
        for (long bytes : code.preparedBytes()) {
            addresses.add(constantsArena.allocate(bytes, NDArray.ALIGNMENT));
        }
        MemorySegment table =
                constantsArena.allocate(ValueLayout.ADDRESS, Math.max(1, addresses.size()));
        for (int i = 0; i < addresses.size(); i++) {
            table.setAtIndex(ValueLayout.ADDRESS, i, addresses.get(i));
        }
        return table;
    }

    private void prepare() {
        if (code.preparedBytes().isEmpty()) {
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            Frame frame =
                    new Frame(
                            arena, this, new long[signature.symbols().size()], MemorySegment.NULL);
            int status = Invoker.prepare(code.prepare(), frame.segment());
            if (status != Status.OK.code()) {
                throw new InternalCompilerException(
                        "Packing the constants failed: " + Status.of(status).explanation());
            }
        }
    }

    /// Makes the first call of the process cheaper: links the downcall of kernels with few
    /// arguments.
    public static void preload() {
        Invoker.run(Invoker.arityClass(Invoker.USUAL_ARGUMENTS));
    }

    /// What the kernel takes and gives.
    public Signature signature() {
        return signature;
    }

    /// Where the code came from, and how long that took.
    public KernelReport report() {
        return report;
    }

    /// Starts a binding of arguments that are checked once and called many times.
    public Binding.Builder bind() {
        requireOpen();
        return new Binding.Builder(this);
    }

    /// Calls the kernel once and returns fresh outputs, alive as long as the arena.
    ///
    /// @param inputs for each input's name, its array
    /// @throws InvalidGraphException if an argument is missing, unknown, or of another dtype or
    ///   shape
    /// @throws dev.komodo.error.ExecutionException if an element has no defined result
    /// @throws IllegalStateException if the kernel or an argument's arena is closed
    public Map<String, NDArray> call(Arena arena, Map<String, NDArray> inputs) {
        Binding.Builder builder = bind();
        inputs.forEach(builder::input);
        builder.allocateOutputs(arena);
        try (Binding binding = builder.build()) {
            binding.run();
            Map<String, NDArray> results = new LinkedHashMap<>();
            for (Signature.Parameter output : signature.outputs()) {
                results.put(output.name(), binding.output(output.name()));
            }
            return results;
        }
    }

    /// The bytes of workspace that a call with the given dims takes.
    ///
    /// @throws InvalidGraphException if a size overflows or exceeds the machine's memory
    long workspaceBytes(long[] dims) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment values = arena.allocate(ValueLayout.JAVA_LONG, Math.max(1, dims.length));
            MemorySegment.copy(dims, 0, values, ValueLayout.JAVA_LONG, 0, dims.length);
            MemorySegment out =
                    arena.allocate(ValueLayout.JAVA_LONG, 1L + signature.outputs().size());
            int status = Invoker.plan(code.plan(), values, pool.threads(), out);
            long bytes = out.get(ValueLayout.JAVA_LONG, 0);
            if (status != Status.OK.code()) {
                throw new InvalidGraphException(
                        "At dims " + describe(dims) + " " + Status.of(status).explanation());
            }
            if (bytes > MemoryLimit.bytes()) {
                throw new InvalidGraphException(
                        "At dims "
                                + describe(dims)
                                + " a call takes "
                                + bytes
                                + " bytes of workspace; this machine (or its control group) has "
                                + MemoryLimit.bytes());
            }
            return bytes;
        }
    }

    private String describe(long[] dims) {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < dims.length; i++) {
            text.append(i == 0 ? "" : ", ")
                    .append(signature.symbols().get(i))
                    .append("=")
                    .append(dims[i]);
        }
        return text.append('}').toString();
    }

    MemorySegment entry() {
        return code.run();
    }

    MemorySegment constants() {
        return constants;
    }

    ThreadPool pool() {
        return pool;
    }

    List<KernelSummary> timed() {
        return code.manifest().timed();
    }

    List<String> resultDims() {
        return code.resultDims();
    }

    private void requireOpen() {
        if (closed.get()) {
            throw new IllegalStateException("The kernel is closed");
        }
    }

    /// Waits for running calls, then releases code and constants. Calls that start later throw. A
    /// second close does nothing.
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        long nanos = 1_000;
        while (!released()) {
            // The foreign function interface offers no wait for the end of a call: look again, ever
            // more rarely.
            LockSupport.parkNanos(nanos);
            nanos = Math.min(nanos * 2, 10_000_000);
        }
        constantsArena.close();
        onClose.run();
    }

    private boolean released() {
        try {
            code.close();
            return true;
        } catch (IllegalStateException running) {
            return false;
        }
    }

    /// The frame of calls with one set of dims.
    static final class Frame {
        private final MemorySegment segment;
        private final MemorySegment resultDims;
        private final MemorySegment failure;
        private final @Nullable ProfileMemory profile;

        Frame(Arena arena, Kernel kernel, long[] dims, MemorySegment workspace) {
            segment = arena.allocate(FrameLayout.SIZE, NDArray.ALIGNMENT);
            MemorySegment values = arena.allocate(ValueLayout.JAVA_LONG, Math.max(1, dims.length));
            MemorySegment.copy(dims, 0, values, ValueLayout.JAVA_LONG, 0, dims.length);
            resultDims =
                    arena.allocate(ValueLayout.JAVA_LONG, Math.max(1, kernel.resultDims().size()));
            failure = arena.allocate(ValueLayout.JAVA_LONG, 1);
            segment.set(ValueLayout.ADDRESS, FrameLayout.DIMS, values);
            segment.set(ValueLayout.ADDRESS, FrameLayout.CONSTANTS, kernel.constants);
            segment.set(ValueLayout.ADDRESS, FrameLayout.WORKSPACE, workspace);
            segment.set(ValueLayout.ADDRESS, FrameLayout.RUNTIME, RuntimeLibrary.load().table());
            segment.set(ValueLayout.ADDRESS, FrameLayout.POOL, kernel.pool.address());
            segment.set(ValueLayout.JAVA_LONG, FrameLayout.WORKERS, kernel.pool.threads());
            segment.set(ValueLayout.ADDRESS, FrameLayout.RESULT_DIMS, resultDims);
            segment.set(ValueLayout.ADDRESS, FrameLayout.FAILURE, failure);
            profile = profile(arena, kernel);
            reset();
        }

        private @Nullable ProfileMemory profile(Arena arena, Kernel kernel) {
            if (kernel.timed().isEmpty()) {
                return null;
            }
            ProfileMemory memory =
                    new ProfileMemory(
                            arena, kernel.report.name(), kernel.timed(), kernel.pool.threads());
            segment.set(ValueLayout.ADDRESS, FrameLayout.PROFILE, memory.header());
            return memory;
        }

        void reset() {
            if (profile != null) {
                profile.clear();
            }
            failure.set(ValueLayout.JAVA_LONG, 0, FrameLayout.NO_FAILURE);
        }

        /// The times of the last call, if the kernel keeps any.
        Optional<ProfileMemory> profile() {
            return Optional.ofNullable(profile);
        }

        MemorySegment segment() {
            return segment;
        }

        long resultDim(int cell) {
            return resultDims.getAtIndex(ValueLayout.JAVA_LONG, cell);
        }

        long failedIndex() {
            return failure.get(ValueLayout.JAVA_LONG, 0) >>> 8;
        }
    }
}
