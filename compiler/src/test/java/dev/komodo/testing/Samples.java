package dev.komodo.testing;

import dev.komodo.graph.Conversion;
import dev.komodo.graph.DType;
import dev.komodo.graph.ElementMemory;
import dev.komodo.loop.LoopArguments;
import dev.komodo.loop.LoopProgram;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/// Elements that operations go wrong on, and comparisons of memory.
public final class Samples {
    private Samples() {}

    /// Raw bits of elements of a dtype: every special one first, then random ones.
    public static List<Long> bits(DType dtype, long seed, int random) {
        List<Long> all = new ArrayList<>(special(dtype));
        SplittableRandom source = new SplittableRandom(seed);
        for (int i = 0; i < random; i++) {
            all.add(random(dtype, source));
        }
        return all;
    }

    private static List<Long> special(DType dtype) {
        return switch (dtype) {
            case BOOL -> List.of(0L, 1L);
            case I8, I16, I32, I64, U8, U16, U32, U64 -> integers(dtype);
            case F16 -> halves();
            case BF16 -> brains();
            case F32 -> floats();
            case F64 -> doubles();
        };
    }

    /// Extremes, shift amounts, and where conversions to narrower types turn, as far as a dtype
    /// holds them.
    private static List<Long> integers(DType dtype) {
        LongStream turns =
                LongStream.of(
                        2,
                        3,
                        7,
                        8,
                        15,
                        16,
                        31,
                        32,
                        33,
                        63,
                        64,
                        65,
                        127,
                        128,
                        255,
                        256,
                        257,
                        259,
                        260,
                        261,
                        65504,
                        65519,
                        65520,
                        65521,
                        65535,
                        65536,
                        1 << 24,
                        (1 << 24) + 1,
                        (1L << 31) - 1,
                        1L << 31,
                        1L << 32,
                        (1L << 53) + 1,
                        0x7fffff4000000001L,
                        0x0101000000000001L,
                        0x0180000000000001L);
        LongStream extremes =
                LongStream.of(
                        0,
                        1,
                        dtype.largest(),
                        dtype.largest() - 1,
                        dtype.smallest(),
                        dtype.smallest() + 1,
                        dtype.wrap(1L << (dtype.width() - 1)),
                        dtype.wrap((1L << (dtype.width() - 1)) + 1));
        LongStream both = turns.flatMap(value -> LongStream.of(value, -value));
        return LongStream.concat(extremes, both)
                .filter(value -> dtype.wrap(value) == value)
                .filter(value -> value >= 0 || dtype.largest() != -1 || value < -1000)
                .distinct()
                .boxed()
                .toList();
    }

    private static List<Long> brains() {
        return LongStream.of(
                        0x0000, 0x8000, 0x0001, 0x8001, 0x007f, 0x0080, 0x3f80, 0xbf80, 0x3f81,
                        0x3f00, 0x4040, 0x4300, 0x437f, 0x4f00, 0x5f00, 0x7f7f, 0xff7f, 0x7f80,
                        0xff80, 0x7fc0, 0xffc1, 0x7f81, 0x3eab)
                .boxed()
                .toList();
    }

    private static List<Long> halves() {
        return LongStream.of(
                        0x0000, 0x8000, 0x0001, 0x8001, 0x03ff, 0x0400, 0x3c00, 0xbc00, 0x3c01,
                        0x7bff, 0xfbff, 0x7c00, 0xfc00, 0x7e00, 0xfe01, 0x7c01, 0x3555)
                .boxed()
                .toList();
    }

    private static List<Long> floats() {
        List<Long> bits = new ArrayList<>();
        for (float value :
                new float[] {
                    0f,
                    1f,
                    1.5f,
                    2f,
                    2.5f,
                    3f,
                    0.5f,
                    0.49999997f,
                    0x1p-149f,
                    0x1p-126f,
                    0x1.fffffep127f,
                    0x1p31f,
                    0x1.fffffep30f,
                    0x1p63f,
                    8388607.5f,
                    8388609f,
                    1e-10f,
                    65519.996f,
                    65520f,
                    0x1p-24f,
                    0x1p-25f,
                    0x1.8p-25f,
                    0x1.000002p-25f,
                    1e30f,
                    Float.POSITIVE_INFINITY
                }) {
            bits.add(Float.floatToRawIntBits(value) & 0xffffffffL);
            bits.add(Float.floatToRawIntBits(-value) & 0xffffffffL);
        }
        bits.add(0x7fc00000L);
        bits.add(0xffc00001L);
        bits.add(0x7f800001L);
        return bits;
    }

    private static List<Long> doubles() {
        List<Long> bits = new ArrayList<>();
        for (double value :
                new double[] {
                    0,
                    1,
                    1.5,
                    2.5,
                    3,
                    0.5,
                    0.49999999999999994,
                    Double.MIN_VALUE,
                    Double.MIN_NORMAL,
                    Double.MAX_VALUE,
                    0x1p31,
                    0x1.fffffffcp30,
                    0x1p63,
                    0x1.fffffffffffffp62,
                    4503599627370495.5,
                    65519.99999999999,
                    65520,
                    0x1p-25,
                    0x1.0000000000001p-25,
                    0x1.002p0,
                    0x1.0020000000001p0,
                    0x1.001fffffffffp0,
                    0x1.ffefffffffffp0,
                    0x1.ffcp15,
                    1e300,
                    1e-300,
                    0x1p-149,
                    0x1p-150,
                    0x1.0000010000000p0,
                    0x1.fffffefffffffp127,
                    3.4e38,
                    3.5e38,
                    Double.POSITIVE_INFINITY
                }) {
            bits.add(Double.doubleToRawLongBits(value));
            bits.add(Double.doubleToRawLongBits(-value));
        }
        bits.add(0x7ff8000000000000L);
        bits.add(0xfff8000000000001L);
        bits.add(0x7ff0000000000001L);
        return bits;
    }

    private static long random(DType dtype, SplittableRandom source) {
        return switch (dtype) {
            case BOOL -> source.nextInt(2);
            case F16, BF16 -> source.nextInt(1 << 16);
            case I8, I16, I32, I64, U8, U16, U32, U64 ->
                    dtype.wrap(source.nextLong() >> source.nextInt(64));
            case F32 ->
                    source.nextBoolean()
                            ? source.nextInt() & 0xffffffffL
                            : Float.floatToRawIntBits((float) source.nextDouble(-100, 100))
                                    & 0xffffffffL;
            case F64 ->
                    source.nextBoolean()
                            ? source.nextLong()
                            : Double.doubleToRawLongBits(source.nextDouble(-100, 100));
        };
    }

    /// Native memory with the given elements, aligned to one element only.
    public static MemorySegment memory(Arena arena, DType dtype, List<Long> bits) {
        int width = dtype.byteSize();
        MemorySegment whole = arena.allocate((bits.size() + 1L) * width, 64);
        MemorySegment segment = whole.asSlice(width);
        for (int i = 0; i < bits.size(); i++) {
            ElementMemory.set(dtype, segment, i, bits.get(i));
        }
        return segment;
    }

    /// An element's raw bits, with all NaNs made one.
    public static long canonicalBits(MemorySegment segment, DType dtype, long index) {
        long bits = ElementMemory.get(dtype, segment, index);
        boolean isNaN = dtype.isFloat() && Double.isNaN(Conversion.toDouble(dtype, bits));
        return isNaN ? Conversion.quietNaN(dtype) : bits;
    }

    /// Native memory of the given size for each output of a program, filled with a pattern.
    public static LoopArguments withOutputs(
            Arena arena, LoopProgram program, LoopArguments arguments, List<Long> elements) {
        List<MemorySegment> outputs = new ArrayList<>();
        for (int i = 0; i < elements.size(); i++) {
            int width = program.outputs().get(i).dtype().byteSize();
            MemorySegment whole = arena.allocate((elements.get(i) + 1) * width, 64);
            outputs.add(whole.asSlice(width));
        }
        return new LoopArguments(
                arguments.dims(),
                arguments.workers(),
                arguments.inputs(),
                outputs,
                arguments.constants(),
                arguments.prepared(),
                arguments.resultDims());
    }
}
