package dev.komodo.runtime;

import dev.komodo.emit.FrameLayout;
import dev.komodo.error.ExecutionException;
import dev.komodo.loop.Status;
import dev.komodo.natives.RuntimeLibrary;
import dev.komodo.natives.ThreadPool;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/// The frame of calls with one set of dims.
final class Frame {
    private final MemorySegment segment;
    private final MemorySegment values;
    private final MemorySegment resultDims;
    private final MemorySegment failure;
    private final @Nullable ProfileMemory profile;
    private final ThreadPool pool;

    Frame(Arena arena, Kernel kernel, long[] dims, MemorySegment workspace) {
        segment = arena.allocate(FrameLayout.SIZE, NDArray.ALIGNMENT);
        values = arena.allocate(ValueLayout.JAVA_LONG, Math.max(1, dims.length));
        resultDims = arena.allocate(ValueLayout.JAVA_LONG, Math.max(1, kernel.resultDims().size()));
        failure = arena.allocate(ValueLayout.JAVA_LONG, 1);
        point(FrameLayout.DIMS, values);
        point(FrameLayout.CONSTANTS, kernel.constants());
        point(FrameLayout.RUNTIME, RuntimeLibrary.load().table());
        point(FrameLayout.RESULT_DIMS, resultDims);
        point(FrameLayout.FAILURE, failure);
        profile = profile(arena, kernel);
        pool = kernel.pool();
        set(dims, workspace);
        setAlone(false);
        reset();
    }

    /// Sets a pointer, as the integer that it is: another layout is another handle, which takes a
    /// young process milliseconds to make.
    private void point(long offset, MemorySegment target) {
        segment.set(ValueLayout.JAVA_LONG, offset, target.address());
    }

    /// From now on for calls with other dims, as many as before.
    void set(long[] dims, MemorySegment workspace) {
        MemorySegment.copy(dims, 0, values, ValueLayout.JAVA_LONG, 0, dims.length);
        point(FrameLayout.WORKSPACE, workspace);
    }

    /// Whether calls run on the caller's thread alone from now on.
    void setAlone(boolean isAlone) {
        point(FrameLayout.POOL, isAlone ? MemorySegment.NULL : pool.address());
        segment.set(ValueLayout.JAVA_LONG, FrameLayout.WORKERS, isAlone ? 1 : pool.threads());
    }

    private @Nullable ProfileMemory profile(Arena arena, Kernel kernel) {
        if (kernel.timed().isEmpty()) {
            return null;
        }
        ProfileMemory memory =
                new ProfileMemory(
                        arena, kernel.report().name(), kernel.timed(), kernel.pool().threads());
        point(FrameLayout.PROFILE, memory.header());
        return memory;
    }

    /// Before each call.
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

    /// What a status other than [Status#OK] means to a caller.
    ///
    /// @param kernel the kernel's name
    ExecutionException failed(String kernel, Status status) {
        return new ExecutionException(
                "Calling "
                        + kernel
                        + " failed with "
                        + status
                        + ": "
                        + status.explanation()
                        + ", first at flat index "
                        + (failure.get(ValueLayout.JAVA_LONG, 0) >>> 8));
    }
}
