package dev.komodo.contract;

import dev.komodo.graph.DType;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.LoopFunction;

import java.util.function.Supplier;

/// What a contraction needs from the program that it is part of.
public interface Scope {
    /// Scratch memory that is visible in the block that the contraction is written to: worker `w`
    /// uses the elements from `w * elementsPerWorker` on. Its contents need not be initialised and
    /// need not survive the contraction.
    ///
    /// @param elementsPerWorker a multiple of 64 bytes
    Buffer scratch(String hint, DType dtype, long elementsPerWorker);

    /// Makes a function callable, before the function that the contraction is written to. Equal
    /// names mean equal functions: the supplier is asked once per program.
    void define(String name, Supplier<LoopFunction> function);
}
