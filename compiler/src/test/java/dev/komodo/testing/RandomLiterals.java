package dev.komodo.testing;

import dev.komodo.graph.DType;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;

import java.util.Random;

/// Arguments of moderate magnitude.
public final class RandomLiterals {
    private static final double[] SPECIAL = {
        Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0, 0.0
    };

    private RandomLiterals() {}

    /// Random elements: floats within [#bound], one in five a small integer; integers within
    /// [#bound].
    ///
    /// @param specialValues whether about one float in fifty is NaN, infinite or a zero
    public static Literal fill(Random random, DType dtype, long[] sizes, boolean specialValues) {
        LiteralBuilder literal = new LiteralBuilder(dtype, sizes);
        for (long i = 0; i < literal.elements(); i++) {
            switch (dtype) {
                case F16, BF16, F32, F64 -> literal.put(i, real(random, specialValues));
                case I8, I16, I32, I64 -> literal.putBits(i, random.nextInt(41) - 20);
                case U8, U16, U32, U64 -> literal.putBits(i, random.nextInt(21));
                case BOOL -> literal.putBits(i, random.nextInt(2));
            }
        }
        return literal.build();
    }

    private static double real(Random random, boolean specialValues) {
        if (specialValues && random.nextInt(50) == 0) {
            return SPECIAL[random.nextInt(SPECIAL.length)];
        }
        return random.nextInt(5) == 0 ? random.nextInt(7) - 3 : random.nextDouble() * 6 - 3;
    }

    /// The largest magnitude of finite elements.
    public static double bound(DType dtype) {
        return switch (dtype) {
            case F16, BF16, F32, F64 -> 3;
            case I8, I16, I32, I64, U8, U16, U32, U64 -> 20;
            case BOOL -> 1;
        };
    }
}
