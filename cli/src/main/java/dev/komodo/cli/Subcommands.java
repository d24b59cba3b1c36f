package dev.komodo.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;

import java.util.List;

/// The sub-commands. A new one is a line in [#create(String)] and its name in [#GROUPS].
///
/// picocli reads the annotations of every command that it is given by reflection. A call of one
/// sub-command is therefore given that one only; help, completion and mistakes get all.
final class Subcommands {
    /// Commands that stand together in `komodo --help`.
    ///
    /// @param heading what they are for
    /// @param names their names, in the order of the help
    record Group(String heading, List<String> names) {
        Group {
            names = List.copyOf(names);
        }
    }

    static final List<Group> GROUPS =
            List.of(
                    new Group("Models", List.of("run", "verify", "compile", "inspect", "bench")),
                    new Group("This machine", List.of("doctor", "cache")),
                    new Group("Shell", List.of("generate-completion")));

    private Subcommands() {}

    /// A new command, or null if there is none of that name.
    static @Nullable Object create(String name) {
        return switch (name) {
            case "run" -> new RunCommand();
            case "verify" -> new VerifyCommand();
            case "compile" -> new CompileCommand();
            case "inspect" -> new InspectCommand();
            case "bench" -> new BenchCommand();
            case "cache" -> new CacheCommand();
            case "doctor" -> new DoctorCommand();
            case "generate-completion" -> new CompletionCommand();
            default -> null;
        };
    }

    /// Adds the sub-command that the arguments call, or all if they call none.
    static void add(CommandLine line, List<String> arguments) {
        for (String argument : arguments) {
            if (!argument.startsWith("-")) {
                Object command = create(argument);
                if (command != null && !(command instanceof CompletionCommand)) {
                    line.addSubcommand(argument, command);
                    return;
                }
                break;
            }
        }
        for (Group group : GROUPS) {
            for (String name : group.names()) {
                Object command = create(name);
                if (command == null) {
                    throw new IllegalStateException("no command is called " + name);
                }
                line.addSubcommand(name, command);
            }
        }
    }
}
