package dev.komodo.onnx.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.komodo.graph.DType;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

final class CaseRunnerTest {
    private static final Literal INPUT = floats(-1, 2);
    private static final Literal RELU = floats(0, 2);

    @TempDir private Path folder = Path.of("");

    private static Literal floats(double... values) {
        return LiteralBuilder.vector(DType.F32, values);
    }

    private static List<CaseResult> run(GraphRunner graphs, Path... paths) throws IOException {
        try (ConformanceSuite suite = ConformanceSuite.find(List.of(paths))) {
            CaseRunner runner = new CaseRunner(graphs);
            return suite.cases().stream().map(runner::run).toList();
        }
    }

    private static List<CaseResult> run(Path... paths) throws IOException {
        return run(GraphRunner.interpreted(), paths);
    }

    private Path relu(String name) throws IOException {
        return SmallCase.write(folder.resolve(name), "Relu", INPUT, RELU);
    }

    @Test
    void findsACaseATreeAndAnArchive() throws IOException {
        Path one = relu("tree/a/test_one");
        relu("tree/test_two");
        Path tree = folder.resolve("tree");
        Path archive = SmallCase.zip(tree, folder.resolve("tree.zip"));

        assertThat(run(one)).containsExactly(CaseResult.passed("test_one"));
        CaseResult[] both = {CaseResult.passed("a/test_one"), CaseResult.passed("test_two")};
        assertThat(run(tree)).containsExactly(both);
        assertThat(run(archive)).containsExactly(both);
        assertThat(run(one, archive)).hasSize(3);
    }

    @Test
    void refusesPathsThatAreNeitherFolderNorArchive() throws IOException {
        Path model = relu("test_one").resolve("model.onnx");
        assertThatThrownBy(() -> ConformanceSuite.find(List.of(model)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is a model; give the folder");
        assertThatThrownBy(() -> ConformanceSuite.find(List.of(folder.resolve("absent"))))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void runsEachDataSet() throws IOException {
        Path test = relu("test_one");
        SmallCase.dataSet(test.resolve("test_data_set_1"), floats(3, -4), floats(3, 0));
        assertThat(run(test)).containsExactly(CaseResult.passed("test_one"));

        SmallCase.dataSet(test.resolve("test_data_set_2"), INPUT, floats(0, 3));
        assertThat(run(test))
                .containsExactly(
                        CaseResult.failed(
                                "test_one",
                                "test_data_set_2, output 'y': 1 of 2 elements of f32[2] differ, the"
                                        + " first, 1, is 2.0 instead of 3.0"));
    }

    @Test
    void whatIsRefusedByNameIsUnsupportedAndAllElseFailed() throws IOException {
        SmallCase.write(folder.resolve("a_unknown"), "Frobnicate", INPUT, RELU);
        Files.writeString(relu("b_no_model").resolve("model.onnx"), "this is no model");
        Files.delete(relu("c_no_output").resolve("test_data_set_0/output_0.pb"));
        Files.writeString(relu("d_no_tensor").resolve("test_data_set_0/input_0.pb"), "no tensor");
        Path noData = relu("e_no_data").resolve("test_data_set_0");
        Files.move(noData, folder.resolve("elsewhere"));
        SmallCase.write(folder.resolve("f_shape"), "Relu", floats(1, 2, 3), floats(1, 2, 3));

        List<CaseResult> results = run(folder);

        assertThat(results)
                .extracting(result -> result.status().text())
                .containsExactly("unsupported", "failed", "failed", "failed", "failed", "failed");
        assertThat(results)
                .extracting(CaseResult::detail)
                .satisfiesExactly(
                        detail -> assertThat(detail).contains("Frobnicate (ai.onnx 17)"),
                        detail -> assertThat(detail).contains("not a model that can be read"),
                        detail -> assertThat(detail).contains("no such file", "output_0.pb"),
                        detail -> assertThat(detail).contains("not a tensor that can be read"),
                        detail -> assertThat(detail).contains("there is no folder test_data_set_*"),
                        detail -> assertThat(detail).isNotEmpty());
    }

    @Test
    void oneCaseNeverStopsTheRun() throws IOException {
        relu("test_one");
        List<Supplier<Throwable>> faults =
                List.of(
                        () -> new IllegalStateException("two\nlines"),
                        () -> new OutOfMemoryError("heap"),
                        StackOverflowError::new,
                        () -> new AssertionError("broken"));
        for (Supplier<Throwable> fault : faults) {
            GraphRunner broken =
                    (_, _) -> {
                        switch (fault.get()) {
                            case RuntimeException exception -> throw exception;
                            case Error error -> throw error;
                            case Throwable other -> throw new IllegalStateException(other);
                        }
                    };
            assertThat(run(broken, folder))
                    .singleElement()
                    .satisfies(
                            result -> {
                                assertThat(result.status()).isEqualTo(CaseStatus.FAILED);
                                assertThat(result.detail())
                                        .startsWith(fault.get().getClass().getSimpleName())
                                        .doesNotContain("\n");
                            });
        }
    }

    @Test
    void aBrokenArchiveEntryFailsOneCaseAndLeavesNoScratchFolder() throws IOException {
        relu("tree/test_good");
        Files.write(relu("tree/test_bad").resolve("pad"), new byte[5]);
        Path archive = SmallCase.zip(folder.resolve("tree"), folder.resolve("tree.zip"));
        byte[] content = Files.readAllBytes(archive);
        int at = new String(content, StandardCharsets.ISO_8859_1).indexOf("bad/pad");
        content[at + "bad/pad".length()] ^= 0x7F; // the first byte of the compressed data
        Files.write(archive, content);
        long before = scratchFolders();

        assertThat(run(archive))
                .extracting(result -> result.status())
                .containsExactly(CaseStatus.FAILED, CaseStatus.PASSED);
        assertThat(scratchFolders()).isEqualTo(before);
    }

    private static long scratchFolders() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("komodo-verify"))
                    .count();
        }
    }
}
