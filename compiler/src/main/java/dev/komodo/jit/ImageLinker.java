package dev.komodo.jit;

import dev.komodo.link.ObjectRefusedException;
import dev.komodo.llvm.LlvmException;

/// Makes objects callable, each in isolation. Safe between threads.
interface ImageLinker extends AutoCloseable {
    /// Links an object; the caller closes the image.
    ///
    /// @throws ObjectRefusedException if the object is damaged
    /// @throws LlvmException if LLVM refuses the object
    LinkedImage link(CheckedObject object);

    /// Ends the linker.
    ///
    /// @throws IllegalStateException if an image of it is still open and would be freed
    @Override
    void close();
}
