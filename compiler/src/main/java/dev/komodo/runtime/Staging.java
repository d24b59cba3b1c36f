package dev.komodo.runtime;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// Native copies of arguments that lie on the heap, one for each place in the signature: made when
/// first needed, used again by later calls. Not safe between threads.
final class Staging {
    private final Arena arena;
    private final MemorySegment[] copies;

    /// @param arena where the copies are
    /// @param places how many arguments there are
    Staging(Arena arena, int places) {
        this.arena = arena;
        this.copies = new MemorySegment[places];
        Arrays.fill(copies, MemorySegment.NULL);
    }

    /// What native code gets for an argument: the argument itself if it is native, else its copy,
    /// which holds anything.
    ///
    /// @param place always the same for arguments of one size
    MemorySegment at(int place, MemorySegment argument) {
        if (argument.isNative()) {
            return argument;
        }
        MemorySegment copy = copies[place];
        if (copy.byteSize() != argument.byteSize()) {
            copy = arena.allocate(argument.byteSize(), NDArray.ALIGNMENT);
            copies[place] = copy;
        }
        return copy;
    }

    /// Before a call: brings an input to native memory.
    void copyIn(int place, MemorySegment argument) {
        if (!argument.isNative()) {
            copies[place].copyFrom(argument);
        }
    }

    /// After a call: brings an output back.
    void copyOut(int place, MemorySegment argument) {
        if (!argument.isNative()) {
            argument.copyFrom(copies[place]);
        }
    }
}
