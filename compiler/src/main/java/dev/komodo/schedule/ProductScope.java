package dev.komodo.schedule;

import dev.komodo.contract.Scope;
import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.LoopFunction;

import java.util.function.Supplier;

/// What the drivers of `contract` ask for, given by a program to one of its kernels.
record ProductScope(KernelWriter writer, ProgramWriter program) implements Scope {
    @Override
    public Buffer scratch(String hint, DType dtype, long elementsPerWorker) {
        return writer.buffer(program.scratch(hint, dtype, Dim.of(elementsPerWorker)));
    }

    @Override
    public void define(String name, Supplier<LoopFunction> function) {
        program.define(name, function);
    }
}
