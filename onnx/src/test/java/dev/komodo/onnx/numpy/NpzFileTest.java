package dev.komodo.onnx.numpy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

class NpzFileTest {
    @TempDir Path temp;

    @Test
    void readsWhatItWritesInOrder() throws IOException {
        Map<String, NpyArray> arrays = arrays();
        Path file = temp.resolve("a.npz");
        NpzFile.write(file, arrays);

        assertThat(NpzFile.read(file)).containsExactlyEntriesOf(arrays);
    }

    @Test
    void writesEqualBytesForEqualArrays() throws IOException {
        NpzFile.write(temp.resolve("a.npz"), arrays());
        NpzFile.write(temp.resolve("b.npz"), arrays());

        assertThat(temp.resolve("a.npz")).hasSameBinaryContentAs(temp.resolve("b.npz"));
    }

    @Test
    void readsCompressedMembers() throws IOException {
        NpyArray array = NpyArray.ofLongs(List.of(3L), 1, 2, 3);
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        NpyWriter.write(content, array);

        assertThat(NpzFile.read(zip("z.npz", "x.npy", content.toByteArray())))
                .containsEntry("x", array);
    }

    @Test
    void refusesAForeignMemberAndNamesIt() throws IOException {
        Path file = zip("f.npz", "notes.txt", new byte[3]);

        assertThatThrownBy(() -> NpzFile.read(file))
                .isInstanceOf(NumpyFormatException.class)
                .hasMessageContaining("f.npz!notes.txt");
    }

    @Test
    void stopsInflatingAtTheLimit() throws IOException {
        Path bomb = zip("bomb.npz", "x.npy", new byte[10_000_000]);
        assertThat(Files.size(bomb)).isLessThan(20_000);

        assertThatThrownBy(() -> NpzFile.read(bomb, 1_000_000))
                .isInstanceOf(NumpyFormatException.class)
                .hasMessageContaining("larger than");
    }

    @Test
    void refusesAnythingButAnArchive() throws IOException {
        for (byte[] content : new byte[][] {{}, {1, 2, 3}, new byte[100]}) {
            Path file = Files.write(temp.resolve("no.npz"), content);
            assertThatThrownBy(() -> NpzFile.read(file)).isInstanceOf(NumpyFormatException.class);
        }
    }

    @Test
    void survivesTwoThousandMutants() throws IOException {
        Path file = temp.resolve("m.npz");
        NpzFile.write(file, arrays());
        byte[] whole = Files.readAllBytes(file);
        Random random = new Random(8);
        for (int i = 0; i < 2_000; i++) {
            byte[] mutant = whole.clone();
            for (int change = 0; change <= random.nextInt(4); change++) {
                mutant[random.nextInt(mutant.length)] = (byte) random.nextInt();
            }
            Files.write(file, mutant);
            try {
                NpzFile.read(file);
            } catch (NumpyFormatException e) {
                assertThat(e).hasMessageContaining("m.npz");
            }
        }
    }

    private Path zip(String file, String member, byte[] content) throws IOException {
        Path path = temp.resolve(file);
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(path))) {
            zip.putNextEntry(new ZipEntry(member));
            zip.write(content);
        }
        return path;
    }

    private static Map<String, NpyArray> arrays() {
        Map<String, NpyArray> arrays = new LinkedHashMap<>();
        arrays.put("weights", NpyArray.ofFloats(List.of(2L, 2L), 1, 2, 3, 4));
        arrays.put("a/b", NpyArray.ofDoubles(List.of(), -0.0));
        arrays.put("none", NpyArray.of(NpyType.BOOL, List.of(0L), ByteBuffer.allocate(0)));
        return arrays;
    }
}
