package dev.komodo.target;

/// How much time a compilation may spend on the speed of its code. Part of the key: both kinds of
/// code are kept side by side.
public enum Effort {
    /// Compiles as quickly as it can: the formulas of elementary functions become functions of
    /// their own, LLVM cleans up once and generates code with less search. Kernels run slower by
    /// tens of percent where elementary functions are short beside a call; results may differ in
    /// the last bit, where a product would be fused with a sum outside its formula.
    FAST,
    /// The usual: each kernel as fast as Komodo makes it.
    NORMAL
}
