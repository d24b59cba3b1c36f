package dev.komodo.emit;

/// The byte offsets of the frame that every native entry takes (see the package description), and
/// the version of this ABI. The version is part of each key: code made for another layout is never
/// linked.
public final class FrameLayout {
    /// Changes with every change of the frame, of the entries' signatures or of the runtime table.
    public static final int ABI_VERSION = 2;

    /// `const int64_t *`: values of the dims.
    public static final long DIMS = 0;

    /// `void *const *`: constants, then prepared buffers.
    public static final long CONSTANTS = 8;

    /// `void *`: the workspace.
    public static final long WORKSPACE = 16;

    /// `const komodo_runtime_table *`.
    public static final long RUNTIME = 24;

    /// `komodo_pool *`.
    public static final long POOL = 32;

    /// `int64_t`: workers of a parallel loop.
    public static final long WORKERS = 40;

    /// `int64_t *`: cells of the data dims.
    public static final long RESULT_DIMS = 48;

    /// `uint64_t *`: the failure word.
    public static final long FAILURE = 56;

    /// `komodo_profile *`, see [ProfileLayout]; null: times are not kept.
    public static final long PROFILE = 64;

    /// Bytes of a frame.
    public static final long SIZE = 72;

    /// Where `parallel_for` stands in the runtime table.
    public static final long TABLE_PARALLEL_FOR = 8;

    /// The failure word before a call: none.
    public static final long NO_FAILURE = -1L;

    private FrameLayout() {}
}
