package dev.komodo.bench.gradient;

import dev.komodo.Options;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/// What a cold start takes in a JVM that does nothing else: as users start it, or with a class
/// cache (`-XX:AOTCache`) that a run before made. Folders of the class path become jars, for the
/// JVM caches classes of jars only.
final class FreshProcess {
    private static final int RUNS = 5;

    private final Path folder;
    private final String classPath;

    /// @param folder for jars, class caches and kernels
    FreshProcess(Path folder) throws IOException {
        this.folder = folder;
        List<String> jars = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(":", -1)) {
            Path path = Path.of(entry);
            jars.add(
                    Files.isDirectory(path)
                            ? jar(path, folder.resolve(jars.size() + ".jar")).toString()
                            : entry);
        }
        this.classPath = String.join(":", jars);
    }

    /// The process: prints the milliseconds of one start with an empty cache.
    ///
    /// @param arguments the model
    public static void main(String[] arguments) {
        GradientModel model = GradientModel.valueOf(arguments[0]);
        Options options = Options.defaults().threads(1).withoutCache();
        System.out.println(Gradients.start(model, options));
    }

    /// The median milliseconds from nothing to the first result.
    double plain(GradientModel model) {
        return median(model, List.of());
    }

    /// The same with a class cache trained by one run of the same model.
    double withClassCache(GradientModel model) {
        Path cache = folder.resolve(model + ".aot");
        run(model, List.of("-XX:AOTCacheOutput=" + cache));
        return median(model, List.of("-XX:AOTCache=" + cache));
    }

    private double median(GradientModel model, List<String> options) {
        double[] millis = new double[RUNS];
        for (int i = 0; i < RUNS; i++) {
            millis[i] = run(model, options);
        }
        Arrays.sort(millis);
        return millis[RUNS / 2];
    }

    private double run(GradientModel model, List<String> options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("-Xlog:disable");
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, FreshProcess.class.getName(), model.name()));
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectError(folder.resolve("errors").toFile())
                            .start();
            String out =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                            .strip();
            if (process.waitFor() != 0) {
                throw new IllegalStateException(
                        String.join(" ", command)
                                + " failed: "
                                + out
                                + Files.readString(folder.resolve("errors")));
            }
            return Double.parseDouble(out.lines().findFirst().orElseThrow());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while " + command + " ran", interrupted);
        }
    }

    private static Path jar(Path classes, Path jar) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                entries.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                Files.copy(file, entries);
                entries.closeEntry();
            }
        }
        return jar;
    }
}
