package dev.komodo.onnx.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.komodo.error.UnsupportedException;
import dev.komodo.onnx.ModelWriter;
import dev.komodo.onnx.OnnxModel;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// `docs/operators.md` is what the importer does. `-Dkomodo.docs.write=true` writes it.
final class OperatorReferenceTest {
    private static final boolean WRITE = Boolean.getBoolean("komodo.docs.write");

    @TempDir private Path folder = Path.of("");

    @Test
    void theTableOfOperatorsIsWhatTheImporterDoes() throws IOException {
        Path document = document();
        String text = new OperatorReference(folder.resolve("sample.onnx")).text();
        if (WRITE) {
            Files.writeString(document, text);
        }
        assertThat(difference(Files.readAllLines(document), text.lines().toList()))
                .as(
                        "docs/operators.md is out of date; write it anew with: mvn verify -pl onnx"
                            + " -am -Dtest=OperatorReferenceTest"
                            + " -Dsurefire.failIfNoSpecifiedTests=false -Dkomodo.docs.write=true")
                .isEmpty();
    }

    /// The first line that differs.
    private static Optional<String> difference(List<String> document, List<String> truth) {
        for (int i = 0; i < Math.max(document.size(), truth.size()); i++) {
            String written = i < document.size() ? document.get(i) : "the end";
            String found = i < truth.size() ? truth.get(i) : "the end";
            if (!written.equals(found)) {
                return Optional.of(
                        "line " + (i + 1) + " is\n" + written + "\nand the importer's\n" + found);
            }
        }
        return Optional.empty();
    }

    private static Path document() {
        Path fromRoot = Path.of("docs", "operators.md");
        return Files.isDirectory(Path.of("docs")) ? fromRoot : Path.of("..").resolve(fromRoot);
    }

    @Test
    void eachRowOfTheImporterIsAnOperatorOfTheTable() {
        Set<String> known =
                StandardOperator.all().stream()
                        .map(StandardOperator::label)
                        .collect(Collectors.toSet());
        List<String> rows =
                Families.all().values().stream()
                        .flatMap(List::stream)
                        .map(
                                row ->
                                        (row.domain().isEmpty() ? "" : row.domain() + "::")
                                                + row.name())
                        .toList();

        assertThat(rows)
                .as("operators that standard-operators.tsv must describe")
                .isSubsetOf(known)
                .hasSizeGreaterThan(180);
        assertThat(OperatorSample.labels()).as("samples of what there is").isSubsetOf(known);
    }

    @Test
    void nothingIsBothImportedAndRefused() {
        Set<String> rows = new HashSet<>();
        Families.all()
                .values()
                .forEach(
                        family -> family.forEach(row -> rows.add(row.domain() + ":" + row.name())));
        assertThat(rows).doesNotContainAnyElementsOf(RefusedOperators.names());
    }

    /// An unknown operator's refusal names it, its node, the reason, and what to do.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "22 | StringConcat | works on texts",
                "22 | SequenceAt   | works on sequences",
                "22 | Scatter      | operator sets 9 to 10 only",
                "6  | GRU          | from operator set 7 on",
                "22 | Foo          | no operator of ai.onnx that Komodo knows"
            })
    void theRefusalOfAnOperatorSaysWhy(int version, String name, String reason) throws IOException {
        ModelWriter model = new ModelWriter(version);
        model.graph().input("x", 2).node("y = " + name + " x").output("y");
        OnnxModel read = OnnxModel.read(model.write(folder.resolve("refused.onnx")));

        assertThatThrownBy(read::graph)
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining(name + " (ai.onnx " + version + ")")
                .hasMessageContaining("node 'the " + name + "'")
                .hasMessageContaining(reason)
                .hasMessageContaining("docs/operators.md");
    }
}
