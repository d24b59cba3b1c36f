package dev.komodo.jit;

import java.util.Objects;

/// A program's code in three stages, as text.
///
/// @param llvm LLVM IR as emitted
/// @param optimizedLlvm LLVM IR after LLVM's passes
/// @param assembly the machine code
public record Listings(String llvm, String optimizedLlvm, String assembly) {
    /// Refuses null.
    public Listings {
        Objects.requireNonNull(llvm);
        Objects.requireNonNull(optimizedLlvm);
        Objects.requireNonNull(assembly);
    }
}
