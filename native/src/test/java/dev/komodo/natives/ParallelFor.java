package dev.komodo.natives;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/// `komodo_parallel_for`, called from Java with a body in Java.
final class ParallelFor {
    /// The C type `komodo_body`, without its closure. It must not throw: the JVM would end.
    interface Body {
        void run(long begin, long end, int worker);
    }

    private static final FunctionDescriptor BODY =
            FunctionDescriptor.ofVoid(
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT);

    private static final MethodHandle CALL =
            Linker.nativeLinker()
                    .downcallHandle(
                            RuntimeLibrary.load().symbol("komodo_parallel_for"),
                            FunctionDescriptor.ofVoid(
                                    ValueLayout.ADDRESS,
                                    ValueLayout.ADDRESS,
                                    ValueLayout.ADDRESS,
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.JAVA_LONG));

    private static final MethodHandle RUN = findRun();

    private ParallelFor() {}

    private static MethodHandle findRun() {
        try {
            return MethodHandles.lookup()
                    .findVirtual(
                            Body.class,
                            "run",
                            MethodType.methodType(void.class, long.class, long.class, int.class));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("Body.run", e);
        }
    }

    static void run(MemorySegment pool, Body body, long begin, long end, long grain) {
        try (Arena arena = Arena.ofShared()) {
            MethodHandle handle =
                    MethodHandles.dropArguments(RUN.bindTo(body), 0, MemorySegment.class);
            MemorySegment stub = Linker.nativeLinker().upcallStub(handle, BODY, arena);
            CALL.invokeExact(pool, stub, MemorySegment.NULL, begin, end, grain);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }
}
