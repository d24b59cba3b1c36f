package dev.komodo.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.komodo.error.InvalidGraphException;
import dev.komodo.error.UnsupportedException;
import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.graph.Tensor;
import dev.komodo.interp.Interpreter;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/// What transforms are, by their definitions.
final class FourierTest {
    private final Random random = new Random(3);

    private Literal numbers(long... sizes) {
        LiteralBuilder numbers = new LiteralBuilder(DType.F64, sizes);
        for (long i = 0; i < numbers.elements(); i++) {
            numbers.put(i, random.nextGaussian());
        }
        return numbers.build();
    }

    private static Literal run(Literal x, UnaryOperator<Tensor> function) {
        Graph graph =
                Graph.build("fourier", g -> g.output("y", function.apply(g.input("x", x.type()))));
        return Interpreter.run(graph, List.of(x)).getFirst();
    }

    private static void requireSame(Literal actual, Literal expected) {
        assertThat(actual.sizes()).isEqualTo(expected.sizes());
        for (long i = 0; i < expected.elements(); i++) {
            assertThat(actual.asDouble(i))
                    .as("element " + i)
                    .isCloseTo(expected.asDouble(i), within(1e-13));
        }
    }

    /// `exp(2 pi i 2 j / 5)` has one bin.
    @Test
    void aWaveIsOneBin() {
        LiteralBuilder wave = new LiteralBuilder(DType.F64, 5, 2);
        LiteralBuilder bins = new LiteralBuilder(DType.F64, 5, 2);
        for (int j = 0; j < 5; j++) {
            wave.put(2L * j, Math.cos(4 * Math.PI * j / 5));
            wave.put(2L * j + 1, Math.sin(4 * Math.PI * j / 5));
        }
        bins.put(4, 5.0);
        requireSame(run(wave.build(), x -> Fourier.fft(x, 0)), bins.build());
    }

    @Test
    void inversesInvert() {
        for (Fourier.Scaling scaling : Fourier.Scaling.values()) {
            Literal x = numbers(6, 3, 5, 2);
            List<Integer> axes = List.of(-1, 0);
            requireSame(
                    run(x, t -> Fourier.inverseFft(Fourier.fft(t, axes, scaling), axes, scaling)),
                    x);
            for (long n : new long[] {7, 8}) {
                Literal real = numbers(4, n);
                List<Integer> both = List.of(0, 1);
                requireSame(
                        run(
                                real,
                                t ->
                                        Fourier.inverseRealFft(
                                                Fourier.realFft(t, both, scaling),
                                                both,
                                                n,
                                                scaling)),
                        real);
            }
        }
    }

    @Test
    void unitaryTransformsKeepTheNorm() {
        Literal x = numbers(30, 2);
        Literal y = run(x, t -> Fourier.fft(t, List.of(0), Fourier.Scaling.ORTHO));
        assertThat(norm(y)).isCloseTo(norm(x), within(1e-12));
    }

    private static double norm(Literal literal) {
        double sum = 0;
        for (long i = 0; i < literal.elements(); i++) {
            sum += literal.asDouble(i) * literal.asDouble(i);
        }
        return sum;
    }

    @Test
    void spectraOfRealNumbersAreThoseOfComplexOnes() {
        for (long n : new long[] {1, 2, 9, 10}) {
            Literal x = numbers(2, n);
            requireSame(
                    run(x, t -> Fourier.spectrum(t, 1, Fourier.Scaling.BACKWARD)),
                    run(x, t -> Fourier.fft(Fourier.complex(t, t.mul(0)), 1)));
        }
    }

    @Test
    void convolvesWhole() {
        Literal x = LiteralBuilder.of(DType.F64, new long[] {1, 3}, 1, 2, 3);
        Literal y =
                run(
                        x,
                        t -> {
                            Tensor b =
                                    t.builder()
                                            .constant(
                                                    LiteralBuilder.of(
                                                            DType.F64,
                                                            new long[] {1, 4},
                                                            1,
                                                            0,
                                                            -1,
                                                            2));
                            return Fourier.convolve(t, b, -1);
                        });
        requireSame(y, LiteralBuilder.of(DType.F64, new long[] {1, 6}, 1, 2, 2, 0, 1, 6));
    }

    @Test
    void transformsPiecesTimesTheWindow() {
        Literal x = numbers(2, 11);
        Literal actual =
                run(
                        x,
                        t ->
                                Fourier.stft(
                                        t,
                                        SignalWindows.hann(t.builder(), DType.F64, Dim.of(4), true),
                                        3));
        Literal expected =
                run(
                        x,
                        t -> {
                            Tensor window =
                                    SignalWindows.hann(t.builder(), DType.F64, Dim.of(4), true);
                            Tensor[] pieces = new Tensor[3];
                            for (int i = 0; i < 3; i++) {
                                Tensor piece = t.slice(1, 3L * i, 3L * i + 4);
                                pieces[i] = Fourier.realFft(piece.mul(window), 1);
                            }
                            return Tensor.stack(1, pieces);
                        });
        requireSame(actual, expected);
    }

    @Test
    void refusesWhatHasNoTransform() {
        assertThatThrownBy(() -> run(numbers(3, 4), t -> Fourier.fft(t, 0)))
                .isInstanceOf(InvalidGraphException.class)
                .hasMessageContaining("last axis of 2");
        assertThatThrownBy(() -> run(numbers(3, 2), t -> Fourier.fft(t, 1)))
                .isInstanceOf(InvalidGraphException.class);
        assertThatThrownBy(
                        () ->
                                Graph.build(
                                        "open",
                                        g ->
                                                g.output(
                                                        "y",
                                                        Fourier.realFft(
                                                                g.input("x", DType.F32, "n"), 0))))
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("open extent n");
    }
}
