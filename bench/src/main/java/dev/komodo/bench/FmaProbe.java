package dev.komodo.bench;

import dev.komodo.cache.CacheKey;
import dev.komodo.cache.ObjectStore;
import dev.komodo.contract.FmaCeiling;
import dev.komodo.emit.FrameLayout;
import dev.komodo.graph.DType;
import dev.komodo.jit.CompiledProgram;
import dev.komodo.jit.HostTarget;
import dev.komodo.jit.KernelLoader;
import dev.komodo.jit.LoadedKernel;
import dev.komodo.jit.ObjectCompiler;
import dev.komodo.jit.RandomNames;
import dev.komodo.loop.LoopProgram;
import dev.komodo.target.Target;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// The rate of fused multiply-adds of one core, by the loop program [FmaCeiling].
final class FmaProbe implements Ceiling.Probe {
    private static final long ROUNDS = 1 << 20;
    private static final MethodHandle RUN =
            Linker.nativeLinker()
                    .downcallHandle(
                            FunctionDescriptor.of(
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.ADDRESS,
                                    ValueLayout.ADDRESS,
                                    ValueLayout.ADDRESS));

    private final FmaCeiling ceiling;
    private final KernelLoader loader = new KernelLoader(ObjectStore.none());
    private final LoadedKernel code;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment frame = arena.allocate(FrameLayout.SIZE, 64);
    private final MemorySegment factors;
    private final MemorySegment sums;

    FmaProbe() {
        Target target = HostTarget.detect();
        ceiling = new FmaCeiling(target, DType.F32);
        LoopProgram program = ceiling.program();
        CacheKey key = CacheKey.builder().add("probe", program.name()).build();
        code =
                loader.load(
                        key,
                        () ->
                                new CompiledProgram(
                                        program,
                                        ObjectCompiler.shared()
                                                .compile(program, target, new RandomNames())));
        factors = arena.allocate(ValueLayout.JAVA_FLOAT, ceiling.inputElements());
        sums = arena.allocate(ValueLayout.JAVA_FLOAT, ceiling.outputElements());
        for (long i = 0; i < ceiling.inputElements(); i++) {
            factors.setAtIndex(ValueLayout.JAVA_FLOAT, i, i % 2 == 0 ? 0.99f : 1e-3f);
        }
        MemorySegment dims = arena.allocate(ValueLayout.JAVA_LONG);
        dims.set(ValueLayout.JAVA_LONG, 0, ROUNDS);
        MemorySegment failure = arena.allocate(ValueLayout.JAVA_LONG);
        failure.set(ValueLayout.JAVA_LONG, 0, FrameLayout.NO_FAILURE);
        frame.set(ValueLayout.ADDRESS, FrameLayout.DIMS, dims);
        frame.set(ValueLayout.JAVA_LONG, FrameLayout.WORKERS, 1);
        frame.set(ValueLayout.ADDRESS, FrameLayout.FAILURE, failure);
    }

    @Override
    public void run() {
        try {
            int status = (int) RUN.invokeExact(code.run(), frame, factors, sums);
            if (status != 0) {
                throw new IllegalStateException("The probe answered " + status);
            }
        } catch (Throwable failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Override
    public double work() {
        return ceiling.operations(ROUNDS);
    }

    @Override
    public void close() {
        code.close();
        loader.close();
        arena.close();
    }
}
