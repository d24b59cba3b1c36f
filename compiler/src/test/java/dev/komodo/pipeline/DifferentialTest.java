package dev.komodo.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.Komodo;
import dev.komodo.Options;
import dev.komodo.error.CompilerException;
import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Literal;
import dev.komodo.graph.TensorType;
import dev.komodo.interp.Interpreter;
import dev.komodo.loop.LoopArguments;
import dev.komodo.loop.LoopInterpreter;
import dev.komodo.loop.LoopOutcome;
import dev.komodo.loop.LoopProgram;
import dev.komodo.loop.Status;
import dev.komodo.runtime.Kernel;
import dev.komodo.runtime.NDArray;
import dev.komodo.runtime.Signature;
import dev.komodo.target.Effort;
import dev.komodo.testing.ConvolutionGenerator;
import dev.komodo.testing.Family;
import dev.komodo.testing.GeneratedGraph;
import dev.komodo.testing.GeneratorOptions;
import dev.komodo.testing.GraphGenerator;
import dev.komodo.testing.GraphShrinker;
import dev.komodo.testing.LiteralComparison;
import dev.komodo.testing.PreparedMemory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Generated graphs mean the same to the graph interpreter (within a tolerance), to the loop
/// interpreter and to the machine (bit for bit). `-Dkomodo.graphs=N` and `-Dkomodo.convolutions=N`
/// generate another number, `-Dkomodo.seed=S` starts elsewhere.
final class DifferentialTest {
    private static final int GRAPHS = Integer.getInteger("komodo.graphs", 1000);
    private static final int CONVOLUTIONS = Integer.getInteger("komodo.convolutions", 60);
    private static final long SEED = Long.getLong("komodo.seed", 1);

    /// Graphs that once differed: a padded operand in a register tile; a row in scratch memory,
    /// read where the row before it was.
    @ParameterizedTest
    @ValueSource(longs = {76, 100483})
    void graphsThatOnceDifferedAgree(long seed) {
        try (Komodo komodo = Komodo.open(Options.defaults().threads(2).withoutCache())) {
            GeneratorOptions few =
                    options(seed)
                            .withFamilies(
                                    EnumSet.complementOf(
                                            EnumSet.of(
                                                    Family.BITCAST,
                                                    Family.SCATTER,
                                                    Family.SORT,
                                                    Family.FOURIER,
                                                    Family.LINEAR_ALGEBRA)))
                            .withDTypes(EnumSet.of(DType.F16, DType.F32, DType.F64))
                            .withIntegers(EnumSet.of(DType.I32, DType.I64));
            assertThat(compare(komodo, GraphGenerator.generate(seed, few))).isEmpty();
        }
    }

    private static GeneratedGraph generate(long seed) {
        return GraphGenerator.generate(seed, options(seed));
    }

    private static GeneratorOptions options(long seed) {
        return GeneratorOptions.defaults()
                .withSpecialValues(seed % 4 == 0)
                .withSteps(6 + (int) (seed % 13));
    }

    @Test
    void interpreterLoopInterpreterAndMachineAgree() {
        List<String> differences = new ArrayList<>();
        try (Komodo komodo = Komodo.open(Options.defaults().threads(2).withoutCache())) {
            for (long seed = SEED; seed < SEED + GRAPHS; seed++) {
                GeneratedGraph generated = generate(seed);
                compare(komodo, generated)
                        .ifPresent(difference -> differences.add(small(komodo, generated)));
                assertThat(differences).as("the first difference").isEmpty();
            }
        }
    }

    /// The least that differs of a graph that does, and how.
    private static String small(Komodo komodo, GeneratedGraph generated) {
        GeneratedGraph small =
                GraphShrinker.shrink(generated, one -> compare(komodo, one).isPresent());
        return compare(komodo, small).orElseThrow() + "\n" + small + "\nof\n" + generated;
    }

    /// With little effort long formulas are functions, and LLVM does less.
    @Test
    void theyAgreeWithLittleEffort() {
        Options options = Options.defaults().threads(2).withoutCache().effort(Effort.FAST);
        try (Komodo komodo = Komodo.open(options)) {
            for (long seed = SEED; seed < SEED + GRAPHS / 8; seed++) {
                GeneratedGraph generated = generate(seed);
                assertThat(compare(komodo, Effort.FAST, generated))
                        .as(() -> generated.toString())
                        .isEmpty();
            }
        }
    }

    @Test
    void interpreterLoopInterpreterAndMachineAgreeOnConvolutions() {
        try (Komodo komodo = Komodo.open(Options.defaults().threads(2).withoutCache())) {
            for (long seed = SEED; seed < SEED + CONVOLUTIONS; seed++) {
                GeneratedGraph generated = ConvolutionGenerator.generate(seed);
                assertThat(compare(komodo, generated)).as(() -> generated.toString()).isEmpty();
            }
        }
    }

    private static Optional<String> compare(Komodo komodo, GeneratedGraph generated) {
        return compare(komodo, Effort.NORMAL, generated);
    }

    private static Optional<String> compare(
            Komodo komodo, Effort effort, GeneratedGraph generated) {
        Graph graph = generated.graph();
        List<Literal> expected = Interpreter.run(graph, generated.arguments());
        try (Kernel kernel = komodo.compile(graph);
                Arena arena = Arena.ofShared()) {
            List<Literal> machine = new ArrayList<>();
            kernel.call(arena, arguments(arena, generated))
                    .values()
                    .forEach(array -> machine.add(array.toLiteral()));
            List<Literal> loops =
                    interpretLoops(komodo, effort, generated, kernel.signature(), arena);
            return bits(loops, machine)
                    .or(() -> LiteralComparison.difference(generated, expected, machine));
        } catch (CompilerException failure) {
            throw new AssertionError(generated.toString(), failure);
        }
    }

    private static Map<String, NDArray> arguments(Arena arena, GeneratedGraph generated) {
        Map<String, NDArray> arguments = new LinkedHashMap<>();
        for (int i = 0; i < generated.arguments().size(); i++) {
            arguments.put(
                    generated.graph().inputs().get(i).name(),
                    NDArray.copyOf(arena, generated.arguments().get(i)));
        }
        return arguments;
    }

    private static List<Literal> interpretLoops(
            Komodo komodo,
            Effort effort,
            GeneratedGraph generated,
            Signature signature,
            Arena arena) {
        LoopProgram program =
                new Pipeline(komodo.target(), effort, PassListener.NONE).lower(generated.graph());
        LoopInterpreter interpreter = new LoopInterpreter(program);
        long[] dims =
                signature.bindDims(generated.arguments().stream().map(Literal::sizes).toList());
        List<NDArray> outputs =
                signature.outputs().stream()
                        .map(
                                o ->
                                        NDArray.of(
                                                arena,
                                                o.type().dtype(),
                                                signature.extents(o.type(), dims)))
                        .toList();
        MemorySegment cells =
                arena.allocate(ValueLayout.JAVA_LONG, Math.max(1, program.resultDimNames().size()));
        LoopArguments arguments =
                new LoopArguments(
                        Arrays.stream(dims).boxed().toList(),
                        2,
                        generated.arguments().stream()
                                .map(a -> NDArray.copyOf(arena, a).segment())
                                .toList(),
                        outputs.stream().map(NDArray::segment).toList(),
                        generated.graph().weights().stream()
                                .map(w -> NDArray.copyOf(arena, w).segment())
                                .toList(),
                        PreparedMemory.of(program, interpreter, arena),
                        cells);
        assertThat(interpreter.prepare(arguments, generated.seed()).status()).isEqualTo(Status.OK);
        LoopOutcome outcome = interpreter.run(arguments, generated.seed());
        assertThat(outcome.status()).as(generated.toString()).isEqualTo(Status.OK);
        List<Literal> results = new ArrayList<>();
        for (int i = 0; i < outputs.size(); i++) {
            TensorType type = signature.outputs().get(i).type();
            results.add(
                    outputs.get(i)
                            .view(extents(type, dims, signature, program, cells))
                            .toLiteral());
        }
        return results;
    }

    private static long[] extents(
            TensorType type,
            long[] dims,
            Signature signature,
            LoopProgram program,
            MemorySegment cells) {
        return type.shape().dims().stream()
                .mapToLong(
                        dim ->
                                dim.evaluate(
                                        atom ->
                                                atom instanceof Dim.Data data
                                                        ? cells.getAtIndex(
                                                                ValueLayout.JAVA_LONG,
                                                                program.resultDimNames()
                                                                        .indexOf(data.name()))
                                                        : dims[signature.symbols().indexOf(atom)]))
                .toArray();
    }

    /// The first difference in bits; NaN equals NaN.
    private static Optional<String> bits(List<Literal> loops, List<Literal> machine) {
        for (int output = 0; output < loops.size(); output++) {
            Literal one = loops.get(output);
            Literal other = machine.get(output);
            if (!one.type().equals(other.type())) {
                return Optional.of(
                        "output " + output + ": loops " + one.type() + ", machine " + other.type());
            }
            for (long i = 0; i < one.elements(); i++) {
                boolean bothNaN =
                        one.dtype().isFloat()
                                && Double.isNaN(one.asDouble(i))
                                && Double.isNaN(other.asDouble(i));
                if (one.bits(i) != other.bits(i) && !bothNaN) {
                    return Optional.of(
                            "output %d, element %d: loops %s, machine %s"
                                    .formatted(output, i, one.asDouble(i), other.asDouble(i)));
                }
            }
        }
        return Optional.empty();
    }
}
