package dev.komodo.testkit;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Copies of the classes of a module, which a test may change or show to another user.
final class ClassFolder {
    private ClassFolder() {}

    /// Copies the jar or the folder that a class was loaded from into a folder.
    static void copy(Class<?> member, Path folder) throws IOException {
        Path origin = origin(member);
        if (Files.isDirectory(origin)) {
            copyTree(origin, folder);
            return;
        }
        try (FileSystem jar = FileSystems.newFileSystem(origin)) {
            copyTree(jar.getPath("/"), folder);
        }
    }

    /// This process's class path with a folder in the place of what a class was loaded from.
    static String classPathWith(Class<?> member, Path folder) {
        Path origin = origin(member);
        String[] parts = System.getProperty("java.class.path").split(File.pathSeparator, -1);
        return Arrays.stream(parts)
                .map(part -> Path.of(part).equals(origin) ? folder.toString() : part)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static void copyTree(Path origin, Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(origin)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = folder.resolve(origin.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }

    private static Path origin(Class<?> member) {
        try {
            return Path.of(member.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
