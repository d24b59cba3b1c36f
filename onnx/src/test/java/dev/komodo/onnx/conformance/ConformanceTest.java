package dev.komodo.onnx.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.Komodo;
import dev.komodo.Options;
import dev.komodo.onnx.SharedFiles;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/// ONNX's own test cases of single operators, whole models and exports, through the interpreter and
/// through compiled kernels.
final class ConformanceTest {
    private static final boolean LIST = Boolean.getBoolean("komodo.conformance.list");

    @Test
    void interpretsTheCasesOfSingleOperators() throws IOException {
        assertThat(run("node", _ -> true, GraphRunner.interpreted())).isGreaterThanOrEqualTo(1000);
    }

    /// All cases of tiers A (core numeric operators, 1,241 cases) and B (element types at the
    /// border, 137); C is texts, sequences, optionals and the like, but for these.
    @Test
    void compilesTheCasesOfSingleOperators(@TempDir Path cache) throws IOException {
        Map<String, String> tiers = tiers();
        try (Komodo komodo = Komodo.open(Options.defaults().cacheFolder(cache))) {
            Map<String, Long> passed = new TreeMap<>();
            for (CaseResult result : results("node", _ -> true, GraphRunner.compiled(komodo))) {
                if (result.status() == CaseStatus.PASSED) {
                    passed.merge(tiers.getOrDefault(result.name(), "none"), 1L, Long::sum);
                }
            }
            assertThat(passed).isEqualTo(Map.of("A", 1241L, "B", 137L, "C", 11L));
        }
    }

    /// The tiers by case, of the inventory beside the cases.
    private static Map<String, String> tiers() throws IOException {
        Map<String, String> tiers = new HashMap<>();
        for (String line : Files.readAllLines(SharedFiles.path("onnx/cases.tsv"))) {
            String[] columns = line.split("\t", -1);
            tiers.put(columns[0], columns[2]);
        }
        return tiers;
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
        return with(CaseStatus.PASSED, results(archive, wanted, graphs)).size();
    }

    private static List<CaseResult> results(
            String archive, Predicate<String> wanted, GraphRunner graphs) throws IOException {
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
            return results;
        }
    }

    private static List<CaseResult> with(CaseStatus status, List<CaseResult> results) {
        return results.stream().filter(result -> result.status() == status).toList();
    }
}
