package dev.komodo.jit;

import dev.komodo.emit.NameSource;

/// Counted names, for listings and goldens only: two modules get the same ones. For one thread.
public final class FixedNames implements NameSource {
    private long count;

    /// A source that starts at 0.
    public FixedNames() {}

    @Override
    public String next(String hint) {
        return NameSource.symbol(hint, 0, count++);
    }
}
