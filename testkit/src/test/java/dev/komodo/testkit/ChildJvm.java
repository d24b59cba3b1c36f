package dev.komodo.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A JVM with the class path of this one, in lock step with its parent through lines of text.
///
/// What it prints to its error stream is kept for the message of an assertion. For one thread.
final class ChildJvm implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;
    private final Path errors;

    private ChildJvm(Process process, Path errors) {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
        this.errors = errors;
    }

    /// Starts a main class.
    ///
    /// @param scratch where the child may leave what it says about its own death
    static ChildJvm start(Path scratch, Class<?> main, Object... arguments) throws IOException {
        return start(scratch, List.of(), List.of(), main, arguments);
    }

    /// Starts a main class.
    ///
    /// @param prefix a command that starts the JVM as another user, or with a limit
    /// @param options further options of the JVM
    static ChildJvm start(
            Path scratch,
            List<String> prefix,
            List<String> options,
            Class<?> main,
            Object... arguments)
            throws IOException {
        Path errors = Files.createTempFile(scratch, main.getSimpleName(), ".err");
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "-ea",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx256m",
                        "-XX:ErrorFile=" + scratch.resolve("hs_err_%p.log")));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(options); // may name another class path
        command.add(main.getName());
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return new ChildJvm(
                new ProcessBuilder(command).redirectError(errors.toFile()).start(), errors);
    }

    /// The next line that the child says.
    ///
    /// @throws AssertionError if it ends instead
    String line() throws IOException {
        String line = output.readLine();
        if (line == null) {
            throw new AssertionError("a child ended too early: " + ending() + "\n" + errors());
        }
        return line;
    }

    /// Requires that the child says a line next.
    ChildJvm expect(String line) throws IOException {
        String said = line();
        if (!said.equals(line)) {
            throw new AssertionError("expected '" + line + "', the child said '" + said + "'");
        }
        return this;
    }

    /// Says a line to the child.
    ChildJvm say(String line) throws IOException {
        process.outputWriter(StandardCharsets.UTF_8).append(line).append('\n').flush();
        return this;
    }

    /// What the child says from here to its end, which must be an exit with 0.
    List<String> lastLines() throws IOException {
        List<String> lines = output.readAllLines();
        if (!ending().equals(new Ending.Exited(0))) {
            throw new AssertionError("a child failed: " + ending() + "\n" + errors());
        }
        return lines;
    }

    /// What the child said from here to its end, however it ended.
    List<String> linesUntilDeath() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            lines.add(line);
        }
        return lines;
    }

    /// Waits for the child's end.
    Ending ending() {
        try {
            return Ending.of(process.waitFor());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while a child runs", e);
        }
    }

    /// Ends the child with SIGKILL. What it said before can still be read.
    void kill() {
        process.toHandle().destroyForcibly(); // the process's own method would close the streams
    }

    /// What the child said to its error stream.
    String errors() {
        try {
            return Files.readString(errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Ends the child if it still runs.
    @Override
    public void close() {
        kill();
        ending();
    }
}
