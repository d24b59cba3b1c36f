package dev.komodo.events;

import java.util.function.Function;
import java.util.function.Supplier;

/// Runs work, as an event if the flight recorder runs. Stateless, safe between threads.
public final class Recorder {
    private static final boolean PRESENT = ModuleLayer.boot().findModule("jdk.jfr").isPresent();

    private Recorder() {}

    /// Whether the recorder was started in this process.
    public static boolean isOn() {
        return PRESENT && RecordedEvents.isOn();
    }

    /// What is known of a kernel once it is there.
    ///
    /// @param key its cache key
    /// @param outcome where it came from: `hit` or `miss`
    /// @param compileNanos nanoseconds until there was object code
    /// @param loadNanos nanoseconds for reading, checking and linking
    /// @param objectBytes the size of the object code
    public record Made(
            String key, String outcome, long compileNanos, long loadNanos, long objectBytes) {}

    /// Makes a kernel: event `dev.komodo.Compile`.
    ///
    /// @param graph the graph's name
    /// @param describe what is known of the result
    public static <T> T compile(String graph, Supplier<T> work, Function<T, Made> describe) {
        return isOn() ? RecordedEvents.compile(graph, work, describe) : work.get();
    }

    /// Runs a stage of a compilation: event `dev.komodo.CompileStage`.
    public static <T> T stage(String stage, Supplier<T> work) {
        return isOn() ? RecordedEvents.stage(stage, work) : work.get();
    }

    /// The object of a unit of a program is there: event `dev.komodo.Unit`.
    ///
    /// @param key its cache key
    /// @param outcome where it came from: `hit` or `miss`
    public static void unit(String key, String outcome) {
        if (isOn()) {
            RecordedEvents.unit(key, outcome);
        }
    }

    /// Whether a recording that runs now has enabled the event `dev.komodo.Call`. The recorder may
    /// have been started long ago and record nothing: calls then cost and allocate what they do
    /// without it.
    public static boolean wantsCalls() {
        return isOn() && RecordedEvents.wantsCalls();
    }

    /// Calls a kernel: event `dev.komodo.Call`. For callers that have asked [#wantsCalls()].
    public static void call(String graph, Runnable work) {
        RecordedEvents.call(graph, work);
    }
}
