package dev.komodo.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Writes down how the build started Java, for scripts that start it again where the user is: the
/// program in a file `java`, options and class path in a file `arguments` (for `java @file`).
public final class LaunchFile {
    private LaunchFile() {}

    /// Writes both files.
    ///
    /// @param arguments the folder to write to
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        Files.writeString(
                folder.resolve("java"),
                Path.of(System.getProperty("java.home"), "bin", "java").toString());
        String classPath = System.getProperty("java.class.path").replace("\\", "\\\\");
        Files.writeString(
                folder.resolve("arguments"),
                """
                --enable-native-access=ALL-UNNAMED
                --add-modules=jdk.incubator.vector
                -XX:+UseSerialGC
                -classpath
                "%s"
                """
                        .formatted(classPath.replace("\"", "\\\"")));
    }
}
