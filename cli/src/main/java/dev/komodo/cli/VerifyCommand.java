package dev.komodo.cli;

import dev.komodo.Komodo;
import dev.komodo.measure.Json;
import dev.komodo.onnx.conformance.CaseResult;
import dev.komodo.onnx.conformance.CaseRunner;
import dev.komodo.onnx.conformance.CaseStatus;
import dev.komodo.onnx.conformance.ConformanceCase;
import dev.komodo.onnx.conformance.ConformanceSuite;
import dev.komodo.onnx.conformance.GraphRunner;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/// `komodo verify`: models with inputs and the outputs expected of them.
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Runs models on recorded inputs and compares with the outputs expected of them.",
            "Prints a line for each case that failed or is unsupported, and last how many passed,"
                    + " failed and are unsupported."
        },
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {
            ExitCode.DONE,
            " 1:a case failed",
            ExitCode.WRONG_USAGE,
            ExitCode.NOT_SUPPORTED_HERE,
            ExitCode.FAULT,
            ExitCode.RESULT_NOT_WRITTEN
        },
        footerHeading = "%nExample:%n",
        footer = {
            "  komodo verify node.zip --filter 'test_reduce_*' --json results.json",
            "",
            "Comparison: dtype and shape equal, integers and truth values exactly, floats within"
                    + " 1e-3 |expected| + 1e-7,",
            "NaN equal to NaN; a file data.json beside a model overrides: {\"rtol\": 2e-3,"
                    + " \"atol\": 1e-7}."
        })
final class VerifyCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private CompilerFlags flags;

    @Parameters(
            arity = "1..*",
            paramLabel = "PATH",
            description =
                    "A folder with model.onnx and test_data_set_*/{input_i,output_i}.pb, a tree of"
                            + " such folders, or a zip archive of such trees.")
    private List<Path> paths = new ArrayList<>();

    @Option(
            names = "--filter",
            paramLabel = "PATTERN",
            description =
                    "Only cases whose name contains the text, or, with * or ?, whose name or last"
                            + " part of it matches the whole pattern (a * matches / too). Repeat"
                            + " for more.")
    private List<String> filters = new ArrayList<>();

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Write a list of {name, status, detail}.")
    private @Nullable Path json;

    @Override
    public Integer call() throws IOException {
        try (ConformanceSuite suite = ConformanceSuite.find(paths)) {
            List<ConformanceCase> cases = selected(suite);
            Path file = json;
            return file == null ? report(run(cases)) : written(file, cases);
        }
    }

    /// The file is opened before the work, so that a wrong path does not cost it.
    private int written(Path file, List<ConformanceCase> cases) throws IOException {
        int status;
        List<CaseResult> results;
        try (BufferedWriter writer = Files.newBufferedWriter(file)) {
            results = run(cases);
            status = report(results);
            writer.write(Json.write(results.stream().map(VerifyCommand::describe).toList()));
            writer.newLine();
        } catch (IOException fault) {
            throw new OutputException(file, fault, "choose another file with --json");
        }
        return status;
    }

    private List<ConformanceCase> selected(ConformanceSuite suite) {
        if (suite.cases().isEmpty()) {
            throw new InputException(
                    "There is no folder with a model.onnx in "
                            + String.join(", ", paths.stream().map(Path::toString).toList()));
        }
        CaseFilter filter = new CaseFilter(filters);
        List<ConformanceCase> cases =
                suite.cases().stream().filter(c -> filter.accepts(c.name())).toList();
        if (cases.isEmpty()) {
            throw new InputException(
                    "None of the "
                            + suite.cases().size()
                            + " cases matches "
                            + filters
                            + "; the first is "
                            + suite.cases().getFirst().name());
        }
        return cases;
    }

    private List<CaseResult> run(List<ConformanceCase> cases) {
        PrintWriter out = spec.commandLine().getOut();
        List<CaseResult> results = new ArrayList<>();
        try (Komodo komodo = Komodo.open(flags.options());
                ProgressLine progress = progress()) {
            CaseRunner runner = new CaseRunner(GraphRunner.compiled(komodo));
            for (ConformanceCase next : cases) {
                progress.show("verify", results.size(), cases.size(), next.name());
                CaseResult result = runner.run(next);
                results.add(result);
                if (result.status() != CaseStatus.PASSED) {
                    progress.clear();
                    out.println(
                            result.status().text() + " " + result.name() + ": " + result.detail());
                    out.flush();
                }
            }
        }
        return results;
    }

    private ProgressLine progress() {
        CommandLine line = spec.commandLine();
        return Terminal.of(line).progress(line.getErr());
    }

    private int report(List<CaseResult> results) {
        long failed = count(results, CaseStatus.FAILED);
        PrintWriter out = spec.commandLine().getOut();
        out.println(
                count(results, CaseStatus.PASSED)
                        + " passed, "
                        + failed
                        + " failed, "
                        + count(results, CaseStatus.UNSUPPORTED)
                        + " unsupported");
        out.flush();
        return failed == 0 ? ExitCode.OK : ExitCode.FAILED;
    }

    private static long count(List<CaseResult> results, CaseStatus status) {
        return results.stream().filter(result -> result.status() == status).count();
    }

    private static Map<String, Object> describe(CaseResult result) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("name", result.name());
        row.put("status", result.status().text());
        row.put("detail", result.detail());
        return row;
    }
}
