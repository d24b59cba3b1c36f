package dev.komodo.cli;

/// What the command's exit status says. The numbers beyond 2 are those of `sysexits.h`.
///
/// Each command lists its own in its help: `exitCodeListHeading = ExitCode.HEADING` and
/// `exitCodeList = {ExitCode.DONE, "1:a model failed", ...}`.
final class ExitCode {
    /// Done.
    static final int OK = 0;

    /// The work was done and something in it failed: a kernel's status, a check of `doctor`.
    static final int FAILED = 1;

    /// Wrong usage or bad input: arguments, files, models, shapes.
    static final int USAGE = 2;

    /// This machine lacks what Komodo needs: a JDK 25, a processor, libLLVM.
    static final int UNAVAILABLE = 69;

    /// A fault of Komodo.
    static final int INTERNAL = 70;

    /// A result could not be written: no space, no permission.
    static final int NOT_WRITTEN = 74;

    static final String HEADING = "%nExit status:%n";

    static final String DONE = " 0:done";
    static final String WRONG_USAGE =
            " 2:wrong usage or bad input: arguments, files, models, shapes";
    static final String NOT_SUPPORTED_HERE =
            "69:this machine lacks what Komodo needs: a processor, libLLVM (from ./komodo also: a"
                    + " JDK 25)";
    static final String FAULT = "70:a fault of Komodo; please report it with what --verbose prints";
    static final String RESULT_NOT_WRITTEN =
            "74:a result could not be written: no space, no permission";

    private ExitCode() {}
}
