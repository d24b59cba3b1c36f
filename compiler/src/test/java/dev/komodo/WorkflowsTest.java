package dev.komodo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The repository's workflows can be trusted: nothing that moves under them, no rights to spare.
final class WorkflowsTest {
    @Test
    void actionsArePinnedByTheirContent() throws IOException {
        workflows()
                .forEach(
                        (name, text) ->
                                assertThat(lines(text, "uses:"))
                                        .as(name)
                                        .isNotEmpty()
                                        .allMatch(
                                                line ->
                                                        line.matches(
                                                                ".*uses:"
                                                                    + " [a-z-]+/[a-z-]+@[0-9a-f]{40}"
                                                                    + " # v[0-9.]+")));
    }

    @Test
    void noCheckoutLeavesCredentialsBehind() throws IOException {
        workflows()
                .forEach(
                        (name, text) ->
                                assertThat(lines(text, "persist-credentials: false"))
                                        .as(name)
                                        .hasSameSizeAs(lines(text, "actions/checkout@")));
    }

    @Test
    void rightsAreGivenByJobAndFewOfThemWrite() throws IOException {
        workflows()
                .forEach(
                        (name, text) ->
                                assertThat(text)
                                        .as(name)
                                        .containsPattern(
                                                "(?m)^permissions:( \\{}|\\R  contents: read\\R[^"
                                                        + " ])"));
        assertThat(workflows().values())
                .flatExtracting(text -> lines(text, ": write"))
                .containsExactlyInAnyOrder(
                        "contents: write # the branch",
                        "pull-requests: write # the pull request and its label");
    }

    /// What a job's outputs hold reaches shells as variables, never as their text.
    @Test
    void shellsAreNotWrittenByExpressions() throws IOException {
        for (String text : workflows().values()) {
            boolean shell = false;
            int depth = 0;
            for (String line : text.lines().toList()) {
                int indent = line.length() - line.stripLeading().length();
                shell = shell && (line.isBlank() || indent > depth);
                if (shell || line.contains("run:")) {
                    assertThat(line).doesNotContain("${{");
                }
                if (line.stripTrailing().endsWith("run: |")) {
                    shell = true;
                    depth = line.indexOf("run:");
                }
            }
        }
    }

    private static Map<String, String> workflows() throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> files = Files.list(Path.of("../.github/workflows"))) {
            for (Path file : files.toList()) {
                found.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        assertThat(found).containsKeys("ci.yml", "llvm-bump.yml");
        return found;
    }

    private static List<String> lines(String text, String part) {
        return text.lines().map(String::strip).filter(line -> line.contains(part)).toList();
    }
}
