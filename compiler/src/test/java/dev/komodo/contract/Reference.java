package dev.komodo.contract;

import dev.komodo.graph.DType;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;

/// The numeric definition of a product, element by element.
final class Reference {
    private Reference() {}

    /// Random elements: numbers between -1 and 1.
    static MemorySegment random(DType dtype, long elements, long seed) {
        Random random = new Random(seed);
        int count = Math.toIntExact(elements);
        return switch (dtype) {
            case F16 -> {
                short[] values = new short[count];
                for (int i = 0; i < count; i++) {
                    values[i] = Float.floatToFloat16(random.nextFloat() * 2 - 1);
                }
                yield MemorySegment.ofArray(values);
            }
            case F32 -> {
                float[] values = new float[count];
                for (int i = 0; i < count; i++) {
                    values[i] = random.nextFloat() * 2 - 1;
                }
                yield MemorySegment.ofArray(values);
            }
            case F64 -> {
                double[] values = new double[count];
                for (int i = 0; i < count; i++) {
                    values[i] = random.nextDouble() * 2 - 1;
                }
                yield MemorySegment.ofArray(values);
            }
            case BF16, I8, I16, I32, I64, U8, U16, U32, U64, BOOL ->
                    throw new IllegalArgumentException("No product in " + dtype);
        };
    }

    private static double element(MemorySegment segment, DType dtype, long at) {
        return switch (dtype) {
            case F16 ->
                    Float.float16ToFloat(segment.getAtIndex(ValueLayout.JAVA_SHORT_UNALIGNED, at));
            case F32 -> segment.getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, at);
            case F64 -> segment.getAtIndex(ValueLayout.JAVA_DOUBLE_UNALIGNED, at);
            case BF16, I8, I16, I32, I64, U8, U16, U32, U64, BOOL ->
                    throw new IllegalArgumentException("No product in " + dtype);
        };
    }

    /// The first elements of a segment, as doubles.
    static double[] elements(DType dtype, MemorySegment segment, long count) {
        double[] result = new double[Math.toIntExact(count)];
        for (int i = 0; i < result.length; i++) {
            result[i] = element(segment, dtype, i);
        }
        return result;
    }

    /// The product, in row-major order.
    static double[] product(Problem problem, MemorySegment a, MemorySegment b) {
        int m = (int) problem.rows();
        int n = (int) problem.columns();
        double[] result = new double[m * n];
        for (int row = 0; row < m; row++) {
            for (int column = 0; column < n; column++) {
                result[row * n + column] = element(problem, a, b, row, column);
            }
        }
        return result;
    }

    private static double element(
            Problem problem, MemorySegment a, MemorySegment b, long row, long column) {
        double sum = block(problem, a, b, row, column, 0);
        for (long k = Contraction.BLOCK_DEPTH; k < problem.depth(); k += Contraction.BLOCK_DEPTH) {
            double next = block(problem, a, b, row, column, k);
            sum = problem.dtype() == DType.F32 ? (float) sum + (float) next : sum + next;
        }
        return sum;
    }

    private static double block(
            Problem problem, MemorySegment a, MemorySegment b, long row, long column, long from) {
        long end = Math.min(from + Contraction.BLOCK_DEPTH, problem.depth());
        double sum = 0;
        for (long k = from; k < end; k++) {
            long left =
                    problem.isLeftTransposed()
                            ? k * problem.rows() + row
                            : row * problem.depth() + k;
            long right =
                    problem.isRightTransposed()
                            ? k * problem.columns() + column
                            : column * problem.depth() + k;
            double x = element(a, problem.stored(), left);
            double y = element(b, problem.stored(), right);
            sum =
                    problem.dtype() == DType.F32
                            ? Math.fma((float) x, (float) y, (float) sum)
                            : Math.fma(x, y, sum);
        }
        return sum;
    }
}
