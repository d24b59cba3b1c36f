package dev.komodo.graph;

import dev.komodo.error.InvalidGraphException;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// What a node computes: one record per operand shape, holding an op enum where it is a family.
/// Operands are [Value]s of the same graph, defined earlier. Ops know their operands; types are
/// [TypeRules]' business, meaning is the interpreter's. Broadcasting is explicit: elementwise ops
/// take equal shapes ([Tensor] inserts [Broadcast]).
public sealed interface Op {
    /// The operands, in order.
    List<Value> operands();

    /// An argument of the graph.
    ///
    /// @param name unique among the inputs
    /// @param type its dtype and shape; symbols are bound by the arguments of a call
    record Input(String name, TensorType type) implements Op {
        @Override
        public List<Value> operands() {
            return List.of();
        }
    }

    /// A small constant (at most [Literal#INLINE_BYTES]) that is part of the program and of its
    /// key.
    ///
    /// @param literal the value
    record Constant(Literal literal) implements Op {
        @Override
        public List<Value> operands() {
            return List.of();
        }
    }

    /// A large constant, held by the graph's side table and passed by reference: only its type is
    /// part of the program and of its key.
    ///
    /// @param slot the index into [Graph#weights()]
    /// @param type fixed dtype and shape
    record Weight(int slot, TensorType type) implements Op {
        @Override
        public List<Value> operands() {
            return List.of();
        }
    }

    /// The values of dims as an i64 vector: `-> i64[dims.size()]`.
    ///
    /// @param dims the elements
    record DimVector(List<Dim> dims) implements Op {
        /// Copies the list.
        public DimVector {
            dims = List.copyOf(dims);
        }

        @Override
        public List<Value> operands() {
            return List.of();
        }
    }

    /// 0, 1, 2, ... along one axis.
    ///
    /// @param type a numeric dtype and the shape
    /// @param axis the axis along which the value grows
    record Iota(TensorType type, int axis) implements Op {
        @Override
        public List<Value> operands() {
            return List.of();
        }
    }

    /// An elementwise function: `[s] -> [s]`.
    record Unary(UnaryOp kind, Value operand) implements Op {
        @Override
        public List<Value> operands() {
            return List.of(operand);
        }
    }

    /// An elementwise function: `[s], [s] -> [s]`, one dtype.
    record Binary(BinaryOp kind, Value left, Value right) implements Op {
        @Override
        public List<Value> operands() {
            return List.of(left, right);
        }
    }

    /// An elementwise comparison: `[s], [s] -> bool[s]`.
    record Compare(CompareOp kind, Value left, Value right) implements Op {
        @Override
        public List<Value> operands() {
            return List.of(left, right);
        }
    }

    /// Where true the second, else the third: `bool[s], [s], [s] -> [s]`.
    record Select(Value condition, Value whenTrue, Value whenFalse) implements Op {
        @Override
        public List<Value> operands() {
            return List.of(condition, whenTrue, whenFalse);
        }
    }

    /// Numeric conversion: `[s] -> dtype[s]`. Float to float rounds to nearest even; float to
    /// integer truncates and saturates, NaN gives 0; integer to narrower integer wraps; to bool is
    /// `x != 0` (NaN is true); bool gives 0 or 1.
    record Cast(Value operand, DType dtype) implements Op {
        @Override
        public List<Value> operands() {
            return List.of(operand);
        }
    }

    /// The same bits as another dtype of the same width; bool is none of them: `[s] -> dtype[s]`. A
    /// NaN gives the bits of some NaN.
    record Bitcast(Value operand, DType dtype) implements Op {
        @Override
        public List<Value> operands() {
            return List.of(operand);
        }
    }

    /// The value itself, and derivatives do not look behind it: they go to the inputs as a rule
    /// says, or nowhere if there is none ([GraphBuilder#opaque]). `[s] -> [s]`; programs are
    /// compiled without it.
    ///
    /// @param value the value
    /// @param inputs what it is taken for a function of
    /// @param rule the name of the rule in its builder, empty if derivatives end here
    record Opaque(Value value, List<Value> inputs, String rule) implements Op {
        /// Copies the list.
        public Opaque {
            inputs = List.copyOf(inputs);
            Objects.requireNonNull(rule);
        }

        @Override
        public List<Value> operands() {
            return concat(List.of(value), inputs);
        }
    }

    /// Folds axes away: `[..., r, ...] -> [..., ...]`.
    ///
    /// @param axes ascending, without repetition, not empty
    record Reduce(ReduceOp kind, Value operand, List<Integer> axes) implements Op {
        /// Copies the list.
        public Reduce {
            axes = List.copyOf(axes);
        }

        @Override
        public List<Value> operands() {
            return List.of(operand);
        }
    }

    /// The position of the extreme element along an axis, which is dropped: `[..., r, ...] ->
    /// i64[..., ...]`. An axis of extent 0 has no position: the call fails by status.
    ///
    /// @param last whether the last of equal elements wins instead of the first
    record ArgReduce(ArgReduceOp kind, Value operand, int axis, boolean last) implements Op {
        @Override
        public List<Value> operands() {
            return List.of(operand);
        }
    }

    /// The general contraction: `left[batch..., free...], right[batch..., free...]` summed over the
    /// contracted axes, `-> [batch..., left free..., right free...]`, free axes in their operand's
    /// order. Axis lists of left and right correspond pairwise. f16 and bf16 accumulate in f32;
    /// integers wrap.
    record Contract(
            Value left,
            Value right,
            List<Integer> leftBatch,
            List<Integer> rightBatch,
            List<Integer> leftContracted,
            List<Integer> rightContracted)
            implements Op {
        /// Copies the lists.
        public Contract {
            leftBatch = List.copyOf(leftBatch);
            rightBatch = List.copyOf(rightBatch);
            leftContracted = List.copyOf(leftContracted);
            rightContracted = List.copyOf(rightContracted);
        }

        @Override
        public List<Value> operands() {
            return List.of(left, right);
        }
    }

    /// Cross-correlation: `input [n, c, s...], filter [o, c / groups, k...] -> [n, o, t...]` with
    /// `t = floor((s + low + high - dilation * (k - 1) - 1) / stride) + 1`; the padding is zeros
    /// (of which an infinite weight makes NaN).
    record Convolve(
            Value input,
            Value filter,
            List<Long> strides,
            List<Long> padLow,
            List<Long> padHigh,
            List<Long> dilations,
            long groups)
            implements Op {
        /// Copies the lists.
        public Convolve {
            strides = List.copyOf(strides);
            padLow = List.copyOf(padLow);
            padHigh = List.copyOf(padHigh);
            dilations = List.copyOf(dilations);
        }

        @Override
        public List<Value> operands() {
            return List.of(input, filter);
        }
    }

    /// The same elements in row-major order under another shape of as many elements.
    record Reshape(Value operand, Shape shape) implements Op {
        @Override
        public List<Value> operands() {
            return List.of(operand);
        }
    }

    /// Result axis `i` is operand axis `permutation[i]`.
    record Transpose(Value operand, List<Integer> permutation) implements Op {
        /// Copies the list.
        public Transpose {
            permutation = List.copyOf(permutation);
        }

        @Override
        public List<Value> operands() {
            return List.of(operand);
        }
    }

    /// Repetition: operand axis `i` becomes result axis `axes[i]` (ascending); its extent is 1 or
    /// the result's. Result axes that are not named repeat the operand.
    record Broadcast(Value operand, Shape shape, List<Integer> axes) implements Op {
        /// Copies the list.
        public Broadcast {
            axes = List.copyOf(axes);
        }

        @Override
        public List<Value> operands() {
            return List.of(operand);
        }
    }

    /// Result element `i` of an axis is operand element `start + i * step`; a negative step
    /// reverses. The caller proves (or the builder computes) that all are inside; what is outside
    /// at a call fails by status.
    ///
    /// @param sizes the extents of the result
    record Slice(Value operand, List<Dim> starts, List<Dim> sizes, List<Long> steps) implements Op {
        /// Copies the lists.
        public Slice {
            starts = List.copyOf(starts);
            sizes = List.copyOf(sizes);
            steps = List.copyOf(steps);
        }

        @Override
        public List<Value> operands() {
            return List.of(operand);
        }
    }

    /// Surrounds with a scalar: extent `low + s + high`. Amounts are not negative.
    record Pad(Value operand, Value padding, List<Dim> low, List<Dim> high) implements Op {
        /// Copies the lists.
        public Pad {
            low = List.copyOf(low);
            high = List.copyOf(high);
        }

        @Override
        public List<Value> operands() {
            return List.of(operand, padding);
        }
    }

    /// The operands one after another along an axis.
    record Concat(List<Value> parts, int axis) implements Op {
        /// Copies the list.
        public Concat {
            parts = List.copyOf(parts);
        }

        @Override
        public List<Value> operands() {
            return parts;
        }
    }

    /// Takes along an axis: `operand [a..., s, b...], indices [i...] -> [a..., i..., b...]`.
    /// Indices are integers that i64 holds; a negative one counts from the end; one outside `[-s,
    /// s)` fails by status, with its flat position in `indices`.
    record Gather(Value operand, Value indices, int axis) implements Op {
        @Override
        public List<Value> operands() {
            return List.of(operand, indices);
        }
    }

    /// Puts along an axis, the mirror image of [Gather]: `operand [a..., s, b...], indices [i...],
    /// updates [a..., i..., b...] -> [a..., s, b...]`. The operand, in which each update meets the
    /// element that its index names; updates that meet one element do so in row-major order of
    /// `indices`. Indices are those of [Gather]; one outside `[-s, s)` fails by status, with its
    /// flat position in `indices`.
    record Scatter(ScatterOp kind, Value operand, Value indices, Value updates, int axis)
            implements Op {
        @Override
        public List<Value> operands() {
            return List.of(operand, indices, updates);
        }
    }

    /// The positions of the elements that are not zero (NaN is not zero), in row-major order:
    /// `[s...] -> i64[rank, ?count]`.
    ///
    /// @param count the data dim that the positions are counted by, bounded by the operand's
    ///   elements
    record NonZero(Value operand, Dim.Data count) implements Op {
        @Override
        public List<Value> operands() {
            return List.of(operand);
        }
    }

    /// Sorts along an axis: `[..., r, ...] -> [..., r, ...]` and the i64 positions along the axis
    /// that the sorted elements had. Stable: equal elements keep their order, in either direction.
    /// -0.0 and 0.0 are equal, and so are NaNs, which are larger than all else.
    ///
    /// @param descending whether the largest element comes first
    record Sort(Value operand, int axis, boolean descending) implements Op {
        @Override
        public List<Value> operands() {
            return List.of(operand);
        }
    }

    /// Discrete Fourier transforms along an axis, each result times `scale`; [FourierOp] says
    /// which, and how complex numbers lie. Floats; f16 and bf16 are computed in f32 and rounded
    /// once.
    ///
    /// @param axis the axis, which is not that of real and imaginary parts
    /// @param length of the signal, 1 at least
    /// @param scale what results are multiplied by, finite
    record Fourier(FourierOp kind, Value operand, int axis, long length, double scale)
            implements Op {
        /// Refuses lengths below 1 and a scale that is not finite.
        public Fourier {
            Objects.requireNonNull(kind);
            Objects.requireNonNull(operand);
            if (length < 1 || length > Integer.MAX_VALUE) {
                throw new InvalidGraphException(
                        "A Fourier transform has a length of 1 to 2^31 - 1, found " + length);
            }
            if (!Double.isFinite(scale)) {
                throw new InvalidGraphException(
                        "A Fourier transform has a finite scale, found " + scale);
            }
        }

        @Override
        public List<Value> operands() {
            return List.of(operand);
        }
    }

    /// An op on the matrices of the last two axes, each by itself: `[batch..., m, n]`. f32 and f64.
    /// Other axes are the batch; a failure names the matrix by its flat index in the batch.
    sealed interface LinearAlgebra extends Op {
        /// What a matrix without a result does to the call.
        OnFailure onFailure();
    }

    /// The factors of matrices `a`; [FactorizeOp] says which, of what, and when there are none.
    record Factorize(FactorizeOp kind, Value operand, OnFailure onFailure)
            implements LinearAlgebra {
        @Override
        public List<Value> operands() {
            return List.of(operand);
        }
    }

    /// `x` with `t x = right`: `matrix [batch..., n, n], right [batch..., n, k] -> [batch..., n,
    /// k]`. `t` is the lower (or upper) triangle of the matrix, or, if transposed, that triangle's
    /// transpose; the other triangle is not read. A zero on the diagonal is a failure
    /// ([dev.komodo.graph.OnFailure]).
    ///
    /// @param lower whether the lower triangle is read
    /// @param transposed whether `t` is its transpose
    /// @param unitDiagonal whether the diagonal is taken for ones and not read
    record SolveTriangular(
            Value matrix,
            Value right,
            boolean lower,
            boolean transposed,
            boolean unitDiagonal,
            OnFailure onFailure)
            implements LinearAlgebra {
        @Override
        public List<Value> operands() {
            return List.of(matrix, right);
        }
    }

    /// Repeats `body` while `condition` holds. `condition(carries..., captures...) -> bool[]`;
    /// `body(carries..., captures...) -> carries...`, each with the type it started with. Results:
    /// the last carries. Sub-graphs see nothing but their inputs (symbols apart).
    record While(Graph condition, Graph body, List<Value> carries, List<Value> captures)
            implements Op {
        /// Copies the lists.
        public While {
            Objects.requireNonNull(condition);
            Objects.requireNonNull(body);
            carries = List.copyOf(carries);
            captures = List.copyOf(captures);
        }

        @Override
        public List<Value> operands() {
            return concat(carries, captures);
        }
    }

    /// Steps through the leading axis of `sequences`: `body(carries..., elements..., captures...)
    /// -> [goOn bool[], if steps is present] carries..., emitted...`. Results: the last carries,
    /// then each emitted value stacked along a new leading axis of extent `length`, or, with an
    /// early exit, of extent `steps` (a step whose `goOn` is false is the last one that counts).
    ///
    /// @param length the number of steps at most; equals the leading extent of each sequence
    /// @param steps present where the body decides to stop: the data dim of the number of steps
    ///   done, bounded by length
    record Scan(
            Graph body,
            List<Value> carries,
            List<Value> sequences,
            List<Value> captures,
            Dim length,
            Optional<Dim.Data> steps)
            implements Op {
        /// Copies the lists.
        public Scan {
            Objects.requireNonNull(body);
            carries = List.copyOf(carries);
            sequences = List.copyOf(sequences);
            captures = List.copyOf(captures);
        }

        @Override
        public List<Value> operands() {
            return concat(carries, concat(sequences, captures));
        }
    }

    private static List<Value> concat(List<Value> first, List<Value> second) {
        List<Value> all = new ArrayList<>(first);
        all.addAll(second);
        return List.copyOf(all);
    }
}
