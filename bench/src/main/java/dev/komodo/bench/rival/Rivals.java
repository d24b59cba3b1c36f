package dev.komodo.bench.rival;

import dev.komodo.bench.blas.Mkl;
import dev.komodo.bench.blas.OneDnn;
import dev.komodo.bench.blas.OpenBlas;
import dev.komodo.measure.peer.PeerException;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The rivals by name; each is looked for when a row first wants it.
public final class Rivals {
    private final Path folder;
    private final Map<String, Optional<Rival>> found = new LinkedHashMap<>();
    private final Map<String, String> descriptions = new LinkedHashMap<>();

    /// @param folder where libraries are unpacked and what is compiled lies
    public Rivals(Path folder) {
        this.folder = folder;
    }

    /// The rival of a name, if this machine has it.
    ///
    /// @throws IllegalArgumentException if nobody is called so
    public Optional<Rival> find(String name) {
        return found.computeIfAbsent(name, this::look);
    }

    private Optional<Rival> look(String name) {
        try {
            Rival rival =
                    switch (name) {
                        case "openblas" -> new BlasRival(OpenBlas.load(folder));
                        case "mkl" -> new BlasRival(Mkl.load(folder));
                        case "onednn" -> new OneDnnRival(OneDnn.load(folder));
                        case "c" -> CLoopRival.compile(folder);
                        case "java" ->
                                new JavaRival(
                                        name,
                                        "loops over float[], Java " + Runtime.version().feature(),
                                        new PlainJava());
                        case "vector" -> vector();
                        default -> throw new IllegalArgumentException("Nobody is called " + name);
                    };
            descriptions.put(name, rival.description());
            return Optional.of(rival);
        } catch (PeerException absent) {
            descriptions.put(name, "left out: " + absent.getMessage());
            return Optional.empty();
        }
    }

    private static Rival vector() {
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
            throw new PeerException(
                    "the Vector API needs --add-modules jdk.incubator.vector (bench/targets gives"
                            + " it)");
        }
        return new JavaRival(
                "vector",
                "the JDK's Vector API, Java " + Runtime.version().feature(),
                new VectorJava());
    }

    /// What each rival that was asked for is, or why it was left out, by name.
    public Map<String, String> descriptions() {
        return descriptions;
    }
}
