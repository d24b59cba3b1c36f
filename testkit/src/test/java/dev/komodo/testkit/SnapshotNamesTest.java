package dev.komodo.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.jit.RandomNames;
import dev.komodo.natives.NativeCalls;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Nothing in a process's state decides a name, so processes that begin in one and the same state,
/// as JVMs do that start from one AOT cache, draw different ones.
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class SnapshotNamesTest {
    @TempDir Path temp;

    @Test
    void jvmsThatStartFromOneAotCacheDrawDifferentNames() throws Exception {
        Path jar = jar();
        Path archive = temp.resolve("names.aot");
        run(jar, "-XX:AOTCacheOutput=" + archive);
        assertThat(archive).as("JDK 25 makes an AOT cache").isNotEmptyFile();

        Set<String> names = new HashSet<>();
        for (int process = 0; process < 2; process++) {
            List<String> drawn = run(jar, "-XX:AOTCache=" + archive, "-XX:AOTMode=on");
            assertThat(drawn).hasSize(NameProcess.NAMES);
            names.addAll(drawn);
        }

        assertThat(names).hasSize(2 * NameProcess.NAMES);
    }

    @Test
    void theSourceOfNamesHasNoState() {
        assertThat(
                        Arrays.stream(RandomNames.class.getDeclaredFields())
                                .filter(field -> !isConstant(field)))
                .isEmpty();
    }

    private static boolean isConstant(Field field) {
        return Modifier.isStatic(field.getModifiers()) && Modifier.isFinal(field.getModifiers());
    }

    /// An AOT cache takes classes from jars only.
    private Path jar() throws IOException {
        Path jar = temp.resolve("names.jar");
        Set<String> packed = new HashSet<>();
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream jarOut = new JarOutputStream(out)) {
            for (Class<?> member :
                    List.of(RandomNames.class, NativeCalls.class, NameProcess.class)) {
                Path code = code(member);
                if (Files.isDirectory(code)) {
                    pack(code, jarOut, packed);
                }
            }
        }
        return jar;
    }

    private static void pack(Path code, JarOutputStream jar, Set<String> packed)
            throws IOException {
        for (String room : List.of("emit", "error", "jit", "natives", "testkit")) {
            Path folder = code.resolve("dev/komodo").resolve(room);
            if (!Files.isDirectory(folder)) {
                continue;
            }
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                    String name = code.relativize(file).toString();
                    if (packed.add(name)) {
                        jar.putNextEntry(new JarEntry(name));
                        jar.write(Files.readAllBytes(file));
                        jar.closeEntry();
                    }
                }
            }
        }
    }

    private List<String> run(Path jar, String... options) throws Exception {
        Path errors = temp.resolve("errors.txt");
        Stream<String> before =
                Stream.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:+UseSerialGC",
                        "-cp",
                        classPath(jar));
        List<String> command =
                Stream.concat(
                                Stream.concat(before, Arrays.stream(options)),
                                Stream.of(NameProcess.class.getName()))
                        .toList();
        Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
        byte[] output = process.getInputStream().readAllBytes();
        assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
        return new String(output, StandardCharsets.UTF_8).lines().toList();
    }

    /// The jar, and before it the jars of the compiler and of the native calls where the build runs
    /// from jars.
    private static String classPath(Path jar) {
        return Stream.concat(
                        Stream.of(RandomNames.class, NativeCalls.class)
                                .map(SnapshotNamesTest::code)
                                .filter(Files::isRegularFile),
                        Stream.of(jar))
                .map(Path::toString)
                .collect(Collectors.joining(":"));
    }

    private static Path code(Class<?> type) {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
    }
}
