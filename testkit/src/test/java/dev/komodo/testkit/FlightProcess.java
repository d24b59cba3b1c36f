package dev.komodo.testkit;

import dev.komodo.Komodo;
import dev.komodo.Options;
import dev.komodo.cache.DiskStore;
import dev.komodo.cache.Stores;
import dev.komodo.jit.CompiledProgram;
import dev.komodo.jit.KernelLoader;
import dev.komodo.jit.RandomNames;
import dev.komodo.runtime.Kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/// A process that asks for one kernel as soon as it is told to, and then says how often LLVM made
/// object code in it and whether the kernel is right.
final class FlightProcess {
    static final Recipe RECIPE = new Recipe(7);

    private FlightProcess() {}

    /// Asks once.
    ///
    /// @param arguments folder, and `locks` or `none`
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        Siblings.awaitGo();
        if (arguments[1].equals("locks")) {
            withLocks(folder);
        } else {
            withoutLocks(folder);
        }
    }

    private static void withLocks(Path folder) {
        AtomicInteger compilations = new AtomicInteger();
        Options options =
                Options.defaults()
                        .cacheFolder(folder)
                        .listener(
                                (pass, _) -> {
                                    if (pass.equals("object-code")) {
                                        compilations.incrementAndGet();
                                    }
                                });
        try (Komodo komodo = Komodo.open(options);
                Kernel kernel = komodo.compile(RECIPE.graph())) {
            System.out.println(compilations + " " + RECIPE.isMadeBy(kernel));
        }
    }

    private static void withoutLocks(Path folder) throws Exception {
        AtomicInteger compilations = new AtomicInteger();
        try (DiskStore store = Stores.withoutLocks(folder);
                Workbench workbench = new Workbench(new KernelLoader(store));
                Kernel kernel = workbench.load(RECIPE, () -> compile(workbench, compilations))) {
            System.out.println(compilations + " " + RECIPE.isMadeBy(kernel));
        }
    }

    /// Compiles once the parent has seen how many do.
    private static CompiledProgram compile(Workbench workbench, AtomicInteger compilations) {
        try {
            Siblings.awaitGo();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        compilations.incrementAndGet();
        return workbench.program(RECIPE, new RandomNames());
    }
}
