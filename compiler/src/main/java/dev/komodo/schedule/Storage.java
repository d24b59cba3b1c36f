package dev.komodo.schedule;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.Expr;
import dev.komodo.loop.Expressions;

import java.util.Optional;

/// Where the entry keeps a tensor: contiguous elements in row-major order, from an element of a
/// buffer on. Two storages are the same only if they are one object.
final class Storage {
    private final Buffer buffer;
    private final Expr offset;
    private final Dim capacity;
    private final Optional<Expr> copies;

    /// @param buffer a buffer that `run` sees
    /// @param offset the element of the buffer that is element 0, an expression of `run`
    /// @param capacity how many elements are accessible, free of data dims
    Storage(Buffer buffer, Expr offset, Dim capacity) {
        this(buffer, offset, capacity, Optional.empty());
    }

    private Storage(Buffer buffer, Expr offset, Dim capacity, Optional<Expr> copies) {
        this.buffer = buffer;
        this.offset = offset;
        this.capacity = capacity;
        this.copies = copies;
    }

    /// One part of `capacity` elements for each worker.
    static Storage perWorker(Buffer buffer, Dim capacity, Expr workers) {
        return new Storage(buffer, Expressions.index(0), capacity, Optional.of(workers));
    }

    /// The number of parts, an expression of `run`; present if workers have parts of their own.
    Optional<Expr> copies() {
        return copies;
    }

    Buffer buffer() {
        return buffer;
    }

    Expr offset() {
        return offset;
    }

    Dim capacity() {
        return capacity;
    }

    DType dtype() {
        return buffer.dtype();
    }
}
