package dev.komodo.pipeline;

/// Told about each pass that ran. Implementations are safe between threads.
@FunctionalInterface
public interface PassListener {
    /// Hears nothing.
    PassListener NONE = (pass, nanos) -> {};

    /// A pass (or LLVM's part, `object-code`) ended, or a part of LLVM's part: `emit`, `optimise`,
    /// `generate`, once for each unit, from the threads that LLVM runs on, and `assemble`.
    ///
    /// @param pass the pass's name
    /// @param nanos how long it took
    void ended(String pass, long nanos);
}
