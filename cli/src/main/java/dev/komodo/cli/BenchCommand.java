package dev.komodo.cli;

import dev.komodo.Options;
import dev.komodo.error.CompilerException;
import dev.komodo.measure.Ceiling;
import dev.komodo.measure.Ceilings;
import dev.komodo.measure.peer.PeerException;
import dev.komodo.measure.peer.PeerProvider;
import dev.komodo.measure.peer.Peers;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/// `komodo bench`: how fast models run, beside another runtime and beside what this machine can do.
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = {
            "Times ONNX models, beside this machine's ceilings and, with --against, another"
                    + " runtime.",
            "All sides take turns in one process; medians count; ratio is the peer's time by"
                    + " Komodo's, so above 1 Komodo is faster. Results are compared before anything"
                    + " is timed, and a mismatch is a failure."
        },
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {
            ExitCode.DONE,
            " 1:a model could not be measured, or its results differ from the peer's",
            ExitCode.WRONG_USAGE,
            ExitCode.NOT_SUPPORTED_HERE,
            ExitCode.FAULT
        },
        footerHeading = "%nExample:%n",
        footer = "  komodo bench model.onnx --threads 1,2 --against onnxruntime --json")
final class BenchCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "MODEL", description = "ONNX files.")
    private List<Path> models = new ArrayList<>();

    @Option(
            names = "--threads",
            paramLabel = "N",
            split = ",",
            description =
                    "Threads of a call, on both sides; a list measures each (default:"
                            + " KOMODO_THREADS, else the processors).")
    private List<Integer> threads = new ArrayList<>();

    @Option(
            names = "--against",
            paramLabel = "PEER",
            description = "Another runtime to compare with: onnxruntime.")
    private @Nullable String against;

    @Option(
            names = "--time",
            paramLabel = "SECONDS",
            defaultValue = "1",
            description =
                    "How long calls of a model count, on each side (default: ${DEFAULT-VALUE}).")
    private double seconds;

    @Option(
            names = "--input",
            paramLabel = "NAME=SOURCE",
            description =
                    "As for run, for each model with an input of that name (default: random,"
                            + " nearly normal; positive where results would be NaN).")
    private List<String> inputs = new ArrayList<>();

    @Option(names = "--dim", paramLabel = "NAME=N", description = "The value of a symbolic dim.")
    private Map<String, Long> dims = new LinkedHashMap<>();

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "The seed of random inputs (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--no-cache", description = "Compile anew; neither read nor write the cache.")
    private boolean noCache;

    @Option(names = "--json", description = "Print a JSON list, an object for each measurement.")
    private boolean json;

    @Override
    public Integer call() {
        for (Path model : models) {
            if (!Files.exists(model)) {
                throw new InputException(
                        "There is no model file " + model + NearbyFiles.suggest(model));
            }
        }
        if (!(seconds > 0 && seconds <= 3600)) {
            throw new InputException("--time takes seconds in (0, 3600], found " + seconds);
        }
        Options defaults = noCache ? Options.defaults().withoutCache() : Options.defaults();
        List<Options> settings =
                threads.isEmpty()
                        ? List.of(defaults)
                        : threads.stream().map(defaults::threads).toList();
        BenchInputs arguments = new BenchInputs(inputs, dims, seed);
        Optional<PeerProvider> peer = Optional.ofNullable(against).map(BenchCommand::peer);
        boolean allWell = true;
        List<Object> rows = new ArrayList<>();
        for (Options options : settings) {
            allWell &= measure(options, arguments, peer, rows);
        }
        arguments.requireAllUsed();
        if (json) {
            out().print(BenchRow.list(rows));
            out().flush();
        }
        return allWell ? ExitCode.OK : ExitCode.FAILED;
    }

    private static PeerProvider peer(String name) {
        try {
            return Peers.find(name, peersFolder());
        } catch (PeerException absent) {
            throw new InputException(FailureReport.oneLine(absent), absent);
        }
    }

    private static Path peersFolder() {
        String named = System.getenv().getOrDefault("KOMODO_PEERS", "");
        if (!named.isEmpty()) {
            return Path.of(named);
        }
        try {
            return Path.of(
                            BenchCommand.class
                                    .getProtectionDomain()
                                    .getCodeSource()
                                    .getLocation()
                                    .toURI())
                    .resolveSibling("peers");
        } catch (URISyntaxException strange) {
            throw new IllegalStateException("The path of komodo.jar is no URI", strange);
        }
    }

    /// Measures all models at one number of threads; whether all went well.
    private boolean measure(
            Options options,
            BenchInputs arguments,
            Optional<PeerProvider> peer,
            List<Object> rows) {
        boolean allWell = true;
        try (Ceilings ceilings = Ceilings.open(options.threads())) {
            Map<Ceiling, Double> rates = ceilings.measure();
            if (!json) {
                out().print(BenchTable.header(options.threads(), rates, peer));
                out().flush();
            }
            BenchCase bench = new BenchCase(options, ceilings, rates, peer, arguments, seconds);
            for (Path model : models) {
                try {
                    BenchRow row = bench.measure(model);
                    rows.add(row.json());
                    if (!json) {
                        out().print(BenchTable.line(row));
                        out().flush();
                    }
                } catch (MismatchException | CompilerException | PeerException | IOException bad) {
                    allWell = false;
                    String line = FailureReport.oneLine(bad);
                    rows.add(BenchRow.failure(model, options.threads(), line));
                    err().println("komodo: " + model + ": " + line);
                    err().flush();
                }
            }
        }
        return allWell;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
