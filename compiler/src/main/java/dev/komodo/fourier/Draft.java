package dev.komodo.fourier;

import dev.komodo.graph.DType;
import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopFunction;
import dev.komodo.loop.LoopType;
import dev.komodo.loop.Space;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A function while it is written: parameters in the order in which they are asked for.
final class Draft {
    private final BlockBuilder block = new BlockBuilder(new BlockBuilder.Names());
    private final List<Buffer> buffers = new ArrayList<>();
    private final List<Expr.Var> scalars = new ArrayList<>();

    BlockBuilder block() {
        return block;
    }

    /// A parameter that counts something.
    Expr.Var count(String name) {
        return scalar(name, LoopType.INDEX);
    }

    Expr.Var scalar(String name, LoopType type) {
        Expr.Var parameter = new Expr.Var(block.names().fresh(name), type);
        scalars.add(parameter);
        return parameter;
    }

    /// A buffer, whose size is a scalar parameter.
    Buffer buffer(String name, DType dtype) {
        Expr size = count(name + "_size");
        Buffer buffer = new Buffer(block.names().fresh(name), dtype, Space.WORKSPACE, size);
        buffers.add(buffer);
        return buffer;
    }

    LoopFunction function(String name) {
        return new LoopFunction(name, buffers, scalars, block.build(), Optional.empty(), false);
    }
}
