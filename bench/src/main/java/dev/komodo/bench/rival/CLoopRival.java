package dev.komodo.bench.rival;

import dev.komodo.measure.peer.PeerException;
import dev.komodo.runtime.NDArray;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// A loop in C, compiled by this machine's gcc when it is first wanted; glibc's vector functions do
/// the rest. Java threads call it on parts of the range.
final class CLoopRival implements Rival {
    private static final String SOURCE = "black_scholes.c";
    private static final List<String> FLAGS =
            List.of("-Ofast", "-march=native", "-mprefer-vector-width=512", "-fPIC", "-shared");
    private static final List<String> LIBRARIES = List.of("-lmvec", "-lm");

    private final String compiler;
    private final MethodHandle loop;

    private CLoopRival(String compiler, MethodHandle loop) {
        this.compiler = compiler;
        this.loop = loop;
    }

    /// Compiles.
    ///
    /// @param folder for the source and the library
    /// @throws PeerException if there is no gcc, or it refuses
    static CLoopRival compile(Path folder) {
        try {
            Files.createDirectories(folder);
            String version = run(List.of("gcc", "-dumpfullversion"));
            Path source = folder.resolve(SOURCE);
            try (InputStream text = CLoopRival.class.getResourceAsStream(SOURCE)) {
                Files.copy(
                        Objects.requireNonNull(text), source, StandardCopyOption.REPLACE_EXISTING);
            }
            Path library = Files.createTempFile(folder, "black_scholes", ".so");
            library.toFile().deleteOnExit();
            List<String> command = new ArrayList<>(List.of("gcc"));
            command.addAll(FLAGS);
            command.addAll(List.of("-o", library.toString(), source.toString()));
            command.addAll(LIBRARIES);
            run(command);
            return new CLoopRival(version.strip(), loop(library));
        } catch (IOException absent) {
            throw new PeerException(
                    "no gcc here that makes the loop in C: " + absent.getMessage(), absent);
        }
    }

    private static String run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + " says " + said);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while gcc ran", interrupted);
        }
        return said;
    }

    private static MethodHandle loop(Path library) {
        ValueLayout address = ValueLayout.ADDRESS;
        return Linker.nativeLinker()
                .downcallHandle(
                        SymbolLookup.libraryLookup(library, Arena.global())
                                .findOrThrow("black_scholes"),
                        FunctionDescriptor.ofVoid(
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_LONG,
                                address,
                                address,
                                address,
                                address,
                                address));
    }

    @Override
    public String name() {
        return "c";
    }

    @Override
    public String description() {
        return "gcc "
                + compiler
                + " "
                + String.join(" ", FLAGS)
                + " "
                + String.join(" ", LIBRARIES);
    }

    @Override
    public RivalSession open(
            Computation computation, int threads, List<NDArray> inputs, NDArray result) {
        if (computation != Computation.BLACK_SCHOLES) {
            throw new IllegalArgumentException("There is no loop in C for " + computation);
        }
        Parts parts = new Parts(threads);
        int length = Math.toIntExact(result.elements());
        List<MemorySegment> arrays = inputs.stream().map(NDArray::segment).toList();
        return new RivalSession() {
            @Override
            public void run() {
                parts.run(length, (from, to) -> call(from, to, arrays, result.segment()));
            }

            @Override
            public void close() {
                parts.close();
            }
        };
    }

    private void call(long from, long to, List<MemorySegment> arrays, MemorySegment price) {
        try {
            loop.invokeExact(
                    from, to, arrays.get(0), arrays.get(1), arrays.get(2), arrays.get(3), price);
        } catch (Throwable impossible) {
            throw new IllegalStateException("The loop in C threw", impossible);
        }
    }
}
