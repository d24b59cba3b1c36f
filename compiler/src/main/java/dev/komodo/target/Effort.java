package dev.komodo.target;

/// How much time a compilation may spend on the speed of its code. Part of the key: both kinds of
/// code are kept side by side.
public enum Effort {
    /// Compiles as quickly as it can: the formulas of elementary functions become functions of
    /// their own, LLVM cleans up once and generates code with less search. Kernels are slower: by a
    /// call for each vector and elementary function, and by what LLVM leaves undone. Results may
    /// differ in the last bit, where a product would be fused with a sum outside its formula.
    FAST,
    /// The usual: each kernel as fast as Komodo makes it.
    NORMAL
}
