package dev.komodo.cache;

import java.io.IOException;
import java.time.InstantSource;

/// What a store on disk takes from the machine it runs on.
record Surroundings(FileOperations files, Trust trust, Warnings warnings, InstantSource clock) {
    static Surroundings ofThisProcess() throws IOException {
        return new Surroundings(
                new SystemFiles(), Trust.ofThisProcess(), Warnings.toLog(), InstantSource.system());
    }
}
