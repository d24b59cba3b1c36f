package dev.komodo.pipeline;

/// The stages of a compilation that can be looked at.
public enum Stage {
    /// The graph as it was built.
    GRAPH,
    /// The graph after the rewrite rules.
    REWRITTEN,
    /// The loop program, ready for emission.
    LOOPS,
    /// LLVM IR as emitted.
    LLVM,
    /// LLVM IR after LLVM's passes.
    OPTIMIZED_LLVM,
    /// The machine code, as text.
    ASM
}
