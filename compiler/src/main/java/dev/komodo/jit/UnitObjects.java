package dev.komodo.jit;

import dev.komodo.emit.EmittedUnit;
import dev.komodo.emit.Unit;

import java.util.function.Supplier;

/// Where the objects of units are kept, so that a program that differs from another in a part is
/// compiled in that part only. Safe between threads.
@FunctionalInterface
public interface UnitObjects {
    /// Keeps nothing.
    UnitObjects NONE = (unit, options, compile) -> compile.get();

    /// What the compilation of a unit gave.
    ///
    /// @param emitted the symbols, in the order of emission
    /// @param object the object's bytes; nobody changes them
    @SuppressWarnings("ArrayRecordComponent") // made once, read once, by two classes of this room
    record Made(EmittedUnit emitted, byte[] object) {}

    /// The object of a unit without entries: kept from before, or made and kept.
    ///
    /// @param compile makes it
    Made get(Unit unit, CodeOptions options, Supplier<Made> compile);
}
