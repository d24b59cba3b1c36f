package dev.komodo.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/// What the READMEs show is compiled here, and the main README's example runs.
final class ReadmeTest {
    @Test
    void theReadmeShowsTheProgramThatIsCompiledHere() throws IOException {
        assertShows("../README.md", "LogDensity.java");
    }

    @Test
    void theReadmeOfTheExamplesShowsTheModelThatIsSampled() throws IOException {
        assertShows("README.md", "posterior/EightSchools.java");
    }

    private static void assertShows(String readme, String program) throws IOException {
        String source =
                Files.readString(Path.of("src/main/java/dev/komodo/examples").resolve(program));
        String body =
                source.substring(
                        source.indexOf("// README begin"), source.indexOf("// README end"));
        assertThat(words(Files.readString(Path.of(readme))))
                .contains(words(body.substring(body.indexOf('\n'))));
    }

    /// The formatter wraps the source; the README is set by hand.
    private static String words(String text) {
        return text.replaceAll("//[^\n]*", "").replaceAll("\\s+", "");
    }

    @Test
    void theExamplePrintsTheLogDensities() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            LogDensity.main(new String[0]);
        } finally {
            System.setOut(before);
        }
        List<String> lines = bytes.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines).hasSize(4);
        assertThat(lines.get(3)).startsWith("line: cache ");
        double[][] draws = {{0, 0}, {0.5, -0.25}, {1, 1}};
        for (int i = 0; i < draws.length; i++) {
            assertThat(Double.parseDouble(lines.get(i)))
                    .as(lines.stream().collect(Collectors.joining("\n")))
                    .isCloseTo(logDensity(draws[i]), within(1e-9));
        }
    }

    private static double logDensity(double[] line) {
        SplittableRandom random = new SplittableRandom(1);
        double[] x = random.doubles(1000, -1, 1).toArray();
        double[] y = random.doubles(1000, -1, 1).toArray();
        double sum = 0;
        for (int i = 0; i < 1000; i++) {
            double residual = y[i] - x[i] * line[1] - line[0];
            sum += residual * residual;
        }
        return -0.5 * sum;
    }
}
