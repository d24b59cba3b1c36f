import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/// Makes a module's API documentation with the toolchain's javadoc: Maven's own JVM may be too old
/// to read the sources. Faults of the comments (but not missing ones) are errors. The same sources
/// give the same files.
///
/// Arguments: the source folder, the class path (which begins with the module's own classes), the
/// output folder, the folder with LICENSE and NOTICE. Nothing is done where there is no module.
final class Documentation {
    public static void main(String[] arguments) throws Exception {
        Path sources = Path.of(arguments[0]);
        Path output = Path.of(arguments[2]);
        if (!Files.exists(sources.resolve("module-info.java"))) return;
        delete(output);
        List<String> options =
                new ArrayList<>(
                        List.of(
                                "-quiet",
                                "-notimestamp",
                                "-Xdoclint:all,-missing",
                                "-Werror",
                                "-encoding",
                                "UTF-8",
                                "--release",
                                "25",
                                "--module-path",
                                dependencies(arguments[1]),
                                "-d",
                                output.toString()));
        try (Stream<Path> files = Files.walk(sources)) {
            files.map(Path::toString)
                    .filter(file -> file.endsWith(".java"))
                    .sorted()
                    .forEach(options::add);
        }
        int status =
                ToolProvider.findFirst("javadoc")
                        .orElseThrow()
                        .run(System.out, System.err, options.toArray(String[]::new));
        if (status != 0) System.exit(status);
        Path legal = Files.createDirectories(output.resolve("META-INF"));
        for (String name : List.of("LICENSE", "NOTICE"))
            Files.copy(
                    Path.of(arguments[3], name),
                    legal.resolve(name),
                    StandardCopyOption.REPLACE_EXISTING);
    }

    private static String dependencies(String classPath) {
        String[] all = classPath.split(File.pathSeparator, -1);
        return String.join(File.pathSeparator, List.of(all).subList(1, all.length));
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) return;
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }
}
