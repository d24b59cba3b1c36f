package dev.komodo.jit;

import dev.komodo.error.InternalCompilerException;
import dev.komodo.llvm.LlvmThreads;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/// What tells this Komodo's code from any other: a hash of all classes and resources of the modules
/// that generate code. A part of every key, because other code may make other kernels.
///
/// A jar carries its hash in the manifest (`build/CodeHash.java` puts it there); a class folder, or
/// a jar without one, is hashed: for each file below `dev/komodo`, sorted by name, its name, a zero
/// byte, its length as 8 bytes, and its bytes.
public final class CodeIdentity {
    static final String ATTRIBUTE = "Komodo-Code-Hash";
    private static final String ROOT = "dev/komodo/";

    private CodeIdentity() {}

    /// The hash of the running code, read or computed once.
    ///
    /// @throws InternalCompilerException if the classes come from neither a jar nor a folder
    public static String current() {
        return Current.IDENTITY;
    }

    private static final class Current {
        static final String IDENTITY = read();

        private static String read() {
            TreeSet<String> hashes = new TreeSet<>();
            for (Class<?> member : List.of(CodeIdentity.class, LlvmThreads.class)) {
                hashes.add(of(location(member)));
            }
            return String.join("+", hashes);
        }
    }

    private static Path location(Class<?> member) {
        CodeSource source = member.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            throw new InternalCompilerException(
                    "Where "
                            + member.getName()
                            + " was loaded from is unknown, so its code cannot be told from other"
                            + " code in cache keys. Run Komodo from jars or class folders.");
        }
        try {
            URI uri = source.getLocation().toURI();
            return Path.of(uri);
        } catch (URISyntaxException | RuntimeException e) {
            throw new InternalCompilerException(
                    "Komodo's classes were loaded from "
                            + source.getLocation()
                            + ", which is no file. Run Komodo from jars or class folders.",
                    e);
        }
    }

    /// The hash of a jar or a class folder.
    ///
    /// @throws InternalCompilerException if it cannot be read
    static String of(Path jarOrFolder) {
        try {
            return Files.isDirectory(jarOrFolder) ? ofFolder(jarOrFolder) : ofJar(jarOrFolder);
        } catch (IOException e) {
            throw new InternalCompilerException(
                    "Komodo's own code could not be read for the cache key: " + jarOrFolder, e);
        }
    }

    private static String ofFolder(Path folder) throws IOException {
        Path root = folder.resolve(ROOT);
        List<String> names = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            files.filter(Files::isRegularFile)
                    .forEach(file -> names.add(ROOT + root.relativize(file)));
        }
        names.sort(null);
        MessageDigest digest = Digests.sha256();
        for (String name : names) {
            add(digest, name, Files.readAllBytes(folder.resolve(name)));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static String ofJar(Path path) throws IOException {
        try (JarFile jar = new JarFile(path.toFile())) {
            Manifest manifest = jar.getManifest();
            String recorded =
                    manifest == null
                            ? null
                            : manifest.getMainAttributes().getValue(new Attributes.Name(ATTRIBUTE));
            return recorded != null ? recorded : ofEntries(jar);
        }
    }

    private static String ofEntries(JarFile jar) throws IOException {
        List<JarEntry> entries =
                jar.stream()
                        .filter(entry -> !entry.isDirectory() && entry.getName().startsWith(ROOT))
                        .sorted((a, b) -> a.getName().compareTo(b.getName()))
                        .toList();
        MessageDigest digest = Digests.sha256();
        for (JarEntry entry : entries) {
            try (InputStream content = jar.getInputStream(entry)) {
                add(digest, entry.getName(), content.readAllBytes());
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void add(MessageDigest digest, String name, byte[] content) {
        digest.update(name.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, content.length));
        digest.update(content);
    }
}
