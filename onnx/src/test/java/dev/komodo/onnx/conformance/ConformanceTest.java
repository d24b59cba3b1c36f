package dev.komodo.onnx.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.Komodo;
import dev.komodo.Options;
import dev.komodo.onnx.SharedFiles;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/// ONNX's own test cases of single operators, whole models and exports, through the interpreter and
/// through compiled kernels.
final class ConformanceTest {
    private static final boolean LIST = Boolean.getBoolean("komodo.conformance.list");

    @Test
    void interpretsTheCasesOfSingleOperators() throws IOException {
        assertThat(run("node", _ -> true, GraphRunner.interpreted())).isGreaterThanOrEqualTo(1000);
    }

    @Test
    void compilesTheCasesOfSingleOperators(@TempDir Path cache) throws IOException {
        try (Komodo komodo = Komodo.open(Options.defaults().cacheFolder(cache))) {
            assertThat(run("node", _ -> true, GraphRunner.compiled(komodo)))
                    .isGreaterThanOrEqualTo(1000);
        }
    }

    /// Without the whole networks, whose weights `LightModelsTest` replaces.
    @Test
    void compilesTheExportsOfOldOperatorSets(@TempDir Path cache) throws IOException {
        try (Komodo komodo = Komodo.open(Options.defaults().cacheFolder(cache))) {
            Predicate<String> isSmall = name -> !name.startsWith("light/");
            assertThat(run("models", isSmall, GraphRunner.compiled(komodo)))
                    .isGreaterThanOrEqualTo(42);
        }
    }

    private static long run(String archive, Predicate<String> wanted, GraphRunner graphs)
            throws IOException {
        Path file = SharedFiles.path("onnx/" + archive + ".zip");
        try (ConformanceSuite suite = ConformanceSuite.find(List.of(file))) {
            CaseRunner runner = new CaseRunner(graphs);
            List<CaseResult> results =
                    suite.cases().stream()
                            .filter(c -> wanted.test(c.name()))
                            .map(runner::run)
                            .toList();
            System.out.printf(
                    "%s: %d passed, %d failed, %d unsupported%n",
                    archive,
                    with(CaseStatus.PASSED, results).size(),
                    with(CaseStatus.FAILED, results).size(),
                    with(CaseStatus.UNSUPPORTED, results).size());
            if (LIST) {
                results.forEach(System.out::println);
            }
            assertThat(with(CaseStatus.FAILED, results)).isEmpty();
            return with(CaseStatus.PASSED, results).size();
        }
    }

    private static List<CaseResult> with(CaseStatus status, List<CaseResult> results) {
        return results.stream().filter(result -> result.status() == status).toList();
    }
}
