package dev.komodo.onnx.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;

import dev.komodo.error.ExecutionException;
import dev.komodo.error.InvalidGraphException;
import dev.komodo.error.UnsupportedException;
import dev.komodo.graph.Graph;
import dev.komodo.graph.GraphVerifier;
import dev.komodo.jit.Targets;
import dev.komodo.loop.LoopVerifier;
import dev.komodo.onnx.OnnxModel;
import dev.komodo.onnx.numpy.NpyArray;
import dev.komodo.onnx.numpy.NpyReader;
import dev.komodo.onnx.numpy.NpyType;
import dev.komodo.onnx.numpy.NpyWriter;
import dev.komodo.onnx.numpy.NpzFile;
import dev.komodo.pipeline.PassListener;
import dev.komodo.pipeline.Pipeline;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/// Mutants of models and of NumPy files are read, or refused with an exception that says what is
/// wrong, in bounded memory. `-Dkomodo.mutants=N` tries another number of them, `-Dkomodo.seed=S`
/// others.
@Timeout(3600)
final class HostileModelsTest {
    private static final int MUTANTS = Integer.getInteger("komodo.mutants", 3000);
    private static final long SEED = Long.getLong("komodo.seed", 1);

    /// Far above what the files and what they stand for need.
    private static final long MOST_BYTES = 512L << 20;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir private Path folder = Path.of("");

    private final Map<String, Integer> outcomes = new TreeMap<>();

    /// Something that reads a file.
    @FunctionalInterface
    private interface Reading {
        void read(byte[] content) throws IOException;
    }

    private void survive(long seed, byte[] mutant, Reading reading) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        String outcome;
        try {
            reading.read(mutant);
            outcome = "read";
        } catch (InvalidGraphException
                | UnsupportedException
                | ExecutionException
                | IOException refused) {
            assertThat(refused.getMessage()).as("the message for mutant " + seed).isNotBlank();
            outcome = refused.getClass().getSimpleName();
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError wrong) {
            throw new AssertionError("mutant of seed " + seed + kept(seed, mutant), wrong);
        }
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before)
                .as("bytes for the mutant of seed " + seed)
                .isLessThan(MOST_BYTES);
        outcomes.merge(outcome, 1, Integer::sum);
    }

    /// The file, where a property asks for it: `-Dkomodo.mutants.keep=FOLDER`.
    private static String kept(long seed, byte[] mutant) {
        String to = System.getProperty("komodo.mutants.keep", "");
        try {
            return to.isEmpty() ? "" : ": " + Files.write(Path.of(to, "mutant-" + seed), mutant);
        } catch (IOException fault) {
            return ": not kept, " + fault.getMessage();
        }
    }

    @Test
    void mutantsOfModelsAreModelsOrRefused() throws IOException {
        List<byte[]> models = SeedModels.all(folder);
        Path file = folder.resolve("mutant.onnx");
        for (long seed = SEED; seed < SEED + MUTANTS; seed++) {
            Random random = new Random(seed);
            byte[] model = models.get(random.nextInt(models.size()));
            byte[] other = models.get(random.nextInt(models.size()));
            boolean isDeep = seed % 8 == 0;
            survive(
                    seed,
                    random.nextInt(4) == 0
                            ? Damage.of(model, other, random)
                            : reshaped(model, other, random),
                    mutant -> imported(Files.write(file, mutant), isDeep));
        }
        assertThat(outcomes.get("read")).as("mutants that are models").isGreaterThan(MUTANTS / 50);
        assertThat(outcomes).containsKeys("InvalidGraphException", "UnsupportedException");
    }

    private static byte[] reshaped(byte[] model, byte[] other, Random random) {
        WireTree tree = WireTree.of(model);
        WireTree donor = WireTree.of(other);
        for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
            tree.mutate(random, donor);
        }
        return tree.bytes();
    }

    /// As far as a model goes before LLVM.
    private static void imported(Path file, boolean isDeep) throws IOException {
        Graph graph = OnnxModel.read(file).graph();
        GraphVerifier.verify(graph);
        if (isDeep) {
            LoopVerifier.verify(
                    new Pipeline(Targets.named("x86-64-v3"), PassListener.NONE).lower(graph));
        }
    }

    @Test
    void mutantsOfArraysAreArraysOrRefused() throws IOException {
        List<byte[]> arrays = new ArrayList<>();
        for (NpyType type : NpyType.values()) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            NpyWriter.write(out, array(type));
            arrays.add(out.toByteArray());
        }
        for (long seed = SEED; seed < SEED + MUTANTS; seed++) {
            Random random = new Random(seed);
            byte[] other = arrays.get(random.nextInt(arrays.size()));
            byte[] mutant = Damage.of(arrays.get(random.nextInt(arrays.size())), other, random);
            survive(seed, mutant, bytes -> NpyReader.read("mutant", bytes));
        }
        assertThat(outcomes).containsKeys("read", "NumpyFormatException");
    }

    @Test
    void mutantsOfArchivesAreArchivesOrRefused() throws IOException {
        Path file = folder.resolve("mutant.npz");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        NpzFile.write(out, Map.of("a", array(NpyType.FLOAT32), "b", array(NpyType.INT64)));
        byte[] archive = out.toByteArray();
        for (long seed = SEED; seed < SEED + MUTANTS / 2; seed++) {
            byte[] mutant = Damage.of(archive, archive, new Random(seed));
            survive(seed, mutant, bytes -> NpzFile.read(Files.write(file, bytes), 1 << 20));
        }
        assertThat(outcomes.keySet()).hasSizeGreaterThan(1);
    }

    private static NpyArray array(NpyType type) {
        return NpyArray.of(type, List.of(3L, 5L), ByteBuffer.allocate(15 * type.byteSize()));
    }
}
