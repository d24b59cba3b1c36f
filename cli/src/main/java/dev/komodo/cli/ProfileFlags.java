package dev.komodo.cli;

import dev.komodo.Options;
import dev.komodo.runtime.CallProfile;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// The flags of `komodo run` that ask where the time goes.
final class ProfileFlags {
    private static final int PROFILED_RUNS = 11;

    @Option(
            names = "--profile",
            description =
                    "Show the time of each fused loop. The kernel is compiled with timers for it;"
                            + " results are the same.")
    private boolean profile;

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            description =
                    "Write the profile as trace events for ui.perfetto.dev or chrome://tracing;"
                            + " implies --profile.")
    private @Nullable Path file;

    @Option(
            names = "--runs",
            paramLabel = "N",
            description =
                    "Call the model N times; times are medians without the first (default: 1; with"
                            + " --profile: 11).")
    private @Nullable Integer runs;

    private final TraceFile trace = new TraceFile();

    /// Whether loops are timed.
    boolean isOn() {
        return profile || file != null;
    }

    /// How often the model is called.
    ///
    /// @throws InputException if a number below 1 was given
    int runs() {
        Integer given = runs;
        if (given == null) {
            return isOn() ? PROFILED_RUNS : 1;
        }
        if (given < 1) {
            throw new InputException("--runs must be at least 1, found " + given);
        }
        return given;
    }

    /// The options with what the flags ask for.
    Options options(Options options) {
        return isOn() ? options.profile(true).listener(trace::ended) : options;
    }

    /// Writes the trace if there is to be one.
    void write(List<CallProfile> calls) {
        Path target = file;
        if (target == null) {
            return;
        }
        try {
            trace.write(target, calls);
        } catch (IOException failure) {
            throw new OutputException(target, failure, "choose another file with --trace");
        }
    }
}
