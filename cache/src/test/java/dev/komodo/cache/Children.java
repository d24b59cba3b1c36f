package dev.komodo.cache;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Processes that run [SingleFlightProcess] on one cache, ended with the test.
final class Children implements AutoCloseable {
    private final Path temp;
    private final Path cache;
    private final List<Child> children = new ArrayList<>();

    /// @param temp where their error output goes
    Children(Path temp, Path cache) {
        this.temp = temp;
        this.cache = cache;
    }

    Child start() throws IOException {
        Child child = new Child(temp.resolve("stderr-" + children.size()), cache);
        children.add(child);
        return child;
    }

    @Override
    public void close() {
        children.forEach(child -> child.process.destroyForcibly());
    }

    /// A process and the lines it prints.
    static final class Child {
        final Process process;
        private final Path errors;
        private final BufferedReader lines;

        private Child(Path errors, Path cache) throws IOException {
            this.errors = errors;
            this.process =
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "-XX:TieredStopAtLevel=1",
                                    "-XX:+UseSerialGC",
                                    "-Xmx128m",
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    SingleFlightProcess.class.getName(),
                                    cache.toString())
                            .redirectError(errors.toFile())
                            .start();
            this.lines = process.inputReader(StandardCharsets.UTF_8);
        }

        String line() throws IOException {
            String line = lines.readLine();
            if (line == null) {
                throw new AssertionError("the process ended: " + Files.readString(errors));
            }
            return line;
        }

        String lineAfterWaiting() throws IOException {
            String line = line();
            while (line.equals("waiting")) {
                line = line();
            }
            return line;
        }

        void goOn() throws IOException {
            process.outputWriter(StandardCharsets.UTF_8).append("go\n").flush();
        }
    }
}
