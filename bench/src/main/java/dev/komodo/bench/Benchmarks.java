package dev.komodo.bench;

import org.openjdk.jmh.generators.core.BenchmarkGenerator;
import org.openjdk.jmh.generators.core.FileSystemDestination;
import org.openjdk.jmh.generators.reflection.RFGeneratorSource;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

/// Runs JMH benchmarks. What JMH generates around them is made and compiled when they run, so that
/// the build has no annotation processor.
public final class Benchmarks {
    private static final List<Class<?>> CLASSES =
            List.of(CallBenchmark.class, CompileBenchmark.class, LoadBenchmark.class);

    private static final Map<String, String> PATTERNS =
            Map.of(
                    "all", "Benchmark",
                    "call", "CallBenchmark",
                    "compile", "CompileBenchmark",
                    "load", "LoadBenchmark");

    private final Path folder;
    private final String classPath;

    private Benchmarks(Path folder) {
        this.folder = folder;
        this.classPath = folder + File.pathSeparator + System.getProperty("java.class.path");
    }

    /// Runs some of them.
    ///
    /// @param arguments `call`, `compile`, `load` or `all`, then arguments of JMH; each may hold
    ///   several, separated by spaces
    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<String> words = List.of(String.join(" ", arguments).trim().split(" +"));
        String pattern = PATTERNS.get(words.getFirst());
        if (pattern == null) {
            throw new IllegalArgumentException(
                    "There is no benchmark '"
                            + words.getFirst()
                            + "'; there are "
                            + PATTERNS.keySet());
        }
        Path folder = Files.createTempDirectory("komodo-jmh");
        try {
            Benchmarks run = new Benchmarks(folder);
            run.generate();
            run.execute(pattern, words.subList(1, words.size()));
        } finally {
            delete(folder);
        }
    }

    private void generate() throws IOException {
        RFGeneratorSource source = new RFGeneratorSource();
        source.processClasses(CLASSES.toArray(Class<?>[]::new));
        FileSystemDestination destination =
                new FileSystemDestination(folder.toFile(), folder.toFile());
        BenchmarkGenerator generator = new BenchmarkGenerator();
        generator.generate(source, destination);
        generator.complete(source, destination);
        if (destination.hasErrors()) {
            throw new IllegalStateException("JMH refused one of " + CLASSES);
        }
        List<String> options =
                new ArrayList<>(List.of("-proc:none", "-nowarn", "-cp", classPath, "-d"));
        options.add(folder.toString());
        try (Stream<Path> files = Files.walk(folder)) {
            files.map(Path::toString).filter(name -> name.endsWith(".java")).forEach(options::add);
        }
        int status =
                ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, options.toArray(String[]::new));
        if (status != 0) {
            throw new IllegalStateException("What JMH generated does not compile, see above");
        }
    }

    private void execute(String pattern, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC"));
        command.addAll(List.of("-cp", classPath, "org.openjdk.jmh.Main", pattern));
        command.addAll(arguments);
        int status = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (status != 0) {
            throw new IllegalStateException("JMH ended with status " + status);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
