package dev.komodo.loop;

/// Where a buffer lives.
public enum Space {
    /// The caller's memory, an argument of the entry: 64-byte alignment is not promised.
    ARGUMENT,
    /// A large constant or a packed form of one, alive as long as the kernel.
    CONSTANT,
    /// The workspace of one call: at a planned offset, 64-byte aligned.
    WORKSPACE,
    /// A small scratch array of known size in the stack frame; all stack buffers of a function take
    /// at most 16 KB.
    STACK,
    /// The i64 cells in which a call reports the data-dependent extents.
    RESULT_DIMS
}
