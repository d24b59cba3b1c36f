package dev.komodo.testkit;

/// How a process ended.
sealed interface Ending {
    /// By itself, or by an exit of the JVM.
    record Exited(int code) implements Ending {}

    /// By a signal: 9 when it was killed, 6 when the JVM found itself broken, 11 ...
    record Signalled(int signal) implements Ending {}

    /// source: `Process.exitValue` gives 128 + n for a process that signal n ended; no child of
    /// this package exits with such a code
    static Ending of(int exitValue) {
        return exitValue > 128 ? new Signalled(exitValue - 128) : new Exited(exitValue);
    }
}
