package dev.komodo.jit;

import dev.komodo.link.PlacedObject;
import dev.komodo.llvm.LlvmException;
import dev.komodo.llvm.OrcDylib;

import java.util.List;
import java.util.Map;

/// A linked object: it sees its own definitions and the few functions that it may leave open, and
/// no other object sees it.
///
/// Safe between threads. [#close] frees the code at once; [Images] closes an image when nobody uses
/// it any more.
sealed interface LinkedImage extends AutoCloseable {
    /// Where an entry begins.
    ///
    /// @throws IllegalArgumentException if the image was not linked for it
    long address(String entrySymbol);

    @Override
    void close();

    /// An object in a dylib of its own, linked by LLVM.
    ///
    /// @param dylib holds nothing else; the image owns it
    record InDylib(OrcDylib dylib, Map<String, Long> entries) implements LinkedImage {
        public InDylib {
            entries = Map.copyOf(entries);
        }

        /// Links an object that [ObjectCheck] has let pass.
        ///
        /// @param dylib an empty dylib, which the image owns from now on
        /// @param entrySymbols the symbols whose addresses are wanted
        /// @param outside the functions that the object may use, with their addresses
        /// @throws LlvmException if LLVM refuses the object
        static LinkedImage link(
                OrcDylib dylib,
                byte[] object,
                List<String> entrySymbols,
                Map<String, Long> outside) {
            try {
                dylib.defineAbsolute(outside);
                dylib.addObject(object);
                return new InDylib(dylib, dylib.lookup(entrySymbols));
            } catch (RuntimeException | Error failure) {
                close(dylib, failure);
                throw failure;
            }
        }

        private static void close(OrcDylib dylib, Throwable failure) {
            try {
                dylib.close();
            } catch (RuntimeException second) {
                failure.addSuppressed(second);
            }
        }

        @Override
        public long address(String entrySymbol) {
            Long address = entries.get(entrySymbol);
            if (address == null) {
                throw new IllegalArgumentException(
                        "The image was linked for "
                                + entries.keySet()
                                + ", not for "
                                + entrySymbol);
            }
            return address;
        }

        @Override
        public void close() {
            dylib.close();
        }
    }

    /// An object in memory of its own, linked without LLVM.
    ///
    /// @param object the image owns it
    record Placed(PlacedObject object) implements LinkedImage {
        @Override
        public long address(String entrySymbol) {
            return object.address(entrySymbol);
        }

        @Override
        public void close() {
            object.close();
        }
    }
}
