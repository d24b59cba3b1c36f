package dev.komodo.fourier;

/// How complex numbers lie in memory.
public enum Form {
    /// Real parts, and imaginary parts a distance apart. Positions count elements.
    SPLIT,
    /// Real and imaginary part side by side. Positions count pairs.
    PAIRS,
    /// Real parts alone: imaginary parts are read as 0 and not written. Positions count elements.
    REAL
}
