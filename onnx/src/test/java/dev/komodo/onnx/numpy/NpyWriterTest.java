package dev.komodo.onnx.numpy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;

class NpyWriterTest {
    /// The texts and lengths were printed by NumPy 2.4.6: `numpy.save` of arange(6) as (2, 3) f4,
    /// array(7) u1, zeros of (1234567, 0) i8, ones of twenty sizes of 1, bool.
    @Test
    void writesWhatNumpyWrites() throws IOException {
        assertHeader(
                NpyArray.ofFloats(List.of(2L, 3L), 0, 1, 2, 3, 4, 5),
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }",
                118);
        assertHeader(
                NpyArray.of(NpyType.UINT8, List.of(), ByteBuffer.wrap(new byte[] {7})),
                "{'descr': '|u1', 'fortran_order': False, 'shape': (), }",
                118);
        assertHeader(
                NpyArray.ofLongs(List.of(1_234_567L, 0L)),
                "{'descr': '<i8', 'fortran_order': False, 'shape': (1234567, 0), }",
                118);
        assertHeader(
                NpyArray.of(
                        NpyType.BOOL, Collections.nCopies(20, 1L), ByteBuffer.wrap(new byte[1])),
                "{'descr': '|b1', 'fortran_order': False, 'shape': (" + "1, ".repeat(19) + "1), }",
                182);
        assertHeader(
                NpyArray.ofDoubles(List.of(1L), 0),
                "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }",
                118);
    }

    @Test
    void refusesAnArrayWhoseBytesDoNotFitItsShape() {
        assertThatThrownBy(() -> NpyArray.ofFloats(List.of(2L, 3L), 1, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[2, 3]")
                .hasMessageContaining("24 bytes, found 8");
    }

    @Test
    void keepsACopyOfWhatItIsGiven() {
        ByteBuffer mine = ByteBuffer.wrap(new byte[] {1, 2});
        NpyArray array = NpyArray.of(NpyType.INT8, List.of(2L), mine);
        mine.put(0, (byte) 9);

        assertThat(array.data().get(0)).isEqualTo((byte) 1);
        assertThat(array.data().isReadOnly()).isTrue();
    }

    private static void assertHeader(NpyArray array, String text, int length) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        NpyWriter.write(out, array);
        String file = out.toString(StandardCharsets.ISO_8859_1);

        assertThat(file)
                .startsWith("\u0093NUMPY\u0001\u0000" + (char) length + "\u0000" + text + " ");
        assertThat(file.charAt(9 + length)).isEqualTo('\n');
        assertThat(file).hasSize(10 + length + array.data().remaining());
        assertThat(NpyReader.read("again", out.toByteArray())).isEqualTo(array);
    }
}
