package dev.komodo.testing;

import dev.komodo.emit.FrameLayout;
import dev.komodo.jit.FixedNames;
import dev.komodo.jit.ObjectCode;
import dev.komodo.jit.ObjectCompiler;
import dev.komodo.link.ElfObject;
import dev.komodo.link.ObjectLinker;
import dev.komodo.link.PlacedObject;
import dev.komodo.loop.LoopArguments;
import dev.komodo.loop.LoopOutcome;
import dev.komodo.loop.LoopProgram;
import dev.komodo.loop.Status;
import dev.komodo.natives.RuntimeLibrary;
import dev.komodo.natives.ThreadPool;
import dev.komodo.target.Target;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A loop program as native code, called with [LoopArguments] like the interpreter. The arguments'
/// segments are native. Closing it frees the code.
///
/// It is linked without LLVM, as what a cache has; what LLVM links runs in the tests of kernels.
public final class JitRunner implements AutoCloseable {
    private final LoopProgram program;
    private final ObjectCode code;
    private final PlacedObject image;
    private final MethodHandle run;

    /// Compiles and links a program for a target that is, or is part of, the host.
    public JitRunner(LoopProgram program, Target target) {
        this(program, ObjectCompiler.shared().compile(program, target, new FixedNames()));
    }

    /// Links a program that was compiled.
    public JitRunner(LoopProgram program, ObjectCode code) {
        this.program = program;
        this.code = code;
        Map<String, Long> open = new HashMap<>();
        for (String symbol : code.undefinedSymbols()) {
            open.put(symbol, Linker.nativeLinker().defaultLookup().findOrThrow(symbol).address());
        }
        this.image =
                ObjectLinker.link(
                        code.bytes(), ElfObject.read(code.bytes()), code.entrySymbols(), open);
        int buffers = program.inputs().size() + program.outputs().size();
        MemoryLayout[] parameters =
                Collections.nCopies(buffers + 1, ValueLayout.ADDRESS).toArray(MemoryLayout[]::new);
        this.run =
                Linker.nativeLinker()
                        .downcallHandle(
                                entry(code.run()),
                                FunctionDescriptor.of(ValueLayout.JAVA_INT, parameters));
    }

    /// Executes `prepare`.
    public LoopOutcome prepare(LoopArguments arguments) {
        MethodHandle prepare =
                Linker.nativeLinker()
                        .downcallHandle(
                                entry(code.prepare()),
                                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
        try (Arena arena = Arena.ofShared()) {
            MemorySegment frame = frame(arena, arguments, MemorySegment.NULL);
            return outcome(frame, (int) invoke(prepare, List.of(frame)));
        }
    }

    /// Executes `plan`: its status, then, if that is 0, workspace bytes and the outputs' bytes.
    public List<Long> plan(List<Long> dims, long workers) {
        MethodHandle plan =
                Linker.nativeLinker()
                        .downcallHandle(
                                entry(code.plan()),
                                FunctionDescriptor.of(
                                        ValueLayout.JAVA_INT,
                                        ValueLayout.ADDRESS,
                                        ValueLayout.JAVA_LONG,
                                        ValueLayout.ADDRESS));
        try (Arena arena = Arena.ofShared()) {
            long count = 1L + program.outputs().size();
            MemorySegment out = arena.allocate(count * Long.BYTES, 64);
            int status = (int) invoke(plan, List.of(longs(arena, dims), workers, out));
            List<Long> sizes = new ArrayList<>(List.of((long) status));
            for (int i = 0; i < count && status == 0; i++) {
                sizes.add(out.getAtIndex(ValueLayout.JAVA_LONG, i));
            }
            return sizes;
        }
    }

    /// Executes a call, on as many threads as the arguments have workers.
    public LoopOutcome run(LoopArguments arguments) {
        List<Long> sizes = plan(arguments.dims(), arguments.workers());
        if (sizes.getFirst() != 0) {
            throw new IllegalArgumentException("plan answered " + sizes);
        }
        try (Arena arena = Arena.ofShared();
                ThreadPool pool = ThreadPool.create((int) arguments.workers())) {
            MemorySegment workspace = arena.allocate(Math.max(64, sizes.get(1)), 64);
            workspace.fill((byte) 0x5a);
            MemorySegment frame = frame(arena, arguments, workspace);
            frame.set(ValueLayout.ADDRESS, FrameLayout.POOL, pool.address());
            List<Object> all = new ArrayList<>(List.of(frame));
            all.addAll(arguments.inputs());
            all.addAll(arguments.outputs());
            return outcome(frame, (int) invoke(run, all));
        } finally {
            // constants go as addresses: nothing else keeps their memory
            Reference.reachabilityFence(arguments);
        }
    }

    private MemorySegment frame(Arena arena, LoopArguments arguments, MemorySegment workspace) {
        MemorySegment frame = arena.allocate(FrameLayout.SIZE, 64);
        List<MemorySegment> constants = new ArrayList<>(arguments.constants());
        constants.addAll(arguments.prepared());
        frame.set(ValueLayout.ADDRESS, FrameLayout.DIMS, longs(arena, arguments.dims()));
        frame.set(
                ValueLayout.ADDRESS,
                FrameLayout.CONSTANTS,
                longs(arena, constants.stream().map(MemorySegment::address).toList()));
        frame.set(ValueLayout.ADDRESS, FrameLayout.WORKSPACE, workspace);
        frame.set(ValueLayout.ADDRESS, FrameLayout.RUNTIME, RuntimeLibrary.load().table());
        frame.set(ValueLayout.JAVA_LONG, FrameLayout.WORKERS, arguments.workers());
        frame.set(ValueLayout.ADDRESS, FrameLayout.RESULT_DIMS, arguments.resultDims());
        MemorySegment failure = arena.allocate(Long.BYTES, Long.BYTES);
        failure.set(ValueLayout.JAVA_LONG, 0, FrameLayout.NO_FAILURE);
        frame.set(ValueLayout.ADDRESS, FrameLayout.FAILURE, failure);
        return frame;
    }

    private static LoopOutcome outcome(MemorySegment frame, int status) {
        MemorySegment failure =
                frame.get(ValueLayout.ADDRESS, FrameLayout.FAILURE).reinterpret(Long.BYTES);
        long word = failure.get(ValueLayout.JAVA_LONG, 0);
        long index = word == FrameLayout.NO_FAILURE ? 0 : word >>> 8;
        return new LoopOutcome(Status.of(status), index);
    }

    private static MemorySegment longs(Arena arena, List<Long> values) {
        MemorySegment words = arena.allocate(Math.max(1, values.size()) * 8L, 64);
        for (int i = 0; i < values.size(); i++) {
            words.setAtIndex(ValueLayout.JAVA_LONG, i, values.get(i));
        }
        return words;
    }

    private MemorySegment entry(String symbol) {
        return MemorySegment.ofAddress(image.address(symbol));
    }

    private static Object invoke(MethodHandle handle, List<Object> arguments) {
        try {
            return handle.invokeWithArguments(arguments);
        } catch (RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Override
    public void close() {
        image.close();
    }
}
