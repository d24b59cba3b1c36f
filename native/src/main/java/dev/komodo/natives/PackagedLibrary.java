package dev.komodo.natives;

import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;

/// One library in this module's resources, as the index that the build wrote describes it.
///
/// @param name its file name, which is also its soname
/// @param size its size unpacked, in bytes
/// @param sha256 the SHA-256 of its bytes unpacked, 64 hex digits
record PackagedLibrary(String name, long size, String sha256) {
    private static final String FOLDER = "/META-INF/komodo/native/linux-x86_64/";

    static final String LLVM = "libLLVM.so." + LlvmRange.supported().series();
    static final String RUNTIME = "libkomodo_runtime.so";

    /// The packaged library of that name.
    ///
    /// @throws NativeLibraryException if this build carries no such library
    static PackagedLibrary named(String name) {
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(resource("index"), StandardCharsets.UTF_8))) {
            for (@Nullable String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ", -1);
                if (words.length == 3 && words[0].equals(name))
                    return new PackagedLibrary(name, Long.parseLong(words[1]), words[2]);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + FOLDER + "index", e);
        }
        throw new NativeLibraryException(
                name + " is not listed in " + FOLDER + "index: this jar was not built completely");
    }

    /// The library's bytes, unpacked on the way; the caller closes the stream.
    InputStream open() throws IOException {
        return new GZIPInputStream(resource(name + ".gz"), 1 << 16);
    }

    private static InputStream resource(String name) {
        InputStream stream = PackagedLibrary.class.getResourceAsStream(FOLDER + name);
        if (stream == null)
            throw new NativeLibraryException(
                    "The resource "
                            + FOLDER
                            + name
                            + " is missing: build the module native with Maven (its build puts"
                            + " libLLVM and the runtime there)");
        return stream;
    }
}
