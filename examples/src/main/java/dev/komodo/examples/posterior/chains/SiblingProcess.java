package dev.komodo.examples.posterior.chains;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/// A chain's process as its parent sees it. Closing kills it if it still runs.
final class SiblingProcess implements AutoCloseable {
    /// The status of a process that cannot be waited for.
    static final int LOST = -1;

    private static final int SIGNALLED = 128;

    private final Process process;
    private final Path log;

    private SiblingProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /// Starts a chain.
    static SiblingProcess start(Program program, SamplingOptions options, int chain)
            throws IOException {
        Path log = options.logOf(chain);
        return new SiblingProcess(program.start(options.arguments(chain), log), log);
    }

    /// Passes on what the process says until it ends; lines that are no messages are left out.
    ///
    /// @return its exit status
    int listen(Consumer<ChainMessage> messages) {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                ChainMessage.of(line).ifPresent(messages);
            }
            return process.waitFor();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return LOST;
        }
    }

    /// How it ended and the exception that it printed, if any, else the last line.
    String ending(int status) {
        String how =
                status > SIGNALLED
                        ? "was killed by signal " + (status - SIGNALLED)
                        : "exited with status " + status;
        String said = lastWords();
        return said.isEmpty() ? how : how + ": " + said + " (all of it: " + log + ")";
    }

    private String lastWords() {
        try {
            List<String> lines =
                    Files.readString(log, StandardCharsets.UTF_8)
                            .lines()
                            .filter(line -> !line.isBlank())
                            .toList();
            String prefix = "Exception in thread \"main\" ";
            return lines.stream()
                    .filter(line -> line.startsWith(prefix))
                    .map(line -> line.substring(prefix.length()))
                    .findFirst()
                    .orElse(lines.isEmpty() ? "" : lines.getLast().strip());
        } catch (IOException unreadable) {
            return "its log cannot be read: " + unreadable;
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
