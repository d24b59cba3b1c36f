package dev.komodo.cli;

import org.jspecify.annotations.Nullable;

import java.text.MessageFormat;
import java.util.ResourceBundle;

/// Makes the warnings of Komodo's libraries one line on standard error, as all messages of the
/// command are. Found by [java.util.ServiceLoader], once something is logged.
public final class PlainLoggers extends System.LoggerFinder {
    /// For the service loader.
    public PlainLoggers() {}

    @Override
    public System.Logger getLogger(String name, Module module) {
        return new PlainLogger(name);
    }

    private record PlainLogger(String name) implements System.Logger {
        @Override
        public String getName() {
            return name;
        }

        @Override
        public boolean isLoggable(Level level) {
            return level.getSeverity() >= Level.WARNING.getSeverity() && level != Level.OFF;
        }

        @Override
        public void log(
                Level level,
                @Nullable ResourceBundle bundle,
                @Nullable String message,
                @Nullable Throwable thrown) {
            if (isLoggable(level)) {
                print(message + (thrown == null ? "" : ": " + thrown));
            }
        }

        @Override
        public void log(
                Level level,
                @Nullable ResourceBundle bundle,
                @Nullable String format,
                @Nullable Object @Nullable ... arguments) {
            if (isLoggable(level)) {
                boolean plain = format == null || arguments == null || arguments.length == 0;
                print(plain ? String.valueOf(format) : MessageFormat.format(format, arguments));
            }
        }

        private static void print(String text) {
            System.err.println("komodo: warning: " + FailureReport.oneLine(text));
        }
    }
}
