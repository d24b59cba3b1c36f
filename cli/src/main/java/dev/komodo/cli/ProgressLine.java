package dev.komodo.cli;

import org.jspecify.annotations.Nullable;

import java.io.PrintWriter;
import java.util.function.LongSupplier;

/// One line on standard error that is written over again and again, and gone at the end. Silent
/// where standard error is no terminal. Not safe between threads.
///
/// ```java
/// try (ProgressLine progress = Terminal.of(line).progress(line.getErr())) {
///     progress.show("verify", done, total, name);
/// }
/// ```
final class ProgressLine implements AutoCloseable {
    private static final long PAUSE_NANOS = 50_000_000;
    private static final int BAR = 24;
    private static final String ERASE = "\r\u001B[K"; // ECMA-48, 8.3.41: to the end of the line

    private final @Nullable PrintWriter err;
    private final int columns;
    private final LongSupplier clock;
    private boolean shown;
    private long shownAt;

    ProgressLine(@Nullable PrintWriter err, int columns, LongSupplier clock) {
        this.err = err;
        this.columns = columns;
        this.clock = clock;
    }

    /// Shows how far something is, at most twenty times a second.
    ///
    /// @param what is done, in a word or two
    /// @param done how much of `total` is done
    /// @param detail what is being worked on
    void show(String what, long done, long total, String detail) {
        if (err == null || (shown && clock.getAsLong() - shownAt < PAUSE_NANOS)) {
            return;
        }
        int full = total <= 0 ? 0 : (int) (BAR * Math.clamp((double) done / total, 0, 1));
        String text =
                what
                        + " ["
                        + "#".repeat(full)
                        + ".".repeat(BAR - full)
                        + "] "
                        + done
                        + "/"
                        + total
                        + " "
                        + detail;
        int room = columns - 1; // the last column would wrap
        err.print(ERASE + (text.length() > room ? text.substring(0, room) : text));
        err.flush();
        shown = true;
        shownAt = clock.getAsLong();
    }

    /// Takes the line away, so that another text can be printed; a later [#show] brings it back.
    void clear() {
        if (err != null && shown) {
            err.print(ERASE);
            err.flush();
            shown = false;
        }
    }

    /// Takes the line away.
    @Override
    public void close() {
        clear();
    }
}
