package dev.komodo.library;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;

/// Threefry-2x32 with 20 rounds: a block cipher of two u32 words under a key of two, which turns
/// counters into random words. What an element gets depends on the key and on its own counter only:
/// not on other elements, threads or vectors.
///
/// Source: J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy as
/// 1, 2, 3", SC11 (2011); rotations and the parity constant as in its library Random123.
///
/// @param first the first word of each block, u32
/// @param second the second word, u32, of the same shape
record Threefry(Tensor first, Tensor second) {
    private static final int[][] ROTATIONS = {{13, 15, 26, 6}, {17, 29, 16, 24}};
    private static final int GROUPS = 5;
    private static final long PARITY = 0x1BD11BDAL;
    private static final int WORD = 32;

    /// The upper two bits of a counter say what its block is for: one key serves each purpose with
    /// numbers of their own. 62 bits are left for the position.
    enum Purpose {
        /// The words of elements.
        DRAW(0),
        /// Further words of the same elements.
        SECOND_DRAW(1),
        /// The keys that a key is split into.
        SPLIT(2),
        /// The keys that a number is folded into.
        FOLD(3);

        private final long mark;

        Purpose(long mark) {
            this.mark = mark;
        }

        private long upperWord() {
            return mark << 30;
        }
    }

    /// The blocks of counters, element by element; all words are u32 and broadcast.
    static Threefry encrypt(Tensor key0, Tensor key1, Tensor counter0, Tensor counter1) {
        Tensor parity = key0.builder().constant(DType.U32, PARITY);
        Tensor[] schedule = {key0, key1, key0.xor(key1).xor(parity)};
        Tensor x = counter0.add(key0);
        Tensor y = counter1.add(key1);
        for (int group = 1; group <= GROUPS; group++) {
            for (int distance : ROTATIONS[(group - 1) % 2]) {
                x = x.add(y);
                y = rotate(y, distance).xor(x);
            }
            x = x.add(schedule[group % 3]);
            y = y.add(schedule[(group + 1) % 3].add(group));
        }
        return new Threefry(x, y);
    }

    private static Tensor rotate(Tensor word, int distance) {
        GraphBuilder builder = word.builder();
        return word.shiftLeft(builder.constant(DType.U32, (long) distance))
                .or(word.shiftRight(builder.constant(DType.U32, (long) (WORD - distance))));
    }

    /// Blocks for the elements of a shape, by their row-major positions.
    ///
    /// @param key u32[2]
    static Threefry of(Tensor key, Purpose purpose, Shape shape) {
        GraphBuilder builder = key.builder();
        Dim elements = shape.elements();
        Tensor upper = builder.constant(DType.U32, purpose.upperWord());
        if (elements instanceof Dim.Fixed(long count) && count <= 1L << WORD) {
            Tensor position = builder.iota(DType.U32, 0, elements).reshape(shape);
            return encrypt(word(key, 0), word(key, 1), upper, position);
        }
        return at(key, purpose, builder.iota(DType.U64, 0, elements).reshape(shape));
    }

    /// Blocks for numbered elements.
    ///
    /// @param key u32[2]
    /// @param numbers u64; what is above 62 bits does not count
    static Threefry at(Tensor key, Purpose purpose, Tensor numbers) {
        GraphBuilder builder = numbers.builder();
        Tensor high = numbers.shiftRight(builder.constant(DType.U64, (long) WORD)).cast(DType.U32);
        Tensor position = high.and(builder.constant(DType.U32, (1L << 30) - 1));
        Tensor upper = position.or(builder.constant(DType.U32, purpose.upperWord()));
        return encrypt(word(key, 0), word(key, 1), upper, numbers.cast(DType.U32));
    }

    private static Tensor word(Tensor key, int index) {
        return key.slice(0, index, index + 1).squeeze(0);
    }

    /// Both words as one number, the first one above: u64.
    Tensor joined() {
        Tensor distance = first.builder().constant(DType.U64, (long) WORD);
        return first.cast(DType.U64).shiftLeft(distance).or(second.cast(DType.U64));
    }

    /// The keys that the blocks are: `[s] -> u32[s..., 2]`.
    Tensor keys() {
        return Tensor.stack(-1, first, second);
    }
}
