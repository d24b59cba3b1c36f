package dev.komodo.onnx.conformance;

import dev.komodo.error.CompilerException;
import dev.komodo.error.UnsupportedException;
import dev.komodo.graph.Literal;
import dev.komodo.onnx.OnnxModel;
import dev.komodo.onnx.OnnxTensors;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Runs cases. As safe between threads as its [GraphRunner].
public final class CaseRunner {
    private static final String DATA_SETS = "test_data_set_";

    private final GraphRunner graphs;

    /// A runner of cases.
    public CaseRunner(GraphRunner graphs) {
        this.graphs = graphs;
    }

    /// Imports a case's model, runs it on each set of inputs, compares the outputs. Never throws:
    /// what goes wrong, be it a lack of memory, is the result.
    public CaseResult run(ConformanceCase conformanceCase) {
        String name = conformanceCase.name();
        try {
            return switch (conformanceCase.location()) {
                case ConformanceCase.InFolder(Path folder) -> inFolder(name, folder);
                case ConformanceCase.InArchive(CaseArchive archive, String prefix) ->
                        unpacked(name, archive, prefix);
            };
        } catch (UnsupportedException refusal) {
            return CaseResult.unsupported(name, message(refusal));
        } catch (IOException | RuntimeException | Error fault) {
            return CaseResult.failed(name, message(fault));
        }
    }

    private static String message(Throwable fault) {
        String message = fault.getMessage();
        return switch (fault) {
            case NoSuchFileException absent -> "no such file: " + absent.getFile();
            case CompilerException known -> String.valueOf(known.getMessage());
            default -> fault.getClass().getSimpleName() + (message == null ? "" : ": " + message);
        };
    }

    private CaseResult unpacked(String name, CaseArchive archive, String prefix)
            throws IOException {
        Path scratch = Files.createTempDirectory("komodo-verify");
        try {
            archive.unpack(prefix, scratch);
            return inFolder(name, scratch);
        } finally {
            remove(scratch);
        }
    }

    private CaseResult inFolder(String name, Path folder) throws IOException {
        OnnxModel model = OnnxModel.read(folder.resolve(ConformanceCase.MODEL));
        model.requireTensors(); // files of other values are other messages
        ComparisonRule rule =
                ComparisonRules.of(
                        ConformanceCase.shortName(name), Tolerance.DEFAULT.overriddenIn(folder));
        List<Path> dataSets = dataSets(folder);
        if (dataSets.isEmpty()) {
            return CaseResult.failed(name, "there is no folder " + DATA_SETS + "* to compare with");
        }
        for (Path dataSet : dataSets) {
            Optional<String> difference = difference(model, dataSet, rule);
            if (difference.isPresent()) {
                String where = dataSets.size() == 1 ? "" : dataSet.getFileName() + ", ";
                return CaseResult.failed(name, where + difference.get());
            }
        }
        return CaseResult.passed(name);
    }

    private static List<Path> dataSets(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isDirectory)
                    .filter(file -> file.getFileName().toString().startsWith(DATA_SETS))
                    .sorted()
                    .toList();
        }
    }

    private Optional<String> difference(OnnxModel model, Path dataSet, ComparisonRule rule)
            throws IOException {
        Map<String, Literal> arguments = new HashMap<>();
        List<String> inputs = model.inputs();
        for (int i = 0; i < inputs.size(); i++) {
            arguments.put(inputs.get(i), OnnxTensors.read(dataSet.resolve("input_" + i + ".pb")));
        }
        List<String> outputs = model.outputs();
        Literal[] expected = new Literal[outputs.size()];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = OnnxTensors.read(dataSet.resolve("output_" + i + ".pb"));
        }
        List<Literal> actual = graphs.run(model.specialise(arguments).graph(), arguments);
        for (int i = 0; i < expected.length; i++) {
            Optional<String> difference = rule.difference(actual.get(i), expected[i]);
            if (difference.isPresent()) {
                return Optional.of("output '" + outputs.get(i) + "': " + difference.get());
            }
        }
        return Optional.empty();
    }

    private static void remove(Path folder) throws IOException {
        Files.walkFileTree(
                folder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path visited, @Nullable IOException fault) throws IOException {
                        if (fault != null) {
                            throw fault;
                        }
                        Files.delete(visited);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
