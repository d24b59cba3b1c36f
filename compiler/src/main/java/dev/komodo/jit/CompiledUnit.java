package dev.komodo.jit;

import dev.komodo.emit.EmittedUnit;
import dev.komodo.emit.Unit;

import java.util.Objects;

/// The object of a unit of a program, before units are put together. Its symbols are names within
/// the unit only: nothing links it as it is, and what it defines gets a name that is new when units
/// are put together.
///
/// @param emitted the symbols
/// @param object LLVM's relocatable object
record CompiledUnit(Unit unit, EmittedUnit emitted, ElfParts object) {
    CompiledUnit {
        Objects.requireNonNull(unit);
        Objects.requireNonNull(emitted);
        Objects.requireNonNull(object);
    }
}
