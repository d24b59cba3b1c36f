package dev.komodo.onnx.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.zip.ZipOutputStream;

final class CaseArchiveTest {
    @TempDir private Path folder = Path.of("");

    private Path file() {
        return folder.resolve("cases.zip");
    }

    private Path scratch() throws IOException {
        return Files.createDirectories(folder.resolve("outer/scratch"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../evil",
                "test_data_set_0/../../evil",
                "test_data_set_0/..",
                "/evil",
                "..\\evil",
                "./evil",
                "a\0b"
            })
    void writesNothingOutsideTheFolder(String name) throws IOException {
        try (CaseArchive archive =
                new CaseArchive(SmallCase.zip(file(), "case/model.onnx", "case/" + name))) {
            Path scratch = scratch();

            assertThatThrownBy(() -> archive.unpack("case/", scratch))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("does not name a file inside its case");
            try (Stream<Path> files = Files.walk(folder)) {
                assertThat(files.filter(Files::isRegularFile))
                        .allMatch(path -> path.equals(file()) || path.startsWith(scratch));
            }
        }
    }

    @Test
    void stopsUnpackingAtTheLimitOfACase() throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file()))) {
            SmallCase.entry(zip, "case/model.onnx", new byte[600_000]);
            SmallCase.entry(zip, "case/bomb", new byte[600_000]);
        }
        assertThat(Files.size(file())).isLessThan(10_000);
        try (CaseArchive archive = new CaseArchive(file(), 1_000_000)) {
            Path scratch = scratch();

            assertThatThrownBy(() -> archive.unpack("case/", scratch))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("more than 1000000 bytes");
            assertThat(
                            Files.size(scratch.resolve("model.onnx"))
                                    + Files.size(scratch.resolve("bomb")))
                    .isLessThanOrEqualTo(1_000_000);
        }
    }

    @Test
    void refusesMoreFilesInACaseThanTheLimit() throws IOException {
        String[] names = new String[CaseArchive.MOST_CASE_ENTRIES + 1];
        Arrays.setAll(names, i -> "case/" + i);
        try (CaseArchive archive = new CaseArchive(SmallCase.zip(file(), names))) {
            assertThatThrownBy(() -> archive.unpack("case/", scratch()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("more than 10000 files");
        }
    }

    @Test
    void refusesTwoEntriesOfOneName() throws IOException {
        byte[] content =
                Files.readAllBytes(SmallCase.zip(file(), "case/model.onnx", "case/model.onnX"));
        String text = new String(content, StandardCharsets.ISO_8859_1);
        Files.write(
                file(),
                text.replace("model.onnX", "model.onnx").getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> new CaseArchive(file()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("holds the entry case/model.onnx twice");
    }

    @Test
    void refusesEveryTruncationWithAnIoException() throws IOException {
        byte[] content = Files.readAllBytes(SmallCase.zip(file(), "case/model.onnx", "case/input"));
        for (int size = 0; size < content.length; size++) {
            Files.write(file(), Arrays.copyOf(content, size));

            assertThatThrownBy(() -> new CaseArchive(file()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("is not a zip archive");
        }
    }

    @Test
    void findsTheFoldersOfModels() throws IOException {
        SmallCase.zip(file(), "b/model.onnx", "a/x/model.onnx", "model.onnx", "c/model.onnx.txt");
        try (CaseArchive archive = new CaseArchive(file())) {
            assertThat(archive.caseFolders()).containsExactly("a/x/", "b/", "");
        }
    }
}
