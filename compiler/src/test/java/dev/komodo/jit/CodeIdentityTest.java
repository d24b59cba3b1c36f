package dev.komodo.jit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/// Code that may make other kernels has another identity.
class CodeIdentityTest {
    @TempDir Path folder;

    @Test
    void oneChangedByteOfAClassChangesTheIdentity() throws IOException {
        Path member = folder.resolve("dev/komodo/emit/Arithmetic.class");
        Files.createDirectories(member.getParent());
        try (var bytes =
                CodeIdentity.class.getResourceAsStream("/dev/komodo/emit/Arithmetic.class")) {
            Files.write(member, bytes.readAllBytes());
        }
        String before = CodeIdentity.of(folder);
        assertThat(CodeIdentity.of(folder)).isEqualTo(before);
        byte[] changed = Files.readAllBytes(member);
        changed[changed.length / 2]++;
        Files.write(member, changed);
        assertThat(CodeIdentity.of(folder)).isNotEqualTo(before);
    }

    @Test
    void aRenamedResourceChangesTheIdentity() throws IOException {
        Path first = folder.resolve("dev/komodo/a.txt");
        Files.createDirectories(first.getParent());
        Files.writeString(first, "x");
        String before = CodeIdentity.of(folder);
        Files.move(first, folder.resolve("dev/komodo/b.txt"));
        assertThat(CodeIdentity.of(folder)).isNotEqualTo(before);
    }

    @Test
    void aJarHasTheIdentityOfItsClassesOrTheOneInItsManifest() throws IOException {
        Path member = folder.resolve("classes/dev/komodo/a.txt");
        Files.createDirectories(member.getParent());
        Files.writeString(member, "x");
        String hashed = CodeIdentity.of(folder.resolve("classes"));
        assertThat(CodeIdentity.of(jar("plain.jar", new Manifest()))).isEqualTo(hashed);
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(new Attributes.Name(CodeIdentity.ATTRIBUTE), "abc");
        assertThat(CodeIdentity.of(jar("recorded.jar", manifest))).isEqualTo("abc");
    }

    @Test
    void theBuildRecordsTheIdentityThatAFolderHas() throws Exception {
        Path classes = Path.of("target/classes");
        Path tool = Path.of("../build/CodeHash.java");
        if (!Files.isDirectory(classes.resolve("dev/komodo")) || !Files.isRegularFile(tool)) {
            // run outside the module's folder: there is nothing to compare
            return;
        }
        Path manifest = folder.resolve("code-hash.mf");
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                tool.toString(),
                                classes.toString(),
                                manifest.toString())
                        .inheritIO()
                        .start();
        assertThat(process.waitFor()).isZero();
        try (var in = Files.newInputStream(manifest)) {
            assertThat(new Manifest(in).getMainAttributes().getValue(CodeIdentity.ATTRIBUTE))
                    .isEqualTo(CodeIdentity.of(classes));
        }
    }

    private Path jar(String name, Manifest manifest) throws IOException {
        Path path = folder.resolve(name);
        try (OutputStream out = Files.newOutputStream(path);
                JarOutputStream jar = new JarOutputStream(out, manifest)) {
            jar.putNextEntry(new JarEntry("dev/komodo/a.txt"));
            jar.write(bytes("x"));
            jar.closeEntry();
        }
        return path;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
