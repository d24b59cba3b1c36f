package dev.komodo.jit;

import dev.komodo.error.NativeFailureException;
import dev.komodo.link.ObjectLinker;
import dev.komodo.link.PlacedObject;
import dev.komodo.link.UnfamiliarObjectException;
import dev.komodo.natives.NativeLibraryException;

/// Links what the cache had without LLVM, so that a process that finds all its kernels never loads
/// it. What [ObjectLinker] does not know is left to another linker; a test holds that it knows all
/// that Komodo emits.
final class CachedLinker implements ImageLinker {
    private final ImageLinker other;

    /// @param other for what cannot be linked without LLVM; closed by its owner
    CachedLinker(ImageLinker other) {
        this.other = other;
    }

    @Override
    public LinkedImage link(CheckedObject object) {
        try {
            PlacedObject placed =
                    ObjectLinker.link(
                            object.bytes(),
                            object.contents(),
                            object.entrySymbols(),
                            ObjectCheck.outside(object.contents()));
            return new LinkedImage.Placed(placed);
        } catch (NativeLibraryException refusal) {
            throw new NativeFailureException(String.valueOf(refusal.getMessage()), refusal);
        } catch (UnfamiliarObjectException unfamiliar) {
            System.getLogger("dev.komodo.jit")
                    .log(System.Logger.Level.DEBUG, "Linked by LLVM", unfamiliar);
            return other.link(object);
        }
    }

    @Override
    public void close() {
        // images own what they need
    }
}
