package dev.komodo.onnx.numpy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

class NpzFileTest {
    private static final long LIMIT = 1 << 20;

    @TempDir Path temp;

    @Test
    void readsWhatItWritesInOrder() throws IOException {
        Map<String, NpyArray> arrays = arrays();
        Path file = temp.resolve("a.npz");
        NpzFile.write(file, arrays);

        assertThat(NpzFile.read(file, LIMIT)).containsExactlyEntriesOf(arrays);
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

        assertThat(NpzFile.read(zip("z.npz", "x.npy", content.toByteArray()), LIMIT))
                .containsEntry("x", array);
    }

    @Test
    void refusesAForeignMemberAndNamesIt() throws IOException {
        Path file = zip("f.npz", "notes.txt", new byte[3]);

        assertThatThrownBy(() -> NpzFile.read(file, LIMIT))
                .isInstanceOf(NumpyFormatException.class)
                .hasMessageContaining("f.npz!notes.txt");
    }

    @Test
    void stopsAtTheLimitBeforeItAllocates() throws IOException {
        Path bomb = zip("bomb.npz", "x.npy", npy(NpyType.UINT8, 10_000_000));
        assertThat(Files.size(bomb)).isLessThan(20_000);

        assertThatThrownBy(() -> NpzFile.read(bomb, 1_000_000))
                .isInstanceOf(NumpyFormatException.class)
                .hasMessageContaining("larger than");
    }

    /// The list of members lies about a member's size: 4 GB in 30 bytes.
    @Test
    void refusesAClaimThatTheCompressedBytesCannotBecome() throws IOException {
        Path file = zip("lie.npz", "x.npy", npy(NpyType.UINT8, 3));
        byte[] archive = Files.readAllBytes(file);
        int list = indexOf(archive, "PK\1\2");
        ByteBuffer.wrap(archive).order(ByteOrder.LITTLE_ENDIAN).putInt(list + 24, 0xF000_0000);
        Files.write(file, archive);

        assertThatThrownBy(() -> NpzFile.read(file, Long.MAX_VALUE))
                .isInstanceOf(NumpyFormatException.class)
                .hasMessageContaining("lie.npz!x.npy")
                .hasMessageContaining("which cannot be");
    }

    /// A size that could be, and a header that fits it, but fewer bytes behind them.
    @Test
    void refusesAMemberThatInflatesToLessThanItClaims() throws IOException {
        byte[] whole = npy(NpyType.UINT8, 300);
        Path file = zip("short.npz", "x.npy", Arrays.copyOf(whole, whole.length - 1));
        byte[] archive = Files.readAllBytes(file);
        ByteBuffer bytes = ByteBuffer.wrap(archive).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(indexOf(archive, "PK\1\2") + 24, whole.length);
        Files.write(file, archive);

        assertThatThrownBy(() -> NpzFile.read(file, LIMIT))
                .isInstanceOf(NumpyFormatException.class)
                .hasMessageContaining("short.npz!x.npy");
    }

    @Test
    void refusesAMemberWhoseChecksumIsAnother() throws IOException {
        Path file = temp.resolve("flip.npz");
        NpzFile.write(file, Map.of("x", NpyArray.ofLongs(List.of(3L), 1, 2, 3)));
        byte[] archive = Files.readAllBytes(file);
        archive[indexOf(archive, "PK\1\2") - 1] ^= 1; // the last byte of the last element
        Files.write(file, archive);

        assertThatThrownBy(() -> NpzFile.read(file, LIMIT))
                .isInstanceOf(NumpyFormatException.class)
                .hasMessageContaining("checksum");
    }

    @Test
    void readsOneArrayOfMany() throws IOException {
        Path file = temp.resolve("a.npz");
        NpzFile.write(file, arrays());

        try (NpzFile npz = NpzFile.open(file)) {
            assertThat(npz.names()).containsExactly("weights", "a/b", "none");
            try (NpyStream one = npz.open("a/b.npy")) {
                assertThat(one.type()).isEqualTo(NpyType.FLOAT64);
                assertThat(one.shape()).isEmpty();
            }
            assertThatThrownBy(() -> npz.open("wieghts"))
                    .hasMessageContaining("no array 'wieghts'; its arrays: [weights, a/b, none]");
        }
    }

    /// Made by NumPy: every member has 64-bit sizes in an extra field, and the end of the list a
    /// 64-bit record.
    @Test
    void readsArchivesWith64BitSizes() throws IOException {
        byte[] content = npy(NpyType.UINT8, 5);
        Path file = Files.write(temp.resolve("z64.npz"), zip64("x.npy", content));

        assertThat(NpzFile.read(file, LIMIT)).containsOnlyKeys("x");
    }

    @Test
    void refusesAnythingButAnArchive() throws IOException {
        for (byte[] content : new byte[][] {{}, {1, 2, 3}, new byte[100]}) {
            Path file = Files.write(temp.resolve("no.npz"), content);
            assertThatThrownBy(() -> NpzFile.read(file, LIMIT))
                    .isInstanceOf(NumpyFormatException.class);
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
                NpzFile.read(file, LIMIT);
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

    private static byte[] npy(NpyType type, int elements) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        ByteBuffer data = ByteBuffer.allocate(elements * type.byteSize());
        NpyWriter.write(content, NpyArray.of(type, List.of((long) elements), data));
        return content.toByteArray();
    }

    private static int indexOf(byte[] bytes, String text) {
        return new String(bytes, StandardCharsets.ISO_8859_1).lastIndexOf(text);
    }

    /// source: APPNOTE.TXT 6.3.10, 4.3.7 to 4.3.16 and 4.5.3
    private static byte[] zip64(String name, byte[] content) {
        CRC32 crc = new CRC32();
        crc.update(content);
        ByteBuffer zip = ByteBuffer.allocate(400 + content.length).order(ByteOrder.LITTLE_ENDIAN);
        byte[] ascii = name.getBytes(StandardCharsets.US_ASCII);
        zip.putInt(0x04034b50).putShort((short) 45).putInt(0).putInt(0);
        zip.putInt((int) crc.getValue()).putInt(-1).putInt(-1);
        zip.putShort((short) ascii.length).putShort((short) 20).put(ascii);
        zip.putShort((short) 1).putShort((short) 16);
        zip.putLong(content.length).putLong(content.length).put(content);
        int list = zip.position();
        zip.putInt(0x02014b50).putShort((short) 45).putShort((short) 45).putInt(0).putInt(0);
        zip.putInt((int) crc.getValue()).putInt(-1).putInt(-1);
        zip.putShort((short) ascii.length).putShort((short) 28).putShort((short) 0);
        zip.putShort((short) 0).putShort((short) 0).putInt(0).putInt(-1).put(ascii);
        zip.putShort((short) 1).putShort((short) 24);
        zip.putLong(content.length).putLong(content.length).putLong(0);
        int end = zip.position();
        zip.putInt(0x06064b50).putLong(44).putShort((short) 45).putShort((short) 45);
        zip.putInt(0).putInt(0).putLong(1).putLong(1).putLong(end - list).putLong(list);
        zip.putInt(0x07064b50).putInt(0).putLong(end).putInt(1);
        zip.putInt(0x06054b50).putShort((short) 0).putShort((short) 0);
        zip.putShort((short) -1).putShort((short) -1).putInt(-1).putInt(-1).putShort((short) 0);
        return Arrays.copyOf(zip.array(), zip.position());
    }

    private static Map<String, NpyArray> arrays() {
        Map<String, NpyArray> arrays = new LinkedHashMap<>();
        arrays.put("weights", NpyArray.ofFloats(List.of(2L, 2L), 1, 2, 3, 4));
        arrays.put("a/b", NpyArray.ofDoubles(List.of(), -0.0));
        arrays.put("none", NpyArray.of(NpyType.BOOL, List.of(0L), ByteBuffer.allocate(0)));
        return arrays;
    }
}
