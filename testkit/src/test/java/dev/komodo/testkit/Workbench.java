package dev.komodo.testkit;

import dev.komodo.cache.CacheKey;
import dev.komodo.cache.CacheLocation;
import dev.komodo.cache.CacheUnavailableException;
import dev.komodo.cache.DiskStore;
import dev.komodo.emit.NameSource;
import dev.komodo.graph.Graph;
import dev.komodo.graph.GraphPrinter;
import dev.komodo.jit.CompiledProgram;
import dev.komodo.jit.HostTarget;
import dev.komodo.jit.KernelKeys;
import dev.komodo.jit.KernelLoader;
import dev.komodo.jit.ObjectCompiler;
import dev.komodo.loop.LoopProgram;
import dev.komodo.natives.ThreadPool;
import dev.komodo.pipeline.PassListener;
import dev.komodo.pipeline.Pipeline;
import dev.komodo.runtime.Kernel;
import dev.komodo.target.Target;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Supplier;

/// What [dev.komodo.Komodo] does between a graph and a kernel, step by step, so that an experiment
/// can replace the names, the linker or the store. Its keys are Komodo's.
final class Workbench implements AutoCloseable {
    private final Target target = HostTarget.detect();
    private final KernelLoader loader;
    private final ThreadPool pool = ThreadPool.create(1);

    Workbench(KernelLoader loader) {
        this.loader = loader;
    }

    /// The store in a folder.
    static DiskStore store(Path folder) {
        try {
            return DiskStore.open(CacheLocation.explicit(folder));
        } catch (CacheUnavailableException e) {
            throw new AssertionError(e);
        }
    }

    /// The kernel of a recipe, compiled with `names` if it is not in the store.
    Kernel compile(Recipe recipe, NameSource names) {
        return load(recipe, () -> program(recipe, names));
    }

    /// The kernel of a recipe out of the store, where it must be.
    Kernel load(Recipe recipe) {
        return load(
                recipe,
                () -> {
                    throw new AssertionError(recipe + " is not in the store");
                });
    }

    /// The kernel of a recipe, from the store or from `compile`.
    Kernel load(Recipe recipe, Supplier<CompiledProgram> compile) {
        return new Kernel(recipe.graph(), loader.load(key(recipe), compile), pool, () -> {});
    }

    /// The object code of a recipe.
    CompiledProgram program(Recipe recipe, NameSource names) {
        LoopProgram program = new Pipeline(target, PassListener.NONE).lower(recipe.graph());
        return new CompiledProgram(
                program, ObjectCompiler.shared().compile(program, target, names));
    }

    /// The key that Komodo gives a recipe's graph.
    CacheKey key(Recipe recipe) {
        Graph graph = recipe.graph();
        return KernelKeys.of(
                GraphPrinter.canonical(graph).getBytes(StandardCharsets.UTF_8), "", target);
    }

    @Override
    public void close() {
        loader.close();
        pool.close();
    }
}
