package dev.komodo.natives;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// libLLVM, loaded into this process. Safe for use by many threads.
///
/// One library per class loader: the first load decides which. It stays loaded until the process
/// ends. If several class loaders load the same file they share one copy of LLVM in memory, its
/// process-wide handlers included.
public final class LlvmLibrary {
    /// File names looked for in a folder that `KOMODO_LLVM` names, best first.
    private static final List<String> NAMES =
            List.of(
                    PackagedLibrary.LLVM,
                    "libLLVM-" + LlvmRange.supported().major() + ".so",
                    "libLLVM.so");

    private static final String ADVICE =
            ". Set it to libLLVM "
                    + LlvmRange.supported()
                    + " or its folder, or unset it to use the packaged one.";

    private static @Nullable LlvmLibrary loaded;
    private static @Nullable Located located;

    /// A library that was looked at and not yet loaded.
    private record Located(NativeSettings settings, Path path, String buildId) {}

    private final NativeSettings settings;
    private final Path path;
    private final String buildId;
    private final SymbolLookup symbols;

    private LlvmLibrary(NativeSettings settings, Path path, String buildId, SymbolLookup symbols) {
        this.settings = settings;
        this.path = path;
        this.buildId = buildId;
        this.symbols = symbols;
    }

    /// The library that is loaded, or else loads it as the environment of this process says.
    ///
    /// @throws NativeLibraryException if it cannot be found, unpacked or loaded; a later call tries
    ///   again
    public static synchronized LlvmLibrary load() {
        LlvmLibrary library = loaded;
        return library != null ? library : load(NativeSettings.ofProcess());
    }

    /// What tells the library that this process has loaded, or would load, from any other: see
    /// [#buildId()]. It is looked at, not loaded; what is loaded later is the same or an exception.
    ///
    /// @throws NativeLibraryException if it cannot be found or unpacked
    public static synchronized String identity() {
        LlvmLibrary library = loaded;
        return library != null ? library.buildId : located(NativeSettings.ofProcess()).buildId;
    }

    private static Located located(NativeSettings settings) {
        Located known = located;
        if (known == null || !known.settings.equals(settings)) {
            Path path = locate(settings);
            located = known = new Located(settings, path, identityOf(path));
        }
        return known;
    }

    private static String identityOf(Path path) {
        try {
            return ElfIdentity.of(path);
        } catch (IOException e) {
            throw new NativeLibraryException("Cannot read " + path + ": " + e, e);
        }
    }

    /// Loads the library as `settings` say.
    ///
    /// @throws NativeLibraryException as above, or if it was loaded under other settings before
    public static synchronized LlvmLibrary load(NativeSettings settings) {
        LlvmLibrary library = loaded;
        if (library == null) {
            loaded = library = loadFirst(settings);
        } else if (!library.settings.equals(settings)) {
            throw new NativeLibraryException(
                    "libLLVM was loaded from "
                            + library.path
                            + " before; it cannot be loaded once more with "
                            + settings
                            + ". Decide before the first use of Komodo in this process.");
        }
        return library;
    }

    private static LlvmLibrary loadFirst(NativeSettings settings) {
        Located before = located;
        located = null; // files may have changed since
        Located now = located(settings);
        if (before != null
                && before.settings.equals(settings)
                && !before.buildId.equals(now.buildId))
            throw new NativeLibraryException(
                    now.path
                            + " was replaced since this process asked what it is: build "
                            + before.buildId
                            + " then, "
                            + now.buildId
                            + " now. Try again.");
        Path links = settings.llvm().isPresent() ? settings.cache() : now.path.resolveSibling(".");
        return new LlvmLibrary(
                settings, now.path, now.buildId, LibraryLoading.load(now.path, links));
    }

    /// The path that would be loaded; unpacks the packaged library if it is to be used.
    ///
    /// @throws NativeLibraryException if there is none
    static Path locate(NativeSettings settings) {
        Host.requireSupported(System.getProperty("os.name"), System.getProperty("os.arch"));
        Optional<Path> chosen = settings.llvm();
        if (chosen.isPresent()) return find(chosen.get());
        return new LibraryStore(settings.cache(), Host.user())
                .locate(PackagedLibrary.named(PackagedLibrary.LLVM));
    }

    private static Path find(Path chosen) {
        if (Files.isRegularFile(chosen)) return chosen;
        if (!Files.isDirectory(chosen))
            throw new NativeLibraryException(
                    "KOMODO_LLVM names " + chosen + ", which does not exist" + ADVICE);
        for (String name : NAMES) {
            Path file = chosen.resolve(name);
            if (Files.isRegularFile(file)) return file;
        }
        throw new NativeLibraryException(
                "KOMODO_LLVM names the folder "
                        + chosen
                        + ", which holds none of "
                        + String.join(", ", NAMES)
                        + ADVICE);
    }

    /// The file that was loaded, absolute.
    public Path path() {
        return path;
    }

    /// What tells this library from any other, for cache keys: its GNU build-id in hex digits, or,
    /// if it has none, `sha256:` and the digest of the file.
    public String buildId() {
        return buildId;
    }

    /// Finds LLVM's functions. `SymbolLookup.loaderLookup()`, called by a class of the class loader
    /// of this class, finds them too.
    public SymbolLookup symbols() {
        return symbols;
    }
}
