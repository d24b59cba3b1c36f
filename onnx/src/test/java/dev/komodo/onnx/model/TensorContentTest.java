package dev.komodo.onnx.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

class TensorContentTest {
    @TempDir Path temp;
    private Path folder;

    @BeforeEach
    void writeExternalData() throws IOException {
        folder = Files.createDirectories(temp.resolve("model"));
        Files.createDirectories(folder.resolve("data"));
        Files.write(folder.resolve("data/w.bin"), new byte[] {0, 1, 2, 3, 4, 5, 6, 7});
        Files.write(temp.resolve("outside.bin"), new byte[100]);
    }

    @Test
    void copiesInlineElements() throws IOException {
        OnnxTensor tensor =
                new OnnxTensor(
                        "w",
                        OnnxDataType.INT16,
                        List.of(2L),
                        new OnnxTensorData.Inline(OnnxBytes.copyOf(new byte[] {1, 2, 3, 4})));

        assertThat(copy(tensor)).containsExactly(1, 2, 3, 4);
    }

    @Test
    void copiesAPartOfAFile() throws IOException {
        assertThat(copy(external("data/w.bin", 2))).containsExactly(2, 3, 4, 5);
        assertThat(copy(external("./data/../data/w.bin", 4))).containsExactly(4, 5, 6, 7);
    }

    @Test
    void refusesAFileThatIsTooShort() {
        assertThatThrownBy(() -> copy(external("data/w.bin", 5)))
                .isInstanceOf(OnnxFormatException.class)
                .hasMessageContaining("4 bytes are needed, the file has 3");
        assertThatThrownBy(() -> copy(external("data/w.bin", Long.MAX_VALUE)))
                .isInstanceOf(OnnxFormatException.class)
                .hasMessageContaining("has 0 from here");
    }

    @Test
    void staysInTheModelsFolder() throws IOException {
        Files.createSymbolicLink(folder.resolve("link.bin"), temp.resolve("outside.bin"));
        Files.createSymbolicLink(folder.resolve("up"), temp);
        String absolute = temp.resolve("outside.bin").toString();
        for (String location :
                new String[] {
                    "../outside.bin",
                    "data/../../outside.bin",
                    absolute,
                    "link.bin",
                    "up/outside.bin",
                    "data",
                    "",
                    "a\0b"
                }) {
            assertThatThrownBy(() -> copy(external(location, 0)))
                    .isInstanceOf(OnnxFormatException.class)
                    .hasMessageContaining("must be a regular file in");
        }
        Files.createSymbolicLink(folder.resolve("inner.bin"), folder.resolve("data/w.bin"));
        assertThat(copy(external("inner.bin", 0))).containsExactly(0, 1, 2, 3);
    }

    @Test
    void refusesTextsAndASmallDestination() {
        OnnxTensor texts =
                new OnnxTensor(
                        "t",
                        OnnxDataType.STRING,
                        List.of(0L),
                        new OnnxTensorData.Strings(List.of()));
        assertThatThrownBy(() -> copy(texts)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(
                        () ->
                                TensorContent.copyTo(
                                        external("data/w.bin", 0),
                                        folder,
                                        MemorySegment.ofArray(new byte[3])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("takes 4 bytes, the destination has 3");
    }

    private static OnnxTensor external(String location, long offset) {
        return new OnnxTensor(
                "w",
                OnnxDataType.INT32,
                List.of(1L),
                new OnnxTensorData.External(
                        location, offset, OptionalLong.of(4), Optional.empty()));
    }

    private byte[] copy(OnnxTensor tensor) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment destination = arena.allocate(tensor.byteSize());
            TensorContent.copyTo(tensor, folder, destination);
            return destination.toArray(ValueLayout.JAVA_BYTE);
        }
    }
}
