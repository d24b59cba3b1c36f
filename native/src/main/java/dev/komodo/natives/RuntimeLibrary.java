package dev.komodo.natives;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Path;

/// The C runtime that compiled kernels call, loaded into this process (its functions:
/// `src/main/c/komodo_runtime.h`). Safe for use by many threads.
public final class RuntimeLibrary {
    /// The version of the runtime's functions and of its table that this code is written for.
    public static final int ABI_VERSION = 1;

    private static final long TABLE_BYTES = 16;

    private static @Nullable RuntimeLibrary loaded;

    private final Path path;
    private final SymbolLookup symbols;

    private RuntimeLibrary(Path path, SymbolLookup symbols) {
        this.path = path;
        this.symbols = symbols;
    }

    /// The runtime that is loaded, or else unpacks and loads it as the environment of this process
    /// says.
    ///
    /// @throws NativeLibraryException if it cannot be unpacked or loaded; a later call tries again
    public static synchronized RuntimeLibrary load() {
        RuntimeLibrary library = loaded;
        return library != null ? library : load(NativeSettings.ofProcess());
    }

    /// The runtime that is loaded, or else unpacks it into the cache of `settings` and loads it.
    /// Every process has the packaged one, so a later call may name another cache.
    ///
    /// @throws NativeLibraryException as above
    public static synchronized RuntimeLibrary load(NativeSettings settings) {
        RuntimeLibrary library = loaded;
        if (library == null) loaded = library = loadFirst(settings);
        return library;
    }

    private static RuntimeLibrary loadFirst(NativeSettings settings) {
        Host.requireSupported(System.getProperty("os.name"), System.getProperty("os.arch"));
        Path path =
                new LibraryStore(settings.cache(), Host.user())
                        .locate(PackagedLibrary.named(PackagedLibrary.RUNTIME));
        RuntimeLibrary library =
                new RuntimeLibrary(path, LibraryLoading.load(path, path.resolveSibling(".")));
        int version = (int) NativeCalls.call(library.symbol("komodo_runtime_abi_version"));
        if (version != ABI_VERSION)
            throw new NativeLibraryException(
                    path
                            + " has ABI version "
                            + version
                            + " where this code needs "
                            + ABI_VERSION
                            + ": jars of different Komodo versions are mixed on the class path.");
        return library;
    }

    /// The file that was loaded, absolute.
    public Path path() {
        return path;
    }

    /// The address of a function or table of the runtime, valid until the process ends.
    ///
    /// @throws NativeLibraryException if the runtime has no such symbol
    public MemorySegment symbol(String name) {
        return symbols.find(name)
                .orElseThrow(() -> new NativeLibraryException(path + " has no symbol " + name));
    }

    /// `komodo_runtime_table`, 16 bytes: the ABI version as a 64-bit integer, then the address of
    /// `komodo_parallel_for`. A kernel's frame points to it.
    public MemorySegment table() {
        return symbol("komodo_runtime_entries").reinterpret(TABLE_BYTES, Arena.global(), null);
    }
}
