package dev.komodo.loop.pass;

import dev.komodo.loop.LoopProgram;

/// A rewrite of loop programs without state; the same program gives the same result.
public sealed interface LoopPass
        permits InsertFma, Unroll, Vectorize, SimplifyIndices, ShareFunctions {
    /// The name in dumps and messages: the class in kebab case.
    String name();

    /// The rewritten program.
    LoopProgram run(LoopProgram program);
}
