package dev.komodo.onnx.numpy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

class NpyReaderTest {
    @TempDir Path temp;

    @ParameterizedTest
    @EnumSource(NpyType.class)
    void readsEveryTypeInBothOrders(NpyType type) throws IOException {
        byte[] little = new byte[6 * type.byteSize()];
        new Random(5).nextBytes(little);
        if (type == NpyType.BOOL) {
            for (int i = 0; i < little.length; i++) {
                little[i] &= 1;
            }
        }
        byte[] big = little.clone();
        for (int start = 0; start < big.length; start += type.byteSize()) {
            for (int i = 0; i < type.byteSize(); i++) {
                big[start + i] = little[start + type.byteSize() - 1 - i];
            }
        }
        NpyArray expected = NpyArray.of(type, List.of(2L, 3L), ByteBuffer.wrap(little));

        assertThat(read(type.description(), "False", "(2, 3)", little)).isEqualTo(expected);
        assertThat(read("<" + type.code(), "False", "(2, 3)", little)).isEqualTo(expected);
        assertThat(read(">" + type.code(), "False", "(2, 3)", big)).isEqualTo(expected);
    }

    @Test
    void rearrangesFortranOrder() throws IOException {
        // numpy.asfortranarray(numpy.arange(24).reshape(2, 3, 4)) lies in memory as
        int[] memory = {
            0, 12, 4, 16, 8, 20, 1, 13, 5, 17, 9, 21, 2, 14, 6, 18, 10, 22, 3, 15, 7, 19, 11, 23
        };
        byte[] data = new byte[24];
        byte[] ordered = new byte[24];
        for (int i = 0; i < 24; i++) {
            data[i] = (byte) memory[i];
            ordered[i] = (byte) i;
        }

        assertThat(read("|i1", "True", "(2, 3, 4)", data))
                .isEqualTo(
                        NpyArray.of(NpyType.INT8, List.of(2L, 3L, 4L), ByteBuffer.wrap(ordered)));
    }

    @Test
    void rearrangesFortranOrderAndByteOrderTogether() throws IOException {
        byte[] data =
                ByteBuffer.allocate(32).putLong(1L).putLong(3L).putLong(2L).putLong(4L).array();

        assertThat(read(">i8", "True", "(2, 2)", data))
                .isEqualTo(NpyArray.ofLongs(List.of(2L, 2L), 1, 2, 3, 4));
    }

    @Test
    void readsScalarsEmptyArraysAndSingleSizes() throws IOException {
        assertThat(read("<f8", "False", "()", bytes(2.5)))
                .isEqualTo(NpyArray.ofDoubles(List.of(), 2.5));
        assertThat(read("<f8", "True", "(0, 7)", new byte[0]).shape()).containsExactly(0L, 7L);
        assertThat(read("<f8", "True", "(1L,)", bytes(2.5)).shape()).containsExactly(1L);
        assertThat(read("<f8", "True", "( 1 , 1,)", bytes(2.5)).elementCount()).isEqualTo(1);
    }

    @Test
    void readsVersionsTwoAndThree() throws IOException {
        String text = "{\"shape\": (1,), 'fortran_order': False, 'descr': '<f8'}\n";
        for (int version = 2; version <= 3; version++) {
            assertThat(NpyReader.read("a.npy", file(version, text, bytes(2.5))))
                    .isEqualTo(NpyArray.ofDoubles(List.of(1L), 2.5));
        }
    }

    @Test
    void readsWhatItWrites() throws IOException {
        Path file = temp.resolve("a.npy");
        NpyArray array = NpyArray.ofFloats(List.of(2L, 2L), 1f, -0f, Float.NaN, Float.MIN_VALUE);
        NpyWriter.write(file, array);

        assertThat(NpyReader.read(file)).isEqualTo(array);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{}",
                "{'descr': '<f8', 'fortran_order': False}",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (1)}",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (-1,)}",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (1.0,)}",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (1 1)}",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (,)}",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999,)}",
                "{'descr': '<f8', 'fortran_order': 0, 'shape': (1,)}",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), 'shape': (1,)}",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), 'more': 1}",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (1,)} + 1",
                "{'descr': __import__('os'), 'fortran_order': False, 'shape': (1,)}",
                "{'descr': '<f8, 'fortran_order': False, 'shape': (1,)}",
                "{'descr': '|f8', 'fortran_order': False, 'shape': (1,)}",
            })
    void refusesAnyOtherHeaderText(String text) {
        assertThatThrownBy(() -> NpyReader.read("a.npy", file(1, text, bytes(1))))
                .isInstanceOf(NumpyFormatException.class)
                .hasMessageStartingWith("a.npy, byte ");
    }

    @ParameterizedTest
    @CsvSource({
        "|O, pickled Python objects",
        "<c16, array.real and array.imag",
        "<U5, texts",
        "<m8[s], array.astype('i8')",
        "<V2, bfloat16",
        "|V7, raw bytes",
        "<f16, differs between machines",
    })
    void saysWhatToDoInstead(String description, String advice) {
        assertThatThrownBy(() -> read(description, "False", "(1,)", bytes(1)))
                .isInstanceOf(NumpyFormatException.class)
                .hasMessageContaining(description)
                .hasMessageContaining(advice);
    }

    @ParameterizedTest
    @ValueSource(strings = {"|O", "<c8", "<U5", "|S8", "<M8[s]", "<f16", "|V2", "<f3", ""})
    void namesWhatItDoesNotSupport(String description) {
        assertThatThrownBy(() -> read(description, "False", "(1,)", bytes(1)))
                .isInstanceOf(NumpyFormatException.class)
                .hasMessageContaining("'" + description + "'")
                .hasMessageContaining("f4");
        assertThatThrownBy(
                        () ->
                                NpyReader.read(
                                        "a.npy",
                                        file(
                                                1,
                                                "{'descr': [('x', '<f8')], 'fortran_order': False,"
                                                        + " 'shape': (1,)}",
                                                bytes(1))))
                .hasMessageContaining("structured");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(1000000000000,)",
                "(4611686018427387904, 4)",
                "(9223372036854775807, 9223372036854775807)",
                "(0, 9223372036854775807, 9223372036854775807)",
                "(3037000500, 3037000500)",
                "(2,)",
                "(0,)",
                "()x",
            })
    void refusesAShapeThatTheFileDoesNotHold(String shape) {
        assertThatThrownBy(() -> read("<f8", "False", shape, new byte[9]))
                .isInstanceOf(NumpyFormatException.class);
    }

    @Test
    void refusesARankBeyondNumpys() {
        String shape = "(" + "1, ".repeat(65) + ")";

        assertThatThrownBy(() -> read("|i1", "False", shape, new byte[1]))
                .isInstanceOf(NumpyFormatException.class)
                .hasMessageContaining("rank");
    }

    @Test
    void saysWhichFileAndWhichByte() throws IOException {
        Path file =
                Files.write(
                        temp.resolve("b.npy"),
                        file(1, header("|b1", "False", "(3,)"), new byte[] {0, 1, 2}));
        long size = Files.size(file);

        assertThatThrownBy(() -> NpyReader.read(file))
                .isInstanceOfSatisfying(
                        NumpyFormatException.class,
                        fault -> {
                            assertThat(fault.file()).isEqualTo(file.toString());
                            assertThat(fault.byteOffset()).isEqualTo(size - 1);
                        })
                .hasMessageContaining("found 2");
        assertThatThrownBy(() -> NpyReader.read(temp))
                .isInstanceOf(NumpyFormatException.class)
                .hasMessageContaining("not a regular file");
    }

    @Test
    void survivesEveryTruncationAndTwentyThousandMutants() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        NpyWriter.write(out, NpyArray.ofFloats(List.of(2L, 3L), 1, 2, 3, 4, 5, 6));
        byte[] whole = out.toByteArray();
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> NpyReader.read("cut", cut))
                    .isInstanceOf(NumpyFormatException.class);
        }
        Random random = new Random(41);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] mutant = whole.clone();
            for (int change = 0; change <= random.nextInt(4); change++) {
                mutant[random.nextInt(80)] = (byte) random.nextInt(128);
            }
            try {
                assertThat(NpyReader.read("mutant", mutant).data().remaining()).isEqualTo(24);
            } catch (NumpyFormatException _) {
                refused++;
            }
        }
        assertThat(refused).isBetween(15_000, 19_999);
    }

    @Test
    void readsTheFilesOfTheDigitsExample() throws IOException {
        Path folder =
                Path.of(System.getProperty("komodo.shared", "../../shared"), "examples/digits");
        assumeTrue(Files.isDirectory(folder), "skipped: no " + folder);

        NpyArray images = NpyReader.read(folder.resolve("images.npy"));
        NpyArray labels = NpyReader.read(folder.resolve("labels.npy"));

        assertThat(images.shape().getFirst()).isEqualTo(labels.shape().getFirst());
        assertThat(NpyReader.read(folder.resolve("expected_probabilities.npy")).shape())
                .containsExactly(labels.shape().getFirst(), 10L);
    }

    private static NpyArray read(String description, String fortran, String shape, byte[] data)
            throws IOException {
        return NpyReader.read("a.npy", file(1, header(description, fortran, shape), data));
    }

    private static String header(String description, String fortran, String shape) {
        return "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }   \n"
                .formatted(description, fortran, shape);
    }

    static byte[] file(int version, String text, byte[] data) {
        int lengthBytes = version == 1 ? 2 : 4;
        ByteBuffer file =
                ByteBuffer.allocate(8 + lengthBytes + text.length() + data.length)
                        .order(ByteOrder.LITTLE_ENDIAN);
        file.put(NpyHeaderParser.MAGIC).put((byte) version).put((byte) 0);
        if (version == 1) {
            file.putShort((short) text.length());
        } else {
            file.putInt(text.length());
        }
        return file.put(text.getBytes(StandardCharsets.ISO_8859_1)).put(data).array();
    }

    private static byte[] bytes(double value) {
        return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(value).array();
    }
}
