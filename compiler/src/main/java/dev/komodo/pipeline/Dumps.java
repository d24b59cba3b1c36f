package dev.komodo.pipeline;

import dev.komodo.cache.CacheKey;
import dev.komodo.cache.KeyIngredient;
import dev.komodo.error.NativeFailureException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/// Numbered dumps of one compilation: `NN-pass.ir` in a folder of the kernel's name, written only
/// where the text changed. The property `komodo.dump` names the parent folder; `komodo.dump.only`
/// picks kernels by name.
public final class Dumps {
    private final Optional<Path> folder;
    private int number;
    private @Nullable String last;

    private Dumps(Optional<Path> folder) {
        this.folder = folder;
    }

    /// Dumps as the properties say.
    public static Dumps of(String kernel) {
        String parent = System.getProperty("komodo.dump", "");
        String only = System.getProperty("komodo.dump.only", kernel);
        return parent.isEmpty() || !only.equals(kernel)
                ? none()
                : new Dumps(
                        Optional.of(Path.of(parent, kernel.replaceAll("[^A-Za-z0-9_.-]", "_"))));
    }

    /// No dumps.
    public static Dumps none() {
        return new Dumps(Optional.empty());
    }

    /// Whether anything is written.
    public boolean isOn() {
        return folder.isPresent();
    }

    /// Writes a text under the next number, if it is not the last one again.
    ///
    /// @param file the name behind the number, with its ending
    /// @throws NativeFailureException if the file cannot be written
    public void write(String file, Supplier<String> text) {
        if (folder.isEmpty()) {
            return;
        }
        String content = text.get();
        int own = number++;
        if (content.equals(last)) {
            return;
        }
        last = content;
        Path path = folder.get().resolve("%02d-%s".formatted(own, file));
        try {
            Files.createDirectories(folder.get());
            Files.writeString(path, content);
        } catch (IOException failure) {
            throw new NativeFailureException(
                    "The dump " + path + " cannot be written: " + failure.getMessage(), failure);
        }
    }

    /// The ingredients of a key, a line each: name and own hash.
    static String key(CacheKey key) {
        StringBuilder text = new StringBuilder(key.hex()).append('\n');
        for (KeyIngredient ingredient : key.ingredients()) {
            text.append(ingredient).append('\n');
        }
        return text.toString();
    }
}
