package dev.komodo.bench.blas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.komodo.graph.DType;
import dev.komodo.measure.RandomArrays;
import dev.komodo.measure.peer.PeerException;
import dev.komodo.runtime.NDArray;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/// The libraries compute products; MKL's jar (160 MB) is there only when asked for.
final class BlasLibraryTest {
    private static final Path FOLDER = Path.of("target", "peers");

    private record Library(String name, Function<Path, BlasLibrary> load) {}

    @TestFactory
    Stream<DynamicTest> aLibraryComputesProducts() {
        return Stream.of(new Library("openblas", OpenBlas::load), new Library("mkl", Mkl::load))
                .map(library -> DynamicTest.dynamicTest(library.name(), () -> check(library)));
    }

    private static void check(Library library) {
        BlasLibrary blas = load(library);
        assertThat(blas.name()).isEqualTo(library.name());
        assertThat(blas.version()).containsPattern("\\d");
        assertThat(blas.kernels()).isNotBlank();
        for (int threads : List.of(1, 2)) {
            blas.threads(threads);
            for (DType dtype : List.of(DType.F32, DType.F64)) {
                for (int form = 0; form < 4; form++) {
                    checkProduct(blas, dtype, (form & 1) != 0, (form & 2) != 0);
                }
            }
        }
    }

    private static BlasLibrary load(Library library) {
        try {
            return library.load().apply(FOLDER);
        } catch (PeerException absent) {
            return abort(String.valueOf(absent.getMessage()));
        }
    }

    private static void checkProduct(
            BlasLibrary blas, DType dtype, boolean transposeLeft, boolean transposeRight) {
        int m = 5;
        int n = 7;
        int k = 33;
        try (Arena arena = Arena.ofShared()) {
            NDArray left = random(arena, dtype, 1, transposeLeft ? k : m, transposeLeft ? m : k);
            NDArray right = random(arena, dtype, 2, transposeRight ? n : k, transposeRight ? k : n);
            NDArray result = NDArray.of(arena, dtype, m, n);
            blas.product(left, transposeLeft, right, transposeRight, result).run();
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    double sum = 0;
                    for (int l = 0; l < k; l++) {
                        double x = left.get(transposeLeft ? l * m + i : i * k + l);
                        double y = right.get(transposeRight ? j * k + l : l * n + j);
                        sum += x * y;
                    }
                    assertThat(result.get(i * n + j)).isCloseTo(sum, within(1e-4));
                }
            }
        }
    }

    private static NDArray random(Arena arena, DType dtype, long seed, long... sizes) {
        NDArray array = NDArray.of(arena, dtype, sizes);
        RandomArrays.fill(array, seed, RandomArrays.Draw.NORMAL);
        return array;
    }

    @Test
    void sizesThatDoNotFitAreRefused() {
        BlasLibrary blas = load(new Library("openblas", OpenBlas::load));
        try (Arena arena = Arena.ofConfined()) {
            NDArray left = NDArray.of(arena, DType.F32, 2, 3);
            NDArray right = NDArray.of(arena, DType.F32, 4, 5);
            NDArray result = NDArray.of(arena, DType.F32, 2, 5);
            assertThatThrownBy(() -> blas.product(left, false, right, false, result))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("No product");
        }
    }

    @Test
    void aLibraryThatIsNotThereIsALineThatSaysWhatToDo() {
        assertThatThrownBy(
                        () ->
                                UnpackedLibraries.unpack(
                                        "org.example:absent:1",
                                        "org/example/",
                                        List.of("libabsent.so"),
                                        FOLDER))
                .isInstanceOf(PeerException.class)
                .hasMessageContaining("libabsent.so of org.example:absent:1")
                .hasMessageContaining("class path");
    }
}
