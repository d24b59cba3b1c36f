package dev.komodo.jit;

import dev.komodo.cache.EntryMetadata;
import dev.komodo.emit.FrameLayout;
import dev.komodo.emit.ModuleEmitter;
import dev.komodo.error.InternalCompilerException;
import dev.komodo.error.InvalidGraphException;
import dev.komodo.graph.Dim;
import dev.komodo.link.ObjectRefusedException;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopProgram;
import dev.komodo.schedule.KernelSummary;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// What a process must know of a kernel's object to call it: kept beside the object in the cache.
///
/// @param run the symbol of `run`
/// @param prepare the symbol of `prepare`
/// @param plan the symbol of `plan`
/// @param definedSymbols all symbols that the object defines, sorted
/// @param names all names that were given out, in the order of emission
/// @param preparedBytes the size of each prepared buffer
/// @param sources the slots of the constants that `prepare` reads and `run` does not
/// @param resultDims the names of the data dims, in the order of their cells
/// @param timed the functions whose times the code keeps, by region; empty if it keeps none
/// @param signature how the entries are called, in words
public record KernelManifest(
        String run,
        String prepare,
        String plan,
        List<String> definedSymbols,
        List<String> names,
        List<Long> preparedBytes,
        List<Integer> sources,
        List<String> resultDims,
        List<KernelSummary> timed,
        String signature) {
    private static final String ABI = "komodo-abi " + FrameLayout.ABI_VERSION;
    private static final String NAMES = "names";
    private static final String PREPARED_BYTES = "prepared-bytes";
    private static final String SOURCES = "prepare-only";
    private static final String RESULT_DIMS = "result-dims";
    private static final String TIMED = "timed";

    /// Copies the lists.
    public KernelManifest {
        definedSymbols = List.copyOf(definedSymbols);
        names = List.copyOf(names);
        preparedBytes = List.copyOf(preparedBytes);
        sources = List.copyOf(sources);
        resultDims = List.copyOf(resultDims);
        timed = List.copyOf(timed);
    }

    /// The manifest of a program that was compiled.
    static KernelManifest of(CompiledProgram compiled) {
        LoopProgram program = compiled.program();
        ObjectCode code = compiled.code();
        return new KernelManifest(
                code.run(),
                code.prepare(),
                code.plan(),
                code.definedSymbols(),
                code.names(),
                program.prepared().stream().map(KernelManifest::bytes).toList(),
                ModuleEmitter.sources(program),
                program.resultDimNames(),
                compiled.kernels(),
                "%s run(frame, %d inputs, %d outputs)"
                        .formatted(ABI, program.inputs().size(), program.outputs().size()));
    }

    private static long bytes(Buffer buffer) {
        if (buffer.size() instanceof Expr.Constant(var _, long elements)) {
            return Math.multiplyExact(elements, (long) buffer.dtype().byteSize());
        }
        throw new InternalCompilerException(
                "The prepared buffer '" + buffer.name() + "' has a size that is no constant");
    }

    /// `run`, `prepare`, `plan`.
    List<String> entrySymbols() {
        return List.of(run, prepare, plan);
    }

    EntryMetadata toMetadata() {
        return new EntryMetadata(
                entrySymbols(),
                signature,
                definedSymbols,
                ObjectCheck.ALLOWED.stream().sorted().toList(),
                Map.of(
                        NAMES,
                        String.join("\n", names),
                        PREPARED_BYTES,
                        String.join("\n", preparedBytes.stream().map(String::valueOf).toList()),
                        SOURCES,
                        String.join("\n", sources.stream().map(String::valueOf).toList()),
                        RESULT_DIMS,
                        String.join("\n", resultDims),
                        TIMED,
                        String.join("\n", timed.stream().map(KernelManifest::line).toList())));
    }

    /// Reads the manifest of a cache entry.
    ///
    /// @throws ObjectRefusedException if it is not one that [#toMetadata] wrote
    static KernelManifest of(EntryMetadata metadata) {
        List<String> entries = metadata.entrySymbols();
        if (entries.size() != 3) {
            throw new ObjectRefusedException(
                    "A cache entry was refused: it names the entries " + entries);
        }
        if (!metadata.signature().startsWith(ABI + " ")) {
            // the key says so too: an entry of another ABI is not found under the keys of this one
            throw new ObjectRefusedException(
                    "A cache entry was refused: its entries are called as '"
                            + metadata.signature()
                            + "', this runtime calls by '"
                            + ABI
                            + "'");
        }
        return new KernelManifest(
                entries.get(0),
                entries.get(1),
                entries.get(2),
                metadata.definedSymbols(),
                lines(metadata, NAMES),
                lines(metadata, PREPARED_BYTES).stream().map(KernelManifest::size).toList(),
                lines(metadata, SOURCES).stream().map(KernelManifest::slot).toList(),
                lines(metadata, RESULT_DIMS),
                lines(metadata, TIMED).stream().map(KernelManifest::summary).toList(),
                metadata.signature());
    }

    private static List<String> lines(EntryMetadata metadata, String property) {
        String text = metadata.properties().get(property);
        if (text == null) {
            throw new ObjectRefusedException(
                    "A cache entry was refused: it lacks the property " + property);
        }
        return text.isEmpty() ? List.of() : Arrays.asList(text.split("\n", -1));
    }

    private static long size(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new ObjectRefusedException(
                    "A cache entry was refused: '" + text + "' is no size of a buffer");
        }
    }

    private static int slot(String text) {
        try {
            return Integer.parseUnsignedInt(text);
        } catch (NumberFormatException e) {
            throw new ObjectRefusedException(
                    "A cache entry was refused: '" + text + "' is no slot of a constant");
        }
    }

    private static String line(KernelSummary kernel) {
        return String.join(
                "\t",
                kernel.function(),
                kernel.operations(),
                kernel.result(),
                kernel.bytes().toString(),
                kernel.arithmetic().toString());
    }

    private static KernelSummary summary(String line) {
        String[] fields = line.split("\t", -1);
        if (fields.length != 5) {
            throw noSummary(line);
        }
        try {
            return new KernelSummary(
                    fields[0], fields[1], fields[2], Dim.parse(fields[3]), Dim.parse(fields[4]));
        } catch (InvalidGraphException noDim) {
            throw noSummary(line);
        }
    }

    private static ObjectRefusedException noSummary(String line) {
        return new ObjectRefusedException(
                "A cache entry was refused: '" + line + "' is no summary of a kernel");
    }
}
