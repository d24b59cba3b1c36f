package dev.komodo.examples.posterior.chains;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A program that samples a posterior: what a parent starts once more for each chain.
///
/// @param main its main class, which hands its arguments to
///   [dev.komodo.examples.posterior.SamplingCommand#execute]
/// @param arguments those of its own, which stand before the options of the sampling
/// @param environment what its chains' environments have beyond that of this process
/// @param jvmOptions further options of its chains' JVMs, such as `-Xmx1g`
public record Program(
        Class<?> main,
        List<String> arguments,
        Map<String, String> environment,
        List<String> jvmOptions) {
    /// The modules of Komodo that call native code.
    private static final String NATIVE_MODULES =
            "dev.komodo.natives,dev.komodo.llvm,dev.komodo.compiler";

    /// Copies the lists and the environment.
    public Program {
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
        jvmOptions = List.copyOf(jvmOptions);
    }

    /// A program.
    public static Program of(Class<?> main, String... arguments) {
        return new Program(main, List.of(arguments), Map.of(), List.of());
    }

    /// With variables of the environment, such as `KOMODO_CACHE`.
    public Program with(Map<String, String> variables) {
        return new Program(main, arguments, variables, jvmOptions);
    }

    /// With further options of its chains' JVMs.
    public Program withJvmOptions(String... options) {
        return new Program(main, arguments, environment, List.of(options));
    }

    /// Starts it, with its error stream in a file.
    Process start(List<String> options, Path errors) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command(options));
        builder.environment().putAll(environment);
        return builder.redirectError(errors.toFile()).start();
    }

    /// The command line that runs the program in a JVM like this one: the same Java, the same class
    /// path or module path, native access for Komodo, and the system properties that begin with
    /// `komodo.`.
    private List<String> command(List<String> options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:+UseSerialGC"); // a chain makes little garbage, and has siblings
        command.addAll(jvmOptions);
        System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith("komodo."))
                .sorted()
                .forEach(name -> command.add("-D" + name + "=" + System.getProperty(name)));
        Module module = main.getModule();
        command.add(
                "--enable-native-access=" + (module.isNamed() ? NATIVE_MODULES : "ALL-UNNAMED"));
        addPath(command, "-cp", System.getProperty("java.class.path", ""));
        if (module.isNamed()) {
            addPath(command, "-p", System.getProperty("jdk.module.path", ""));
            command.add("-m");
            command.add(module.getName() + "/" + main.getName());
        } else {
            command.add(main.getName());
        }
        command.addAll(arguments);
        command.addAll(options);
        return command;
    }

    private static void addPath(List<String> command, String option, String path) {
        if (!path.isEmpty()) {
            command.add(option);
            command.add(path);
        }
    }
}
