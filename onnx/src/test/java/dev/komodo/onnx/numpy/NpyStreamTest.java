package dev.komodo.onnx.numpy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Arrays that do not fit one piece of 64 KiB, through each way in and out.
class NpyStreamTest {
    private static final int[] SIZES = {7, 1, 129, 2, 31};
    private static final List<Long> SHAPE = List.of(7L, 1L, 129L, 2L, 31L);
    private static final int COUNT = 7 * 129 * 2 * 31;

    @TempDir Path temp;

    @ParameterizedTest
    @EnumSource(NpyType.class)
    void everyTypeByteOrderAndElementOrderGivesTheSameElements(NpyType type) throws IOException {
        byte[] elements = new byte[COUNT * type.byteSize()];
        new Random(17).nextBytes(elements);
        if (type == NpyType.BOOL) {
            for (int i = 0; i < elements.length; i++) {
                elements[i] &= 1;
            }
        }
        NpyArray expected = NpyArray.of(type, SHAPE, ByteBuffer.wrap(elements));
        for (boolean big : new boolean[] {false, true}) {
            for (boolean fortran : new boolean[] {false, true}) {
                byte[] memory = fortran ? firstIndexFastest(elements, type.byteSize()) : elements;
                String header =
                        "{'descr': '%s%s', 'fortran_order': %s, 'shape': (7, 1, 129, 2, 31)}\n"
                                .formatted(
                                        big ? ">" : "<", type.code(), fortran ? "True" : "False");
                byte[] file =
                        NpyReaderTest.file(
                                1, header, big ? reversed(memory, type.byteSize()) : memory);

                assertThat(NpyReader.read("a.npy", file)).as(header).isEqualTo(expected);
                Path npz = deflated(file);
                assertThat(NpzFile.read(npz, 1 << 30)).as(header).containsEntry("x", expected);
            }
        }
        NpyWriter.write(temp.resolve("again.npy"), expected);
        assertThat(NpyReader.read(temp.resolve("again.npy"))).isEqualTo(expected);
        NpzFile.write(temp.resolve("again.npz"), Map.of("x", expected));
        assertThat(NpzFile.read(temp.resolve("again.npz"), 1 << 30)).containsEntry("x", expected);
    }

    @Test
    void readingTakesConstantMemory() throws IOException {
        Path file = zeros("a.npy", 24L << 20);
        com.sun.management.ThreadMXBean threads =
                (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (Arena arena = Arena.ofConfined();
                NpyStream stream = NpyReader.open(file)) {
            MemorySegment elements = arena.allocate(stream.byteSize());
            stream.readInto(elements);
            long before = threads.getCurrentThreadAllocatedBytes();
            try (NpyStream again = NpyReader.open(file)) {
                again.readInto(elements);
            }
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            assertThat(allocated).isLessThan(1 << 20);
            assertThat(elements.get(ValueLayout.JAVA_BYTE, (24L << 20) - 1)).isEqualTo((byte) 7);
        }
    }

    /// With `-Dkomodo.large=true`: needs 2 GiB of memory and a second or two.
    @Test
    void countsElementsBeyondTwoToThe31() throws IOException {
        assumeTrue(Boolean.getBoolean("komodo.large"), "skipped: -Dkomodo.large=true runs it");
        long count = (1L << 31) + 77;
        Path file = zeros("large.npy", count);
        try (Arena arena = Arena.ofConfined();
                NpyStream stream = NpyReader.open(file)) {
            MemorySegment elements = arena.allocate(stream.byteSize());
            stream.readInto(elements);
            assertThat(elements.get(ValueLayout.JAVA_BYTE, count - 1)).isEqualTo((byte) 7);
            NpyArray array = NpyArray.wrap(NpyType.INT8, List.of(count), elements);
            Path npz = temp.resolve("large.npz");
            NpzFile.write(npz, Map.of("x", array));
            assertThat(NpzFile.read(npz, Long.MAX_VALUE)).containsEntry("x", array);
        }
    }

    @Test
    void aFileThatShrinksWhileItIsReadIsAFault() throws IOException {
        Path file = zeros("a.npy", 1 << 20);
        try (Arena arena = Arena.ofConfined();
                NpyStream stream = NpyReader.open(file)) {
            MemorySegment elements = arena.allocate(stream.byteSize());
            try (RandomAccessFile cut = new RandomAccessFile(file.toFile(), "rw")) {
                cut.setLength(1 << 19);
            }
            assertThatThrownBy(() -> stream.readInto(elements))
                    .isInstanceOf(NumpyFormatException.class)
                    .hasMessageContaining("truncated?");
        }
    }

    @Test
    void theElementsAreReadOnceAndNeedRoom() throws IOException {
        try (Arena arena = Arena.ofConfined();
                NpyStream stream = NpyReader.open(zeros("a.npy", 100))) {
            assertThatThrownBy(() -> stream.readInto(arena.allocate(99)))
                    .isInstanceOf(IllegalArgumentException.class);
            stream.readInto(arena.allocate(100));
            assertThatThrownBy(() -> stream.readInto(arena.allocate(100)))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    /// A sparse file of zeros and a last 7.
    private Path zeros(String name, long count) throws IOException {
        Path file = Files.write(temp.resolve(name), NpyWriter.header(NpyType.INT8, List.of(count)));
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.seek(out.length() + count - 1);
            out.write(7);
        }
        return file;
    }

    private Path deflated(byte[] content) throws IOException {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(archive)) {
            zip.putNextEntry(new ZipEntry("x.npy"));
            ((OutputStream) zip).write(content);
        }
        return Files.write(temp.resolve("deflated.npz"), archive.toByteArray());
    }

    private static byte[] firstIndexFastest(byte[] elements, int width) {
        byte[] out = new byte[elements.length];
        for (int from = 0; from < COUNT; from++) {
            int rest = from;
            int[] index = new int[SIZES.length];
            for (int axis = SIZES.length - 1; axis >= 0; axis--) {
                index[axis] = rest % SIZES[axis];
                rest /= SIZES[axis];
            }
            int to = 0;
            for (int axis = SIZES.length - 1; axis >= 0; axis--) {
                to = to * SIZES[axis] + index[axis];
            }
            System.arraycopy(elements, from * width, out, to * width, width);
        }
        return out;
    }

    private static byte[] reversed(byte[] elements, int width) {
        byte[] out = new byte[elements.length];
        for (int i = 0; i < elements.length; i++) {
            out[i] = elements[i / width * width + width - 1 - i % width];
        }
        return out;
    }
}
