package dev.komodo.pipeline;

/// Told about each pass that ran. Implementations are safe between threads.
@FunctionalInterface
public interface PassListener {
    /// Hears nothing.
    PassListener NONE = (pass, nanos) -> {};

    /// A pass (or LLVM's part, `object-code`) ended.
    ///
    /// @param pass the pass's name
    /// @param nanos how long it took
    void ended(String pass, long nanos);
}
