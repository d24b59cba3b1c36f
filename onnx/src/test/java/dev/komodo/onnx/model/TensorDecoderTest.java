package dev.komodo.onnx.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Consumer;

/// Each tensor and each fault is given twice: in memory, and as a file that is read in pieces.
class TensorDecoderTest {
    @TempDir Path temp;

    @ParameterizedTest
    @EnumSource(
            value = OnnxDataType.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"UNDEFINED", "STRING"})
    void readsRawDataOfEveryType(OnnxDataType type) {
        int size = Math.ceilDiv(3 * type.bits(), 8);
        byte[] raw = new byte[size];
        raw[0] = 1;
        OnnxTensor tensor = decode(t -> t.unpacked(1, 3).varint(2, type.code()).bytes(9, raw));

        assertThat(tensor.type()).isEqualTo(type);
        assertThat(tensor.byteSize()).isEqualTo(size);
        assertThat(inline(tensor)).isEqualTo(HexFormat.of().formatHex(raw));
    }

    /// The elements as numbers in `int32_data`, `int64_data` or `uint64_data`, and the bytes that
    /// they mean.
    @ParameterizedTest
    @CsvSource({
        "INT32, 5, '1 -2 2147483647', 01000000feffffffffffff7f",
        "INT16, 5, '1 -2 32767', 0100feffff7f",
        "INT8, 5, '1 -2 127', 01fe7f",
        "UINT16, 5, '1 2 65535', 01000200ffff",
        "UINT8, 5, '1 2 255', 0102ff",
        "BOOL, 5, '1 0 1', 010001",
        "FLOAT16, 5, '15360 49152 31744', 003c00c0007c",
        "BFLOAT16, 5, '16256 49152 32640', 803f00c0807f",
        "FLOAT8_E4M3FN, 5, '1 2 255', 0102ff",
        "FLOAT8_E4M3FNUZ, 5, '1 2 255', 0102ff",
        "FLOAT8_E5M2, 5, '1 2 255', 0102ff",
        "FLOAT8_E5M2FNUZ, 5, '1 2 255', 0102ff",
        "FLOAT8_E8M0, 5, '1 2 255', 0102ff",
        "UINT4, 5, '33 3', 2103",
        "INT4, 5, '-31 3', e103",
        "FLOAT4_E2M1, 5, '33 3', 2103",
        "UINT2, 5, '57', 39",
        "INT2, 5, '57', 39",
        "INT64, 7, '1 -2 9223372036854775807', 0100000000000000feffffffffffffffffffffffffffff7f",
        "UINT32, 11, '1 2 4294967295', 0100000002000000ffffffff",
        "UINT64, 11, '1 2 -1', 01000000000000000200000000000000ffffffffffffffff",
    })
    void readsNumbersPackedAndUnpacked(
            OnnxDataType type, int field, String numbers, String expected) {
        long[] values = Arrays.stream(numbers.split(" ")).mapToLong(Long::parseLong).toArray();

        assertThat(inline(decode(t -> head(t, type, 3).packed(field, values)))).isEqualTo(expected);
        assertThat(inline(decode(t -> head(t, type, 3).unpacked(field, values))))
                .isEqualTo(expected);
        // protobuf lets a writer split a packed field
        assertThat(
                        inline(
                                decode(
                                        t -> {
                                            head(t, type, 3).packed(field, values[0]);
                                            for (int i = 1; i < values.length; i++) {
                                                t.varint(field, values[i]);
                                            }
                                        })))
                .isEqualTo(expected);
        // and to write the type after the elements
        assertThat(inline(decode(t -> head(t.packed(field, values), type, 3)))).isEqualTo(expected);
    }

    @Test
    void readsFloatsPackedAndUnpacked() {
        byte[] packed =
                ByteBuffer.allocate(8)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putFloat(1)
                        .putFloat(-0f)
                        .array();
        String expected = "0000803f00000080";

        assertThat(inline(decode(t -> head(t, OnnxDataType.FLOAT32, 2).bytes(4, packed))))
                .isEqualTo(expected);
        assertThat(
                        inline(
                                decode(
                                        t ->
                                                head(t, OnnxDataType.FLOAT32, 2)
                                                        .float32(4, 1)
                                                        .float32(4, -0f))))
                .isEqualTo(expected);
        assertThat(inline(decode(t -> head(t, OnnxDataType.COMPLEX64, 1).bytes(4, packed))))
                .isEqualTo(expected);
        assertThat(inline(decode(t -> head(t, OnnxDataType.FLOAT64, 1).float64(10, 1))))
                .isEqualTo("000000000000f03f");
        assertThat(
                        inline(
                                decode(
                                        t ->
                                                head(t, OnnxDataType.COMPLEX128, 1)
                                                        .float64(10, 1)
                                                        .float64(10, 0))))
                .isEqualTo("000000000000f03f0000000000000000");
    }

    @Test
    void readsTexts() {
        OnnxTensor tensor = decode(t -> head(t, OnnxDataType.STRING, 2).text(6, "ä").text(6, ""));

        assertThat(tensor.data())
                .isInstanceOfSatisfying(
                        OnnxTensorData.Strings.class,
                        data ->
                                assertThat(data.elements())
                                        .extracting(OnnxBytes::text)
                                        .containsExactly("ä", ""));
    }

    @Test
    void readsScalarsAndEmptyTensorsWithoutData() {
        assertThat(decode(t -> t.varint(2, 7).packed(7, 5)).elementCount()).isEqualTo(1);
        assertThat(decode(t -> t.packed(1, 0, 5).varint(2, 1)).byteSize()).isZero();
        assertThat(decode(t -> t.unpacked(1, 2, 0).varint(2, 8)).elementCount()).isZero();
        assertThat(decode(t -> t.packed(1, 0, Long.MAX_VALUE).varint(2, 2)).byteSize()).isZero();
    }

    @Test
    void readsWhereExternalDataIs() {
        OnnxTensor tensor =
                inMemory(
                        t ->
                                head(t, OnnxDataType.FLOAT32, 2)
                                        .varint(14, 1)
                                        .message(13, pair("location", "w.bin"))
                                        .message(13, pair("offset", "4096"))
                                        .message(13, pair("length", "8")));

        assertThat(tensor.data())
                .isEqualTo(
                        new OnnxTensorData.External(
                                "w.bin", 4096, OptionalLong.of(8), Optional.empty()));
    }

    @Test
    void readsExternalDataOfAFile() throws IOException {
        WireWriter writer =
                head(new WireWriter(), OnnxDataType.UINT16, 2)
                        .varint(14, 1)
                        .message(13, pair("location", "w.bin"))
                        .message(13, pair("offset", "1"));
        Files.write(temp.resolve("w.bin"), new byte[] {9, 1, 2, 3, 4});
        MemorySegment elements = MemorySegment.ofArray(new byte[4]);
        TensorStream.open(file(writer)).readInto(elements);
        assertThat(elements.toArray(ValueLayout.JAVA_BYTE)).containsExactly(1, 2, 3, 4);

        Files.write(temp.resolve("w.bin"), new byte[] {9, 1, 2, 3});
        assertThatThrownBy(() -> TensorStream.open(file(writer)))
                .isInstanceOf(OnnxFormatException.class)
                .hasMessageContaining("4 bytes are needed, the file has 3");
    }

    /// 10 bytes that claim 8 TB: refused before anybody allocates.
    @Test
    void refusesAClaimBeforeItIsAllocated() {
        for (int field : new int[] {5, 9}) {
            WireWriter writer =
                    head(new WireWriter(), OnnxDataType.INT32, 1L << 41).bytes(field, new byte[4]);
            assertThatThrownBy(() -> TensorStream.open(file(writer)))
                    .isInstanceOf(OnnxFormatException.class)
                    .hasMessageContaining("takes 8796093022208 bytes");
        }
    }

    @Test
    void survivesEveryTruncationAndFiveThousandMutants() throws IOException {
        WireWriter writer =
                head(new WireWriter(), OnnxDataType.INT16, 3)
                        .packed(5, 300, -2, 32767)
                        .text(99, "x");
        byte[] whole = writer.toBytes();
        Random random = new Random(23);
        int refused = 0;
        for (int i = 0; i < 5_000 + whole.length; i++) {
            byte[] mutant =
                    i < whole.length ? Arrays.copyOf(whole, whole.length - 1 - i) : whole.clone();
            for (int change = 0; i >= whole.length && change <= random.nextInt(3); change++) {
                mutant[random.nextInt(mutant.length)] = (byte) random.nextInt();
            }
            Path file = Files.write(temp.resolve("m.pb"), mutant);
            try {
                TensorStream stream = TensorStream.open(file);
                assertThat(stream.byteSize()).isLessThan(1000);
                if (stream.type() != OnnxDataType.STRING) {
                    stream.readInto(MemorySegment.ofArray(new byte[(int) stream.byteSize()]));
                }
                assertThat(OnnxReader.readTensor("m.pb", mutant).type()).isEqualTo(stream.type());
            } catch (OnnxFormatException fault) {
                assertThat(fault).hasMessageContaining("m.pb, byte ");
                refused++;
            } catch (NoSuchFileException _) {
                refused++; // a mutant that names external data
            }
        }
        assertThat(refused).isBetween(1_000, 5_000);
    }

    @Test
    void refusesElementsThatDoNotFitTheType() {
        assertRefused("is not a UINT8", t -> head(t, OnnxDataType.UINT8, 1).packed(5, 256));
        assertRefused("is not a UINT8", t -> head(t, OnnxDataType.UINT8, 1).packed(5, -1));
        assertRefused("is not a INT8", t -> head(t, OnnxDataType.INT8, 1).packed(5, 128));
        assertRefused("is not a BOOL", t -> head(t, OnnxDataType.BOOL, 1).packed(5, 2));
        assertRefused("is not a INT32", t -> head(t, OnnxDataType.INT32, 1).packed(5, 1L << 31));
        assertRefused("is not a UINT32", t -> head(t, OnnxDataType.UINT32, 1).packed(11, 1L << 32));
        assertRefused(
                "neither 0 nor 1",
                t -> head(t, OnnxDataType.BOOL, 1).bytes(9, new byte[] {(byte) 0xFF}));
    }

    @Test
    void refusesMoreOrFewerElementsThanTheDimsSay() {
        OnnxDataType type = OnnxDataType.INT32;
        assertRefused("takes 8 bytes, found 4", t -> head(t, type, 2).packed(5, 1));
        assertRefused("takes 8 bytes, found none", t -> head(t, type, 2));
        assertRefused("more elements", t -> head(t, type, 1).packed(5, 1, 2));
        assertRefused("found 7", t -> head(t, type, 2).bytes(9, new byte[7]));
        assertRefused("found 0", t -> head(t, type, 1L << 40).bytes(9, new byte[0]));
        assertRefused("more elements", t -> head(t, OnnxDataType.FLOAT32, 1).bytes(4, new byte[8]));
        assertRefused("texts", t -> head(t, OnnxDataType.STRING, 2).text(6, "one"));
    }

    @Test
    void refusesImpossibleDims() {
        assertRefused("impossible dims", t -> head(t, OnnxDataType.INT32, -1));
        assertRefused("impossible dims", t -> t.packed(1, 1L << 40, 1L << 40).varint(2, 1));
        assertRefused("impossible dims", t -> t.packed(1, 1L << 60, 4).varint(2, 1));
        assertRefused("impossible dims", t -> t.packed(1, 0, 1L << 40, 1L << 40).varint(2, 1));
    }

    @Test
    void refusesContradictions() {
        assertRefused("without an element type", t -> t.packed(1, 0));
        assertRefused("unknown element type 99", t -> t.varint(2, 99));
        assertRefused("unknown element type -1", t -> t.varint(2, -1));
        assertRefused("segments", t -> t.varint(2, 1).message(3, new WireWriter()));
        assertRefused(
                "both field 5 and field 9",
                t -> head(t, OnnxDataType.INT32, 1).packed(5, 1).bytes(9, new byte[4]));
        assertRefused(
                "raw_data appears twice",
                t -> head(t, OnnxDataType.INT32, 2).bytes(9, new byte[4]).bytes(9, new byte[4]));
        assertRefused("FLOAT32 in field 5", t -> head(t, OnnxDataType.FLOAT32, 1).packed(5, 1));
        assertRefused(
                "texts in field 9", t -> head(t, OnnxDataType.STRING, 1).bytes(9, new byte[1]));
        assertRefused(
                "bytes of packed numbers",
                t -> head(t, OnnxDataType.FLOAT32, 1).bytes(4, new byte[3]));
        assertRefused("location 2", t -> head(t, OnnxDataType.INT32, 1).varint(14, 2));
        assertRefused("location 1", t -> head(t, OnnxDataType.STRING, 1).varint(14, 1));
        assertRefused("without a location", t -> head(t, OnnxDataType.INT32, 1).varint(14, 1));
        assertRefused(
                "offset -1",
                t ->
                        head(t, OnnxDataType.INT32, 1)
                                .varint(14, 1)
                                .message(13, pair("location", "w"))
                                .message(13, pair("offset", "-1")));
        assertRefused(
                "expected 4",
                t ->
                        head(t, OnnxDataType.INT32, 1)
                                .varint(14, 1)
                                .message(13, pair("location", "w"))
                                .message(13, pair("length", "5")));
    }

    private static WireWriter head(WireWriter writer, OnnxDataType type, long... dims) {
        return writer.unpacked(1, dims).varint(2, type.code()).text(8, "w");
    }

    static WireWriter pair(String key, String value) {
        return new WireWriter().text(1, key).text(2, value);
    }

    private OnnxTensor decode(Consumer<WireWriter> content) {
        WireWriter writer = new WireWriter();
        content.accept(writer);
        OnnxTensor tensor = OnnxReader.readTensor("t.pb", writer.toBytes());
        try {
            requireEqual(TensorStream.open(file(writer)), tensor);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return tensor;
    }

    private static OnnxTensor inMemory(Consumer<WireWriter> content) {
        WireWriter writer = new WireWriter();
        content.accept(writer);
        return OnnxReader.readTensor("t.pb", writer.toBytes());
    }

    private Path file(WireWriter writer) throws IOException {
        return Files.write(temp.resolve("t.pb"), writer.toBytes());
    }

    private static void requireEqual(TensorStream stream, OnnxTensor tensor) throws IOException {
        assertThat(stream.name()).isEqualTo(tensor.name());
        assertThat(stream.type()).isEqualTo(tensor.type());
        assertThat(stream.dims()).isEqualTo(tensor.dims());
        assertThat(stream.byteSize()).isEqualTo(tensor.byteSize());
        if (tensor.data() instanceof OnnxTensorData.Inline data) {
            MemorySegment elements = MemorySegment.ofArray(new byte[data.bytes().size()]);
            stream.readInto(elements);
            assertThat(elements.mismatch(MemorySegment.ofBuffer(data.bytes().buffer())))
                    .isEqualTo(-1);
        }
    }

    private static String inline(OnnxTensor tensor) {
        ByteBuffer data = ((OnnxTensorData.Inline) tensor.data()).bytes().buffer();
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private void assertRefused(String fault, Consumer<WireWriter> content) {
        WireWriter writer = new WireWriter();
        content.accept(writer);
        assertThatThrownBy(() -> OnnxReader.readTensor("t.pb", writer.toBytes()))
                .isInstanceOf(OnnxFormatException.class)
                .hasMessageStartingWith("t.pb, byte ")
                .hasMessageContaining("(tensor")
                .hasMessageContaining(fault);
        assertThatThrownBy(
                        () -> {
                            TensorStream stream = TensorStream.open(file(writer));
                            stream.readInto(
                                    MemorySegment.ofArray(new byte[(int) stream.byteSize()]));
                        })
                .isInstanceOfAny(OnnxFormatException.class, IllegalArgumentException.class);
    }
}
