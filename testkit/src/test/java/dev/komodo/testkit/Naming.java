package dev.komodo.testkit;

import dev.komodo.emit.NameSource;
import dev.komodo.jit.FixedNames;
import dev.komodo.jit.RandomNames;

/// Where a process gets the names of its definitions from.
enum Naming {
    /// A counter of the process, as numba has it: siblings give the same names to other bodies.
    COUNTED,
    /// The operating system, as Komodo does.
    RANDOM;

    /// The names of one process.
    NameSource ofProcess() {
        return switch (this) {
            case COUNTED -> new FixedNames();
            case RANDOM -> new RandomNames();
        };
    }
}
