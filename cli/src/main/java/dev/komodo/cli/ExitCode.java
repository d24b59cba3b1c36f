package dev.komodo.cli;

/// What the command's exit status says.
final class ExitCode {
    /// Done.
    static final int OK = 0;

    /// The work was done and something in it failed: a kernel's status, a check of `doctor`.
    static final int FAILED = 1;

    /// Wrong usage or bad input: arguments, files, models, shapes.
    static final int USAGE = 2;

    /// A fault of Komodo or of the machine.
    static final int INTERNAL = 70;

    private ExitCode() {}
}
