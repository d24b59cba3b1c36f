package dev.komodo.runtime;

import dev.komodo.graph.DType;
import dev.komodo.loop.Status;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

/// What a call with arguments by position needs besides them: a frame, a workspace and copies of
/// what lies on the heap, made for the shapes of the last call and used again as long as they stay.
/// One call at a time; a [CallSlots] hands it out.
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
    private long[] dims = {};
    private @Nullable Boolean isShort;
    private @Nullable Workspace workspace;
    private @Nullable Copies copies;
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

    /// Calls the kernel with arrays, inputs first.
    ///
    /// @return the status of the call, of which [#failed] knows more
    int run(NDArray[] given) {
        if (!fits(given)) {
            shape(given);
        }
        try {
            boolean isOnHeap = false;
            for (int i = 0; i < given.length; i++) {
                MemorySegment segment = given[i].segment();
                arguments[i] = segment;
                isOnHeap |= !segment.isNative();
            }
            frame.reset();
            return isOnHeap ? runOnHeap() : invoker.run(entry, frameAddress, arguments);
        } finally {
            // nothing of the caller's is kept alive by an idle kernel
            for (int i = 0; i < given.length; i++) {
                arguments[i] = MemorySegment.NULL;
            }
        }
    }

    private int runOnHeap() {
        if (!isShort()) {
            return runStaged();
        }
        frame.setAlone(true);
        try {
            return invoker.runOnHeap(entry, frameAddress, arguments);
        } finally {
            frame.setAlone(false);
        }
    }

    private boolean isShort() {
        Boolean known = isShort;
        if (known == null) {
            isShort = known = kernel.isShort(dims);
        }
        return known;
    }

    private int runStaged() {
        Staging copies = copies();
        MemorySegment[] given = arguments.clone();
        for (int i = 0; i < dtypes.length; i++) {
            arguments[i] = copies.at(i, given[i]);
            if (i < inputs) {
                copies.copyIn(i, given[i]);
            }
        }
        int status = invoker.run(entry, frameAddress, arguments);
        for (int i = inputs; i < dtypes.length; i++) {
            copies.copyOut(i, given[i]);
        }
        return status;
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
        if (!a.isNative() || !b.isNative()) {
            return a.isNative() == b.isNative() && a.asOverlappingSlice(b).isPresent();
        }
        return a.address() < b.address() + b.byteSize() && b.address() < a.address() + a.byteSize();
    }

    /// Checks everything, and makes frame and workspace fit.
    private void shape(NDArray[] given) {
        Arrays.fill(sizes, null);
        freeCopies();
        isShort = null;
        dims = kernel.bind(given).checkedDims();
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

    private synchronized Staging copies() {
        if (isClosed) {
            throw new IllegalStateException("The kernel is closed");
        }
        Copies current = copies;
        if (current == null) {
            current = new Copies(dtypes.length);
            copies = current;
        }
        return current.staging;
    }

    private synchronized void freeCopies() {
        if (copies != null) {
            copies.arena.close();
            copies = null;
        }
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
        freeCopies();
        arena.close();
    }

    /// Of arguments on the heap, of the sizes of the last call.
    private static final class Copies {
        private final Arena arena = Arena.ofShared();
        private final Staging staging;

        private Copies(int places) {
            staging = new Staging(arena, places);
        }
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
