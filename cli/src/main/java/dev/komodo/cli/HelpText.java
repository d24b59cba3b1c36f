package dev.komodo.cli;

import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParseResult;

import java.util.Objects;

/// Help and version on demand: loaded only when they are asked for.
final class HelpText {
    private static final int WIDTH = 100;

    private HelpText() {}

    /// Whether a command or one of its sub-commands is asked for help or the version.
    static boolean isAskedFor(ParseResult arguments) {
        return arguments.isUsageHelpRequested()
                || arguments.isVersionHelpRequested()
                || (arguments.hasSubcommand() && isAskedFor(arguments.subcommand()));
    }

    /// Prints what is asked for.
    static int print(ParseResult arguments) {
        ParseResult asked = arguments;
        while (!asked.isUsageHelpRequested()
                && !asked.isVersionHelpRequested()
                && asked.hasSubcommand()) {
            asked = asked.subcommand();
        }
        CommandLine line = asked.commandSpec().commandLine();
        CommandLine root = asked.commandSpec().root().commandLine();
        Help.Ansi ansi = Terminal.of(line).hasColours() ? Help.Ansi.ON : Help.Ansi.OFF;
        if (asked.isVersionHelpRequested()) {
            root.printVersionHelp(line.getOut(), ansi);
        } else {
            root.getHelpSectionMap()
                    .put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, HelpText::groups);
            line.setUsageHelpWidth(WIDTH);
            line.usage(line.getOut(), ansi);
        }
        line.getOut().flush();
        return ExitCode.OK;
    }

    private static String groups(Help help) {
        StringBuilder text = new StringBuilder();
        for (Subcommands.Group group : Subcommands.GROUPS) {
            text.append(
                    help.colorScheme()
                            .ansi()
                            .string("%n@|bold %s|@:%n".formatted(group.heading())));
            for (String name : group.names()) {
                Help command = help.subcommands().get(name);
                text.append(
                        "  %s%s%s%n"
                                .formatted(
                                        help.colorScheme().commandText(name),
                                        " ".repeat(Math.max(1, 22 - name.length())),
                                        summary(Objects.requireNonNull(command))));
            }
        }
        return text.toString();
    }

    private static String summary(Help command) {
        return command.commandSpec().usageMessage().description()[0];
    }
}
