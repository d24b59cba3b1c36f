package dev.komodo.jit;

/// Told how long the parts of a compilation to object code took, from several threads.
@FunctionalInterface
public interface CompileStages {
    /// Hears nothing.
    CompileStages NONE = (stage, nanos) -> {};

    /// A part of the work on one unit ended.
    ///
    /// @param stage `emit`, `optimise` or `generate`; `assemble` for what puts units together
    /// @param nanos how long it took
    void ended(String stage, long nanos);
}
