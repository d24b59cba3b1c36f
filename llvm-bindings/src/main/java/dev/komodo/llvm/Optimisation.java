package dev.komodo.llvm;

/// What LLVM's optimiser does with a module. Its loop and SLP vectorisers are always off: Komodo
/// emits vectors itself.
///
/// @param passes as `opt -passes` takes them: `default<O3>`, or a list
/// @param unrollLoops whether LLVM may unroll
/// @param verifyEach whether to run the verifier after each pass (slow; for tests)
public record Optimisation(String passes, boolean unrollLoops, boolean verifyEach) {
    /// `-O3`, unrolling included.
    public static final Optimisation O3 = new Optimisation("default<O3>", true, false);

    /// `-O1`, for compile time.
    public static final Optimisation O1 = new Optimisation("default<O1>", true, false);
}
