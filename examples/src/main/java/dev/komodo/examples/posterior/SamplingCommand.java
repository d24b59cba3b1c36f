package dev.komodo.examples.posterior;

import dev.komodo.examples.posterior.chains.ChainProcess;
import dev.komodo.examples.posterior.chains.Program;
import dev.komodo.examples.posterior.chains.Sampling;
import dev.komodo.examples.posterior.chains.SamplingOptions;
import dev.komodo.examples.posterior.chains.SamplingRun;
import dev.komodo.examples.posterior.model.Posterior;
import dev.komodo.examples.posterior.nuts.ChainSettings;
import dev.komodo.examples.posterior.report.HtmlReport;
import dev.komodo.examples.posterior.report.SummaryTable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/// The command line of a program that samples: its `main` is
///
/// ```java
/// System.exit(SamplingCommand.execute(Program.of(EightSchools.class), EightSchools::posterior, arguments));
/// ```
@Command(
        name = "sample",
        sortOptions = false,
        description = {
            "Samples a posterior by chains in processes of their own, which share the cache of"
                    + " kernels. Writes samples.npz (arrays [chains, draws, ...]) and report.html,"
                    + " prints a summary.",
            ""
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:all chains finished",
            "1:a chain failed; what the others drew is written",
            "2:wrong arguments"
        })
public final class SamplingCommand {
    private static final int FAILED = 1;

    private static final OptionSpec HELP =
            OptionSpec.builder("-h", "--help").usageHelp(true).description("Show this.").build();

    @Option(names = "--chains", paramLabel = "N", description = "Chains. Default: 4.")
    private int chains = 4;

    @Option(
            names = "--warmup",
            paramLabel = "N",
            description = "Iterations that adapt the sampler and are not kept. Default: 1000.")
    private int warmup = ChainSettings.DEFAULTS.warmup();

    @Option(names = "--draws", paramLabel = "N", description = "Draws per chain. Default: 1000.")
    private int draws = ChainSettings.DEFAULTS.draws();

    @Option(names = "--seed", paramLabel = "S", description = "Of random numbers. Default: 1.")
    private long seed = 1;

    @Option(
            names = "--acceptance",
            paramLabel = "P",
            description =
                    "Acceptance to aim at: nearer to 1 means smaller steps and fewer divergences."
                            + " Default: 0.8.")
    private double acceptance = ChainSettings.DEFAULTS.targetAcceptance();

    @Option(
            names = "--max-depth",
            paramLabel = "N",
            description = "Doublings of a trajectory at most. Default: 10.")
    private int maxDepth = ChainSettings.DEFAULTS.maxDepth();

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description = "Where results go. Default: the posterior's name.")
    private Path folder = Path.of("");

    @Option(names = "--chain", hidden = true, description = "Run this chain, for a parent.")
    private int chain;

    private SamplingCommand() {}

    /// Runs all chains, or, if a parent asks for it, one.
    ///
    /// @param program what started this process
    /// @param posterior makes what is sampled
    /// @param options without the program's own arguments
    /// @return the exit status
    public static int execute(Program program, Supplier<Posterior> posterior, String... options) {
        SamplingCommand command = new SamplingCommand();
        CommandLine line = new CommandLine(command);
        line.getCommandSpec().addOption(HELP);
        try {
            CommandLine.ParseResult parsed = line.parseArgs(options);
            if (CommandLine.printHelpIfRequested(parsed)) {
                return CommandLine.ExitCode.OK;
            }
            command.asked(""); // refuses impossible numbers
        } catch (CommandLine.ParameterException | IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage());
            return CommandLine.ExitCode.USAGE;
        }
        try {
            return command.run(program, posterior.get());
        } catch (IOException failure) {
            System.err.println("The results cannot be written: " + failure);
            return FAILED;
        }
    }

    private SamplingOptions asked(String name) {
        return new SamplingOptions(
                chains,
                seed,
                new ChainSettings(warmup, draws, acceptance, maxDepth),
                folder.toString().isEmpty() ? Path.of(name) : folder);
    }

    private int run(Program program, Posterior posterior) throws IOException {
        SamplingOptions asked = asked(posterior.name());
        if (chain > 0) {
            return ChainProcess.run(posterior, asked, chain);
        }
        SamplingRun run = Sampling.run(program, asked, ProgressDisplay.on(System.out, asked));
        report(posterior.name(), run, asked.folder(), System.out);
        return run.failures().isEmpty() ? CommandLine.ExitCode.OK : FAILED;
    }

    private static void report(String name, SamplingRun run, Path folder, PrintStream out)
            throws IOException {
        run.failures().forEach(System.err::println);
        if (run.samples().chains() == 0) {
            return;
        }
        Path samples = folder.resolve("samples.npz");
        run.samples().write(samples);
        Path page = folder.resolve("report.html");
        Files.writeString(page, HtmlReport.of(name, run));
        out.print(SummaryTable.of(run.samples().summaries()));
        run.warnings().forEach(out::println);
        out.println("Wrote " + samples + " and " + page);
    }
}
