package dev.komodo.onnx.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// Cases that were found; owns the archives they are in.
///
/// ```java
/// try (Komodo komodo = Komodo.open(Options.defaults());
///         ConformanceSuite suite = ConformanceSuite.find(List.of(Path.of("node.zip")))) {
///     CaseRunner runner = new CaseRunner(GraphRunner.compiled(komodo));
///     suite.cases().forEach(c -> System.out.println(runner.run(c)));
/// }
/// ```
public final class ConformanceSuite implements AutoCloseable {
    private static final int DEEPEST = 64;

    private final List<ConformanceCase> cases = new ArrayList<>();
    private final List<CaseArchive> archives = new ArrayList<>();

    private ConformanceSuite() {}

    /// Finds cases, in the order of the paths and of their names below each.
    ///
    /// @param paths folders of a case, trees of such folders (links are not followed), zip archives
    /// @throws IOException if a path does not exist, or is a file and no archive
    public static ConformanceSuite find(List<Path> paths) throws IOException {
        ConformanceSuite suite = new ConformanceSuite();
        try {
            for (Path path : paths) {
                suite.add(path);
            }
            return suite;
        } catch (IOException | RuntimeException | Error fault) {
            suite.close();
            throw fault;
        }
    }

    private void add(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            addFolders(path);
        } else if (Files.exists(path)) {
            addArchive(path);
        } else {
            throw new NoSuchFileException(path.toString());
        }
    }

    private void addArchive(Path path) throws IOException {
        if (path.toString().endsWith(".onnx")) {
            throw new IOException(
                    path
                            + " is a model; give the folder that holds it and its test_data_set_*,"
                            + " a tree of such folders, or a zip archive");
        }
        CaseArchive archive = new CaseArchive(path);
        archives.add(archive);
        for (String prefix : archive.caseFolders()) {
            String name =
                    prefix.isEmpty() ? fileName(path) : prefix.substring(0, prefix.length() - 1);
            cases.add(new ConformanceCase(name, new ConformanceCase.InArchive(archive, prefix)));
        }
    }

    private void addFolders(Path root) throws IOException {
        try (Stream<Path> folders = Files.walk(root, DEEPEST)) {
            folders.filter(folder -> Files.isRegularFile(folder.resolve(ConformanceCase.MODEL)))
                    .sorted(Comparator.comparing(Path::toString))
                    .forEach(folder -> cases.add(inFolder(root, folder)));
        } catch (UncheckedIOException fault) {
            throw fault.getCause();
        }
    }

    private static ConformanceCase inFolder(Path root, Path folder) {
        String name =
                folder.equals(root)
                        ? fileName(root.toAbsolutePath().normalize())
                        : root.relativize(folder).toString();
        return new ConformanceCase(name, new ConformanceCase.InFolder(folder));
    }

    private static String fileName(Path path) {
        return Objects.requireNonNullElse(path.getFileName(), path).toString();
    }

    /// The cases.
    public List<ConformanceCase> cases() {
        return List.copyOf(cases);
    }

    /// Closes the archives. The cases must not be run any more.
    @Override
    public void close() throws IOException {
        for (CaseArchive archive : archives) {
            archive.close();
        }
    }
}
