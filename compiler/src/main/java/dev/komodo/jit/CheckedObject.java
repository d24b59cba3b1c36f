package dev.komodo.jit;

import dev.komodo.cache.CacheEntry;
import dev.komodo.link.ElfObject;
import dev.komodo.link.ObjectRefusedException;

import java.nio.ByteBuffer;
import java.util.List;

/// An object that is what its cache entry declares: the bytes that were checked, which are the
/// bytes that are linked.
final class CheckedObject {
    private final KernelManifest manifest;
    private final byte[] bytes;
    private final ElfObject contents;

    private CheckedObject(KernelManifest manifest, byte[] bytes, ElfObject contents) {
        this.manifest = manifest;
        this.bytes = bytes;
        this.contents = contents;
    }

    /// The object of an entry.
    ///
    /// @throws ObjectRefusedException if it is anything else than the entry declares
    static CheckedObject of(CacheEntry entry) {
        ByteBuffer view = entry.object();
        byte[] bytes = new byte[view.remaining()];
        view.get(bytes);
        return of(KernelManifest.of(entry.metadata()), bytes);
    }

    /// The object that a manifest describes; nobody writes to the bytes any more.
    ///
    /// @throws ObjectRefusedException if it is anything else
    static CheckedObject of(KernelManifest manifest, byte[] bytes) {
        ElfObject contents =
                ObjectCheck.check(bytes, manifest.entrySymbols(), manifest.definedSymbols());
        return new CheckedObject(manifest, bytes, contents);
    }

    /// What was declared.
    KernelManifest manifest() {
        return manifest;
    }

    /// The object file; nobody writes to it.
    byte[] bytes() {
        return bytes;
    }

    /// What the object says about itself.
    ElfObject contents() {
        return contents;
    }

    /// The symbols whose addresses are wanted.
    List<String> entrySymbols() {
        return manifest.entrySymbols();
    }
}
