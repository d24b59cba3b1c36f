package dev.komodo.runtime;

import dev.komodo.graph.DType;
import dev.komodo.loop.Status;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

/// What a call with arguments by position needs besides them: a frame and a workspace, made for the
/// shapes of the last call and used again as long as they stay. One call at a time; a [CallSlots]
/// hands it out.
final class CallSlot {
    private final Kernel kernel;
    private final DType[] dtypes;
    private final int inputs;
    private final long[] @Nullable [] sizes;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment entry;
    private final Frame frame;
    private final MemorySegment frameAddress;
    private final Invoker invoker;
    private final MemorySegment[] arguments;
    private @Nullable Workspace workspace;
    private boolean isClosed;

    /// @throws IllegalStateException if the kernel is closed
    CallSlot(Kernel kernel) {
        Signature signature = kernel.signature();
        List<Signature.Parameter> all = signature.parameters();
        this.kernel = kernel;
        this.dtypes = all.stream().map(p -> p.type().dtype()).toArray(DType[]::new);
        this.inputs = signature.inputs().size();
        this.sizes = new long[dtypes.length][];
        this.entry = kernel.entry();
        this.frame =
                new Frame(arena, kernel, new long[signature.symbols().size()], MemorySegment.NULL);
        // Not counted as in use by each call: it is freed after the code, which is.
        this.frameAddress = MemorySegment.ofAddress(frame.segment().address());
        this.invoker = Invoker.of(dtypes.length);
        this.arguments = new MemorySegment[invoker.arity()];
        Arrays.fill(arguments, MemorySegment.NULL);
    }

    /// Calls the kernel with native arrays, inputs first.
    ///
    /// @return the status of the call, of which [#failed] knows more
    int run(NDArray[] given) {
        if (!fits(given)) {
            shape(given);
        }
        try {
            for (int i = 0; i < given.length; i++) {
                arguments[i] = given[i].segment();
            }
            frame.reset();
            return invoker.run(entry, frameAddress, arguments);
        } finally {
            // nothing of the caller's is kept alive by an idle kernel
            for (int i = 0; i < given.length; i++) {
                arguments[i] = MemorySegment.NULL;
            }
        }
    }

    /// What went wrong in the last call.
    RuntimeException failed(int status) {
        return frame.failed(kernel.report().name(), Status.of(status));
    }

    private boolean fits(NDArray[] given) {
        for (int i = 0; i < given.length; i++) {
            if (given[i].dtype() != dtypes[i] || !given[i].hasSizes(sizes[i])) {
                return false;
            }
        }
        for (int i = inputs; i < given.length; i++) {
            MemorySegment output = given[i].segment();
            if (output.isReadOnly()) {
                return false;
            }
            for (int j = 0; j < i; j++) {
                if (overlap(output, given[j].segment())) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean overlap(MemorySegment a, MemorySegment b) {
        return a.address() < b.address() + b.byteSize() && b.address() < a.address() + a.byteSize();
    }

    /// Checks everything, and makes frame and workspace fit.
    private void shape(NDArray[] given) {
        Arrays.fill(sizes, null);
        long[] dims = kernel.bind(given).checkedDims();
        long bytes = kernel.workspaceBytes(dims);
        frame.set(dims, bytes == 0 ? MemorySegment.NULL : workspace(bytes));
        for (int i = 0; i < given.length; i++) {
            sizes[i] = given[i].sizes();
        }
    }

    private synchronized MemorySegment workspace(long bytes) {
        if (isClosed) {
            throw new IllegalStateException("The kernel is closed");
        }
        Workspace current = workspace;
        if (current == null || current.segment.byteSize() < bytes) {
            freeWorkspace();
            current = new Workspace(bytes);
            workspace = current;
        }
        return current.segment;
    }

    private void freeWorkspace() {
        if (workspace != null) {
            workspace.arena.close();
            workspace = null;
        }
    }

    /// Frees frame and workspace. No call is in native code or will be.
    synchronized void close() {
        isClosed = true;
        freeWorkspace();
        arena.close();
    }

    /// Memory of its own, because it is replaced when a call needs more.
    private static final class Workspace {
        private final Arena arena = Arena.ofShared();
        private final MemorySegment segment;

        private Workspace(long bytes) {
            segment = arena.allocate(bytes, NDArray.ALIGNMENT);
        }
    }
}
