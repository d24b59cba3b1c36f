package dev.komodo.runtime;

import dev.komodo.error.InternalCompilerException;
import dev.komodo.error.InvalidGraphException;
import dev.komodo.events.Recorder;
import dev.komodo.graph.Graph;
import dev.komodo.jit.LoadedKernel;
import dev.komodo.loop.Status;
import dev.komodo.natives.ThreadPool;
import dev.komodo.schedule.CallTime;
import dev.komodo.schedule.KernelSummary;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/// A compiled graph, ready to be called. Safe between threads: each [Binding] has a workspace of
/// its own, and so has each thread that calls by position ([#run]).
///
/// A call pins a virtual thread's carrier for its duration.
public final class Kernel implements AutoCloseable {
    /// A call that may hold up the collector.
    private static final double SHORT_NANOS = 10_000;

    private final Graph graph;
    private final Signature signature;
    private final LoadedKernel code;
    private final ThreadPool pool;
    private final KernelReport report;
    private final Runnable onClose;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final ConstantMemory constants;
    private final CallSlots slots = new CallSlots(this);

    /// A kernel over linked code; packs its constants.
    ///
    /// @param graph the graph that the code was made from
    /// @param code the code, which the kernel owns from now on
    /// @param pool the threads of its parallel loops, owned by somebody else
    /// @param onClose told once, after the code was released
    public Kernel(Graph graph, LoadedKernel code, ThreadPool pool, Runnable onClose) {
        this.graph = graph;
        this.signature = Signature.of(graph);
        this.code = code;
        this.pool = pool;
        this.onClose = onClose;
        ConstantMemory memory = null;
        try {
            memory = new ConstantMemory(graph.weights(), code.manifest());
            this.constants = memory;
            this.report = KernelReport.of(graph.name(), code, memory.bytes());
            prepare();
        } catch (RuntimeException | Error failure) {
            code.close();
            if (memory != null) {
                memory.close();
            }
            throw failure;
        }
    }

    private void prepare() {
        if (code.preparedBytes().isEmpty()) {
            constants.prepared();
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
        constants.prepared();
    }

    /// Makes the first call of the process cheaper: links the downcall of kernels with few
    /// arguments.
    public static void preload() {
        Invoker.preload();
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

    /// Calls the kernel with arrays that differ from call to call. Equal shapes in a row cost
    /// little over a [Binding]; with native arrays they allocate nothing. Arrays on the heap are
    /// used in place or copied, as by a [Binding]. Safe between threads. The kernel keeps, until it
    /// is closed, workspace and copies of the largest call for each caller at once.
    ///
    /// @param arguments the inputs, then the arrays that the outputs are written to, both in the
    ///   order of the signature
    /// @throws InvalidGraphException if there are more or fewer, a dtype or shape is wrong, a guard
    ///   does not hold, an output overlaps another argument, or an output has data dims (a
    ///   [Binding] can say what their extents are)
    /// @throws dev.komodo.error.ExecutionException if an element has no defined result; outputs
    ///   then hold unspecified values
    /// @throws IllegalStateException if the kernel or an argument's arena is closed
    public void run(NDArray... arguments) {
        if (Recorder.wantsCalls()) {
            Recorder.call(report.name(), () -> runByPosition(arguments));
        } else {
            runByPosition(arguments);
        }
    }

    private void runByPosition(NDArray[] arguments) {
        requireFitting(arguments);
        requireOpen();
        CallSlot slot = slots.take();
        try {
            int status = slot.run(arguments);
            if (status != Status.OK.code()) {
                throw slot.failed(status);
            }
        } finally {
            slots.give(slot);
        }
    }

    private void requireFitting(NDArray[] arguments) {
        signature.requireCount(arguments.length);
        if (!resultDims().isEmpty()) {
            throw new InvalidGraphException(
                    "The outputs of "
                            + report.name()
                            + " have extents that only a call finds: "
                            + signature.outputs()
                            + "; bind() gives a Binding, which tells them");
        }
    }

    /// Whether a call at these dims is predicted to be so short that it may hold up the collector.
    boolean isShort(long[] dims) {
        return CallTime.nanos(graph, dim -> signature.evaluate(dim, dims)) < SHORT_NANOS;
    }

    /// A binding of arguments by position, as many as the signature has.
    Binding.Builder bind(NDArray[] arguments) {
        Binding.Builder builder = bind();
        int inputs = signature.inputs().size();
        for (int i = 0; i < arguments.length; i++) {
            if (i < inputs) {
                builder.input(signature.inputs().get(i).name(), arguments[i]);
            } else {
                builder.output(signature.outputs().get(i - inputs).name(), arguments[i]);
            }
        }
        return builder;
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
        return constants.table();
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
        slots.close();
        constants.close();
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
}
