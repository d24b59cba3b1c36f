package dev.komodo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The completion script, in bash.
final class CompletionTest {
    @TempDir static Path folder;
    private static Path script;

    @BeforeAll
    static void generate() throws Exception {
        StringWriter out = new StringWriter();
        CommandLine line =
                Main.commandLine(() -> new Terminal(Map.of(), false, false), "generate-completion");
        line.setOut(new PrintWriter(out));
        assertThat(line.execute("generate-completion")).isZero();
        script = Files.writeString(folder.resolve("komodo_completion"), out.toString());
    }

    @Test
    void bashAcceptsTheScript() throws Exception {
        assertThat(bash("bash", "-n", script.toString())).isEmpty();
    }

    @Test
    void commandsOptionsAndValuesAreCompleted() throws Exception {
        assertThat(complete("")).contains("run", "inspect", "cache", "doctor");
        assertThat(complete("ins")).containsExactly("inspect");
        assertThat(complete("run", "--inp")).containsExactly("--input");
        assertThat(complete("inspect", "--stage", "optimized")).containsExactly("optimized-llvm");
        assertThat(complete("cache", "cl")).containsExactly("clear");
    }

    private static List<String> complete(String... words) throws Exception {
        String program =
                """
                compopt() { :; } # is only for interactive shells
                source "$1"; shift
                COMP_WORDS=(komodo "$@"); COMP_CWORD=$#; COMP_LINE="komodo $*"; COMP_POINT=${#COMP_LINE}
                _complete_komodo
                printf '%s\\n' "${COMPREPLY[@]}"
                """;
        List<String> command = new ArrayList<>(List.of("bash", "-c", program, "bash"));
        command.add(script.toString());
        command.addAll(List.of(words));
        return bash(command.toArray(String[]::new)).lines().map(String::strip).toList();
    }

    private static String bash(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        return printed;
    }
}
