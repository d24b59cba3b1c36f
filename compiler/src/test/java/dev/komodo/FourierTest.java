package dev.komodo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.graph.DType;
import dev.komodo.graph.FourierOp;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.graph.Tensor;
import dev.komodo.interp.Interpreter;
import dev.komodo.runtime.Kernel;
import dev.komodo.runtime.NDArray;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// Fourier transforms as machine code, against the interpreter's, which has another algorithm: the
/// error relative to the norm is below `eps (2 + log2 n)` (W. M. Gentleman, G. Sande, "Fast Fourier
/// transforms: for fun and profit", AFIPS 29, 1966). `-Dkomodo.lengths=300` tries more lengths.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FourierTest {
    private static final int LENGTHS = Integer.getInteger("komodo.lengths", 13);

    private static final List<Long> LONG =
            LENGTHS < 300
                    ? List.of(1000L, 1009L, 1024L)
                    : List.of(
                            128L, 1000L, 1009L, 1024L, 2187L, 4096L, 4099L, 44100L, 65536L, 65537L,
                            1L << 20);

    private final Random random = new Random(17);
    private Komodo komodo;

    @BeforeAll
    void open() {
        komodo = Komodo.open(Options.defaults().threads(2).withoutCache());
    }

    @AfterAll
    void close() {
        komodo.close();
    }

    private List<Literal> run(Graph graph, List<Literal> arguments) {
        try (Kernel kernel = komodo.compile(graph);
                Arena arena = Arena.ofShared()) {
            Map<String, NDArray> named = new LinkedHashMap<>();
            for (int i = 0; i < arguments.size(); i++) {
                named.put(graph.inputs().get(i).name(), NDArray.copyOf(arena, arguments.get(i)));
            }
            List<Literal> results = new ArrayList<>();
            kernel.call(arena, named).values().forEach(array -> results.add(array.toLiteral()));
            return results;
        }
    }

    private Literal numbers(DType dtype, long... sizes) {
        LiteralBuilder numbers = new LiteralBuilder(dtype, sizes);
        for (long i = 0; i < numbers.elements(); i++) {
            numbers.put(i, random.nextGaussian());
        }
        return numbers.build();
    }

    /// A transform of `[outer, n, inner]`.
    private record Case(FourierOp kind, long outer, long length, long inner) {
        long[] sizes() {
            long taken = kind.taken(length);
            return kind.takesComplex()
                    ? new long[] {outer, taken, inner, 2}
                    : new long[] {outer, taken, inner};
        }
    }

    private void check(DType dtype, List<Case> cases) {
        Graph graph =
                Graph.build(
                        "transforms",
                        g -> {
                            for (int i = 0; i < cases.size(); i++) {
                                Case one = cases.get(i);
                                Tensor x = g.input("x" + i, dtype, dims(one.sizes()));
                                g.output("y" + i, x.fourier(one.kind, 1, one.length, 0.75));
                            }
                        });
        List<Literal> arguments = cases.stream().map(one -> numbers(dtype, one.sizes())).toList();
        List<Literal> expected = Interpreter.run(graph, arguments);
        List<Literal> actual = run(graph, arguments);
        for (int i = 0; i < cases.size(); i++) {
            assertThat(error(actual.get(i), expected.get(i)))
                    .as(dtype + " " + cases.get(i))
                    .isLessThan(bound(dtype, cases.get(i).length()));
        }
    }

    private static Object[] dims(long[] sizes) {
        return LongStream.of(sizes).boxed().toArray();
    }

    private static double bound(DType dtype, long length) {
        double epsilon =
                switch (dtype) {
                    case F64 -> 0x1p-53;
                    case F32 -> 0x1p-24;
                    case F16 -> 0x1p-11;
                    default -> 0x1p-8;
                };
        return epsilon * (2 + Math.log((double) length) / Math.log(2));
    }

    /// The norm of the difference, relative to that of what is expected.
    private static double error(Literal actual, Literal expected) {
        assertThat(actual.sizes()).isEqualTo(expected.sizes());
        double difference = 0;
        double norm = 0;
        for (long i = 0; i < expected.elements(); i++) {
            difference += Math.pow(actual.asDouble(i) - expected.asDouble(i), 2);
            norm += Math.pow(expected.asDouble(i), 2);
        }
        return Math.sqrt(difference / norm);
    }

    @Test
    void allLengthsOfAllKinds() {
        for (FourierOp kind : FourierOp.values()) {
            for (DType dtype : List.of(DType.F32, DType.F64)) {
                check(
                        dtype,
                        IntStream.rangeClosed(1, LENGTHS)
                                .mapToObj(n -> new Case(kind, 3, n, 1))
                                .toList());
            }
        }
    }

    @Test
    void linesOfAnyShape() {
        List<long[]> shapes =
                List.of(
                        new long[] {1, 1},
                        new long[] {2, 3},
                        new long[] {1, 21},
                        new long[] {2, 16},
                        new long[] {40, 1},
                        new long[] {1, 2});
        for (FourierOp kind : FourierOp.values()) {
            List<Case> cases = new ArrayList<>();
            for (long[] shape : shapes) {
                for (long n : new long[] {6, 17, 75}) {
                    cases.add(new Case(kind, shape[0], n, shape[1]));
                }
            }
            check(DType.F32, cases);
        }
    }

    /// Who computes which line is left to chance.
    @Test
    void bitsDoNotDependOnThreads() {
        Graph graph =
                Graph.build(
                        "lines",
                        g -> {
                            Tensor x = g.input("x", DType.F32, 64, 360, 2);
                            g.output("y", x.fourier(FourierOp.COMPLEX, 1, 360, 1));
                        });
        List<Literal> x = List.of(numbers(DType.F32, 64, 360, 2));
        List<Literal> expected = run(graph, x);
        try (Komodo alone = Komodo.open(Options.defaults().threads(1).withoutCache());
                Kernel kernel = alone.compile(graph);
                Arena arena = Arena.ofShared()) {
            NDArray argument = NDArray.copyOf(arena, x.getFirst());
            NDArray found =
                    Objects.requireNonNull(kernel.call(arena, Map.of("x", argument)).get("y"));
            assertThat(found.toLiteral()).isEqualTo(expected.getFirst());
        }
    }

    @Test
    void longLines() {
        for (DType dtype : List.of(DType.F32, DType.F64)) {
            for (FourierOp kind : FourierOp.values()) {
                List<Case> cases = new ArrayList<>();
                for (long n : LONG) {
                    cases.add(new Case(kind, 2, n, 1));
                }
                check(dtype, cases);
            }
        }
    }
}
