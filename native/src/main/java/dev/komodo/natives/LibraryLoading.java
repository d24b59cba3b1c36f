package dev.komodo.natives;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;

/// Loads a library for good: `SymbolLookup.loaderLookup()` of this class loader finds its symbols,
/// and so does the lookup returned; neither is ever unloaded.
///
/// The JVM lets one class loader only load a given path. Another one in the same JVM (Spark,
/// Tomcat) loads a hard link with a name of its own. The dynamic linker knows both as one file, so
/// there is one copy in memory, with one set of global variables, whatever the class loaders.
final class LibraryLoading {
    private LibraryLoading() {}

    /// @param file an absolute path
    /// @param links a folder for the hard link if the file's own cannot take it
    /// @throws NativeLibraryException if the system refuses the file
    static SymbolLookup load(Path file, Path links) {
        try {
            System.load(file.toString());
        } catch (UnsatisfiedLinkError e) {
            if (!String.valueOf(e.getMessage()).contains("already loaded in another classloader"))
                throw refusal(file, e);
            loadLink(file, links);
        }
        return SymbolLookup.libraryLookup(file, Arena.global());
    }

    private static void loadLink(Path file, Path links) {
        Path link = hardLink(file, links);
        try {
            System.load(link.toString());
        } catch (UnsatisfiedLinkError e) {
            throw refusal(link, e);
        } finally {
            delete(link); // the mapping does not need the name
        }
    }

    private static Path hardLink(Path file, Path links) {
        IOException failure = null;
        for (Path name :
                new Path[] {
                    Unpacking.temporaryBeside(file),
                    Unpacking.temporaryBeside(links.resolve(file.getFileName()))
                }) {
            try {
                return Files.createLink(name, file.toRealPath());
            } catch (IOException e) {
                if (failure == null) failure = e;
                else failure.addSuppressed(e);
            }
        }
        throw new NativeLibraryException(
                file
                        + " is loaded by another class loader of this JVM, and a hard link to it,"
                        + " to load it a second time, can be made neither beside it nor in "
                        + links
                        + ". Put the library into a folder that you can write to.",
                failure);
    }

    private static void delete(Path link) {
        try {
            Files.deleteIfExists(link);
        } catch (IOException e) {
            logger().log(System.Logger.Level.WARNING, "cannot delete " + link, e);
        }
    }

    private static NativeLibraryException refusal(Path file, UnsatisfiedLinkError error) {
        return new NativeLibraryException(
                "Cannot load " + file + ": " + error.getMessage() + ". " + advice(file, error),
                error);
    }

    private static String advice(Path file, UnsatisfiedLinkError error) {
        String text = String.valueOf(error.getMessage());
        try {
            if (Host.isMountedNoExec(file))
                return "The folder "
                        + file.getParent()
                        + " is on a file system mounted noexec: set KOMODO_CACHE to a folder on one"
                        + " that allows programs.";
        } catch (IOException e) {
            error.addSuppressed(e);
        }
        if (text.contains("GLIBC_"))
            return "Komodo needs glibc 2.34 or later and this system's is older.";
        if (text.contains("cannot open shared object file"))
            return "Install the library named there (libLLVM needs libstdc++ and zlib), on a system"
                    + " with glibc 2.34 or later.";
        return "Komodo needs Linux x86-64 with glibc 2.34 or later.";
    }

    /// Made when something is said, which is rare: the first logger takes milliseconds.
    private static System.Logger logger() {
        return System.getLogger(LibraryLoading.class.getName());
    }
}
