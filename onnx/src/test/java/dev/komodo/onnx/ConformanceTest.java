package dev.komodo.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.onnx.ConformanceCase.Outcome;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// ONNX's own test cases of single operators, whole models and exports, through the interpreter.
final class ConformanceTest {
    /// Cases whose outputs are random by definition.
    private static final String RANDOM = "test_bernoulli.*";

    @Test
    void interpretsTheNodeCasesOfSupportedOperators(@TempDir Path scratch) throws IOException {
        List<Path> cases = cases(SharedFiles.path("onnx/node.zip"), scratch);
        Map<String, String> tiers = tiers(SharedFiles.path("onnx/cases.tsv"));
        cases.removeIf(
                folder ->
                        !"A".equals(tiers.get(folder.getFileName().toString()))
                                || folder.getFileName().toString().matches(RANDOM));
        run("node", cases, 100);
    }

    @Test
    void interpretsTheExportsOfOldOperatorSets(@TempDir Path scratch) throws IOException {
        List<Path> cases = cases(SharedFiles.path("onnx/models.zip"), scratch);
        cases.removeIf(folder -> folder.toString().contains("light/"));
        run("models", cases, 10);
    }

    private static void run(String suite, List<Path> cases, int atLeast) throws IOException {
        Map<String, String> failed = new TreeMap<>();
        Map<String, String> unsupported = new TreeMap<>();
        int passed = 0;
        for (Path folder : cases) {
            String name = folder.getFileName().toString();
            switch (new ConformanceCase(folder).run()) {
                case Outcome.Passed _ -> passed++;
                case Outcome.Failed(String reason) -> failed.put(name, reason);
                case Outcome.Unsupported(String reason) -> unsupported.put(name, reason);
            }
        }
        System.out.printf(
                "%s: %d passed, %d failed, %d unsupported%n",
                suite, passed, failed.size(), unsupported.size());
        if (Boolean.getBoolean("komodo.conformance.list")) {
            failed.forEach((name, reason) -> System.out.println("FAILED " + name + ": " + reason));
            unsupported.forEach((name, reason) -> System.out.println(name + ": " + reason));
        }
        assertThat(failed).isEmpty();
        assertThat(passed).isGreaterThanOrEqualTo(atLeast);
    }

    private static List<Path> cases(Path archive, Path scratch) throws IOException {
        try (FileSystem zip = FileSystems.newFileSystem(archive);
                Stream<Path> files = Files.walk(zip.getPath("/"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = scratch.resolve(file.toString().substring(1));
                Files.createDirectories(target.getParent());
                try (InputStream content = Files.newInputStream(file)) {
                    Files.copy(content, target);
                }
            }
        }
        try (Stream<Path> folders = Files.walk(scratch)) {
            return new ArrayList<>(folders.filter(ConformanceCase::isCase).sorted().toList());
        }
    }

    private static Map<String, String> tiers(Path table) throws IOException {
        Map<String, String> tiers = new TreeMap<>();
        for (String line : Files.readAllLines(table)) {
            String[] columns = line.split("\t", -1);
            tiers.put(columns[0], columns[2]);
        }
        return tiers;
    }
}
