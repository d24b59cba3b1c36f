package dev.komodo.testkit;

import dev.komodo.cache.DiskStore;
import dev.komodo.cache.Stores;
import dev.komodo.jit.KernelLoader;
import dev.komodo.jit.RandomNames;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/// A process that compiles and stores some recipes, and kills itself just before its n-th change of
/// the cache's files.
final class StepProcess {
    private static final int SIGKILL = 9;

    /// Operations that change nothing.
    private static final Set<String> QUESTIONS =
            Set.of("facts", "read", "readStart", "open", "isWritable", "randomBytes");

    private static final AtomicInteger CHANGES = new AtomicInteger();
    private static final MethodHandle KILL =
            Linker.nativeLinker()
                    .downcallHandle(
                            Linker.nativeLinker().defaultLookup().findOrThrow("kill"),
                            FunctionDescriptor.of(
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.JAVA_INT));

    private StepProcess() {}

    /// Cycles.
    ///
    /// @param arguments folder, first recipe, how many, and before which change to die
    public static void main(String[] arguments) throws Exception {
        int first = Integer.parseInt(arguments[1]);
        int end = first + Integer.parseInt(arguments[2]);
        int last = Integer.parseInt(arguments[3]);
        try (DiskStore store =
                        Stores.open(
                                Path.of(arguments[0]),
                                warning -> System.err.println(warning),
                                operation -> before(operation, last));
                Workbench workbench = new Workbench(new KernelLoader(store))) {
            for (int number = first; number < end; number++) {
                workbench.compile(new Recipe(number), new RandomNames()).close();
                System.out.println(number);
            }
        }
    }

    private static void before(String operation, int last) {
        if (!QUESTIONS.contains(operation) && CHANGES.incrementAndGet() == last) {
            try {
                int _ = (int) KILL.invokeExact((int) ProcessHandle.current().pid(), SIGKILL);
            } catch (Throwable failure) {
                throw new AssertionError("kill(2)", failure);
            }
        }
    }
}
