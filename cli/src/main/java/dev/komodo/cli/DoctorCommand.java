package dev.komodo.cli;

import dev.komodo.Komodo;
import dev.komodo.Options;
import dev.komodo.cache.CacheLocation;
import dev.komodo.cache.CacheUnavailableException;
import dev.komodo.cache.DiskStore;
import dev.komodo.error.CompilerException;
import dev.komodo.error.InternalCompilerException;
import dev.komodo.graph.DType;
import dev.komodo.graph.Graph;
import dev.komodo.jit.HostTarget;
import dev.komodo.llvm.LlvmException;
import dev.komodo.llvm.LlvmVersion;
import dev.komodo.natives.LlvmLibrary;
import dev.komodo.natives.NativeLibraryException;
import dev.komodo.runtime.Kernel;
import dev.komodo.runtime.NDArray;
import dev.komodo.target.Target;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.util.Map;
import java.util.concurrent.Callable;

/// `komodo doctor`: whether everything that Komodo needs is there.
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Checks the JDK, LLVM, the processor and the cache, and runs a small kernel.",
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {
            " 0:all is well",
            " 1:there is a problem, which the output names",
            ExitCode.WRONG_USAGE
        },
        footerHeading = "%nExample:%n",
        footer = "  komodo doctor")
final class DoctorCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(names = "--quiet", description = "Print problems only.")
    private boolean quiet;

    private boolean healthy = true;

    /// A check: its result in words, or an exception whose message says what is wrong and what to
    /// do.
    @FunctionalInterface
    private interface Check {
        String run() throws IOException, CacheUnavailableException;
    }

    @Override
    public Integer call() {
        check("java", DoctorCommand::java);
        check("llvm", DoctorCommand::llvm);
        check("processor", DoctorCommand::processor);
        check("cache", DoctorCommand::cache);
        check("kernel", () -> kernel(Options.defaults().withoutCache()));
        return healthy ? ExitCode.OK : ExitCode.FAILED;
    }

    private void check(String name, Check check) {
        PrintWriter out = spec.commandLine().getOut();
        try {
            String found = check.run();
            if (!quiet) {
                out.printf("%-10s ok       %s%n", name, found);
            }
        } catch (IOException
                | CacheUnavailableException
                | CompilerException
                | NativeLibraryException
                | LlvmException problem) {
            healthy = false;
            out.printf("%-10s PROBLEM  %s%n", name, FailureReport.oneLine(problem));
        }
        out.flush();
    }

    private static String java() {
        return Runtime.version()
                + " ("
                + System.getProperty("java.vm.name")
                + ") at "
                + System.getProperty("java.home");
    }

    private static String llvm() {
        LlvmLibrary library = LlvmLibrary.load();
        return LlvmVersion.loaded() + " at " + library.path() + ", build " + library.buildId();
    }

    private static String processor() {
        Target host = HostTarget.detect();
        return "%s, vectors of %d bits, %d processors"
                .formatted(
                        host.cpu(), host.vectorBits(), Runtime.getRuntime().availableProcessors());
    }

    private static String cache() throws IOException, CacheUnavailableException {
        DiskStore store = DiskStore.open(CacheLocation.resolve(null));
        boolean isKept = Files.isWritable(store.folder());
        return store.folder()
                + ", "
                + store.list().size()
                + " entries, "
                + (isKept
                        ? (Files.getFileStore(store.folder()).getUsableSpace() >> 20) + " MiB free"
                        : "read-only: what it lacks is compiled and not kept");
    }

    private static String kernel(Options options) {
        Graph graph =
                Graph.build(
                        "doctor",
                        g -> {
                            var x = g.input("x", DType.F32, g.dim("n"));
                            g.output("y", x.exp().mul(2).sum());
                        });
        try (Komodo komodo = Komodo.open(options);
                Kernel kernel = komodo.compile(graph);
                Arena arena = Arena.ofConfined()) {
            NDArray x = NDArray.of(arena, DType.F32, 3).fill(new float[] {0, 1, 2});
            double found = kernel.call(arena, Map.of("x", x)).values().iterator().next().get(0);
            double expected = 2 * (1 + Math.exp(1) + Math.exp(2));
            if (Math.abs(found - expected) > 1e-4) {
                throw new InternalCompilerException(
                        "2 * sum(exp([0, 1, 2])) must be " + expected + ", found " + found);
            }
            return "compiled and ran in %.0f ms"
                    .formatted(
                            (kernel.report().compileNanos() + kernel.report().loadNanos()) / 1e6);
        }
    }
}
