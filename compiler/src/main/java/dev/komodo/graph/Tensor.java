package dev.komodo.graph;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// A value of a graph under construction, and the operations on it, named as in NumPy. Binary
/// operations broadcast: extents are aligned at the end, a literal 1 yields, other extents must be
/// equal; where two symbols meet, the graph gets a guard that they are equal at each call. Dtypes
/// never convert by themselves: [#cast]. Axes count from 0, or from the end if negative.
///
/// A tensor is an immutable handle; it belongs to the thread of its [GraphBuilder]. Mistakes are
/// [dev.komodo.error.InvalidGraphException]s at the call that makes them.
public final class Tensor {
    private final GraphBuilder builder;
    private final Value value;
    private final TensorType type;

    Tensor(GraphBuilder builder, Value value, TensorType type) {
        this.builder = Objects.requireNonNull(builder);
        this.value = Objects.requireNonNull(value);
        this.type = Objects.requireNonNull(type);
    }

    /// The builder that this tensor's operations go to.
    public GraphBuilder builder() {
        return builder;
    }

    /// The handle of the value in the graph.
    public Value value() {
        return value;
    }

    /// The static type.
    public TensorType type() {
        return type;
    }

    /// The element type.
    public DType dtype() {
        return type.dtype();
    }

    /// The extents.
    public Shape shape() {
        return type.shape();
    }

    /// The number of axes.
    public int rank() {
        return type.shape().rank();
    }

    /// The extent of an axis.
    public Dim dim(int axis) {
        return shape().dim(Shapes.axis("dim", axis, rank()));
    }

    /// `this + other`.
    public Tensor add(Tensor other) {
        return Elementwise.binary(BinaryOp.ADD, this, other);
    }

    /// `this + other`, with a constant of this dtype.
    public Tensor add(double other) {
        return add(constant(other));
    }

    /// `this - other`.
    public Tensor sub(Tensor other) {
        return Elementwise.binary(BinaryOp.SUBTRACT, this, other);
    }

    /// `this - other`, with a constant of this dtype.
    public Tensor sub(double other) {
        return sub(constant(other));
    }

    /// `this * other`, elementwise.
    public Tensor mul(Tensor other) {
        return Elementwise.binary(BinaryOp.MULTIPLY, this, other);
    }

    /// `this * other`, elementwise, with a constant of this dtype.
    public Tensor mul(double other) {
        return mul(constant(other));
    }

    /// `this / other`; integers towards zero, by 0 is 0.
    public Tensor div(Tensor other) {
        return Elementwise.binary(BinaryOp.DIVIDE, this, other);
    }

    /// `this / other`; integers towards zero, by 0 is 0, with a constant of this dtype.
    public Tensor div(double other) {
        return div(constant(other));
    }

    /// The remainder with the sign of this, as `%` in Java.
    public Tensor remainder(Tensor other) {
        return Elementwise.binary(BinaryOp.REMAINDER, this, other);
    }

    /// The remainder with the sign of this, as `%` in Java, with a constant of this dtype.
    public Tensor remainder(double other) {
        return remainder(constant(other));
    }

    /// The remainder with the sign of `other`, as `%` in Python.
    public Tensor floorModulo(Tensor other) {
        return Elementwise.binary(BinaryOp.FLOOR_MODULO, this, other);
    }

    /// The remainder with the sign of `other`, as `%` in Python, with a constant of this dtype.
    public Tensor floorModulo(double other) {
        return floorModulo(constant(other));
    }

    /// This to the power `other`.
    public Tensor pow(Tensor other) {
        return Elementwise.binary(BinaryOp.POWER, this, other);
    }

    /// This to the power `other`, with a constant of this dtype.
    public Tensor pow(double other) {
        return pow(constant(other));
    }

    /// The angle in (-pi, pi] of the point whose ordinate is this and whose abscissa is the other.
    public Tensor atan2(Tensor abscissa) {
        return Elementwise.binary(BinaryOp.ATAN2, this, abscissa);
    }

    /// The smaller of the two; NaN if either is.
    public Tensor minimum(Tensor other) {
        return Elementwise.binary(BinaryOp.MINIMUM, this, other);
    }

    /// The smaller of the two; NaN if either is, with a constant of this dtype.
    public Tensor minimum(double other) {
        return minimum(constant(other));
    }

    /// The larger of the two; NaN if either is.
    public Tensor maximum(Tensor other) {
        return Elementwise.binary(BinaryOp.MAXIMUM, this, other);
    }

    /// The larger of the two; NaN if either is, with a constant of this dtype.
    public Tensor maximum(double other) {
        return maximum(constant(other));
    }

    /// Logical (bool) or bitwise (integers) and.
    public Tensor and(Tensor other) {
        return Elementwise.binary(BinaryOp.AND, this, other);
    }

    /// Logical (bool) or bitwise (integers) or.
    public Tensor or(Tensor other) {
        return Elementwise.binary(BinaryOp.OR, this, other);
    }

    /// Logical (bool) or bitwise (integers) exclusive or.
    public Tensor xor(Tensor other) {
        return Elementwise.binary(BinaryOp.XOR, this, other);
    }

    /// `this << other`; 0 if other is negative or not below the width.
    public Tensor shiftLeft(Tensor other) {
        return Elementwise.binary(BinaryOp.SHIFT_LEFT, this, other);
    }

    /// Arithmetic `this >> other`.
    public Tensor shiftRight(Tensor other) {
        return Elementwise.binary(BinaryOp.SHIFT_RIGHT, this, other);
    }

    /// `this == other`, a bool tensor.
    public Tensor equalTo(Tensor other) {
        return Elementwise.compare(CompareOp.EQUAL, this, other);
    }

    /// `this == other` with a constant of this dtype, a bool tensor.
    public Tensor equalTo(double other) {
        return equalTo(constant(other));
    }

    /// `this != other`, a bool tensor.
    public Tensor notEqualTo(Tensor other) {
        return Elementwise.compare(CompareOp.NOT_EQUAL, this, other);
    }

    /// `this != other` with a constant of this dtype, a bool tensor.
    public Tensor notEqualTo(double other) {
        return notEqualTo(constant(other));
    }

    /// `this < other`, a bool tensor.
    public Tensor less(Tensor other) {
        return Elementwise.compare(CompareOp.LESS, this, other);
    }

    /// `this < other` with a constant of this dtype, a bool tensor.
    public Tensor less(double other) {
        return less(constant(other));
    }

    /// `this <= other`, a bool tensor.
    public Tensor lessEqual(Tensor other) {
        return Elementwise.compare(CompareOp.LESS_EQUAL, this, other);
    }

    /// `this <= other` with a constant of this dtype, a bool tensor.
    public Tensor lessEqual(double other) {
        return lessEqual(constant(other));
    }

    /// `this > other`, a bool tensor.
    public Tensor greater(Tensor other) {
        return Elementwise.compare(CompareOp.GREATER, this, other);
    }

    /// `this > other` with a constant of this dtype, a bool tensor.
    public Tensor greater(double other) {
        return greater(constant(other));
    }

    /// `this >= other`, a bool tensor.
    public Tensor greaterEqual(Tensor other) {
        return Elementwise.compare(CompareOp.GREATER_EQUAL, this, other);
    }

    /// `this >= other` with a constant of this dtype, a bool tensor.
    public Tensor greaterEqual(double other) {
        return greaterEqual(constant(other));
    }

    /// `-this`.
    public Tensor neg() {
        return Elementwise.unary(UnaryOp.NEGATE, this);
    }

    /// `|this|`.
    public Tensor abs() {
        return Elementwise.unary(UnaryOp.ABS, this);
    }

    /// -1, 0 or 1.
    public Tensor sign() {
        return Elementwise.unary(UnaryOp.SIGN, this);
    }

    /// The square root.
    public Tensor sqrt() {
        return Elementwise.unary(UnaryOp.SQRT, this);
    }

    /// `1 / this`.
    public Tensor reciprocal() {
        return Elementwise.unary(UnaryOp.RECIPROCAL, this);
    }

    /// e to the power of this.
    public Tensor exp() {
        return Elementwise.unary(UnaryOp.EXP, this);
    }

    /// 2 to the power of this.
    public Tensor exp2() {
        return Elementwise.unary(UnaryOp.EXP2, this);
    }

    /// `exp(this) - 1` without cancellation.
    public Tensor expm1() {
        return Elementwise.unary(UnaryOp.EXPM1, this);
    }

    /// The natural logarithm.
    public Tensor log() {
        return Elementwise.unary(UnaryOp.LOG, this);
    }

    /// The logarithm to base 2.
    public Tensor log2() {
        return Elementwise.unary(UnaryOp.LOG2, this);
    }

    /// The logarithm to base 10.
    public Tensor log10() {
        return Elementwise.unary(UnaryOp.LOG10, this);
    }

    /// `log(1 + this)` without cancellation.
    public Tensor log1p() {
        return Elementwise.unary(UnaryOp.LOG1P, this);
    }

    /// The sine; this is in radians.
    public Tensor sin() {
        return Elementwise.unary(UnaryOp.SIN, this);
    }

    /// The cosine; this is in radians.
    public Tensor cos() {
        return Elementwise.unary(UnaryOp.COS, this);
    }

    /// The tangent; this is in radians.
    public Tensor tan() {
        return Elementwise.unary(UnaryOp.TAN, this);
    }

    /// The arc sine, in radians; NaN outside [-1, 1].
    public Tensor asin() {
        return Elementwise.unary(UnaryOp.ASIN, this);
    }

    /// The arc cosine, in radians; NaN outside [-1, 1].
    public Tensor acos() {
        return Elementwise.unary(UnaryOp.ACOS, this);
    }

    /// The arc tangent, in radians.
    public Tensor atan() {
        return Elementwise.unary(UnaryOp.ATAN, this);
    }

    /// The hyperbolic sine.
    public Tensor sinh() {
        return Elementwise.unary(UnaryOp.SINH, this);
    }

    /// The hyperbolic cosine.
    public Tensor cosh() {
        return Elementwise.unary(UnaryOp.COSH, this);
    }

    /// The hyperbolic tangent.
    public Tensor tanh() {
        return Elementwise.unary(UnaryOp.TANH, this);
    }

    /// The inverse of the hyperbolic sine.
    public Tensor asinh() {
        return Elementwise.unary(UnaryOp.ASINH, this);
    }

    /// The inverse of the hyperbolic cosine, not negative; NaN below 1.
    public Tensor acosh() {
        return Elementwise.unary(UnaryOp.ACOSH, this);
    }

    /// The inverse of the hyperbolic tangent; NaN outside [-1, 1].
    public Tensor atanh() {
        return Elementwise.unary(UnaryOp.ATANH, this);
    }

    /// The cube root, with the sign of this.
    public Tensor cbrt() {
        return Elementwise.unary(UnaryOp.CBRT, this);
    }

    /// `1 / (1 + exp(-this))`.
    public Tensor sigmoid() {
        return Elementwise.unary(UnaryOp.SIGMOID, this);
    }

    /// `log(1 + exp(this))` without overflow.
    public Tensor softplus() {
        return Elementwise.unary(UnaryOp.SOFTPLUS, this);
    }

    /// The error function.
    public Tensor erf() {
        return Elementwise.unary(UnaryOp.ERF, this);
    }

    /// `1 - erf(this)` without cancellation.
    public Tensor erfc() {
        return Elementwise.unary(UnaryOp.ERFC, this);
    }

    /// `log |gamma(this)|`; infinite at 0 and at negative integers.
    public Tensor logGamma() {
        return Elementwise.unary(UnaryOp.LOG_GAMMA, this);
    }

    /// The derivative of [#logGamma]; infinite at 0, NaN at negative integers.
    public Tensor digamma() {
        return Elementwise.unary(UnaryOp.DIGAMMA, this);
    }

    /// The gamma function; NaN at negative integers and minus infinity, infinite with its sign at
    /// the zeros.
    public Tensor gamma() {
        return Elementwise.unary(UnaryOp.GAMMA, this);
    }

    /// The second derivative of `log |gamma(this)|`; infinity at 0 and at negative integers.
    public Tensor trigamma() {
        return Elementwise.unary(UnaryOp.TRIGAMMA, this);
    }

    /// The inverse of the error function; infinite at -1 and 1, NaN beyond.
    public Tensor erfInverse() {
        return Elementwise.unary(UnaryOp.ERF_INVERSE, this);
    }

    /// The inverse of `1 - erf(this)`; infinite at 0 and 2, NaN beyond.
    public Tensor erfcInverse() {
        return Elementwise.unary(UnaryOp.ERFC_INVERSE, this);
    }

    /// The Bessel function of the first kind of order 0.
    public Tensor besselJ0() {
        return Elementwise.unary(UnaryOp.BESSEL_J0, this);
    }

    /// The Bessel function of the first kind of order 1.
    public Tensor besselJ1() {
        return Elementwise.unary(UnaryOp.BESSEL_J1, this);
    }

    /// The modified Bessel function of the first kind of order 0.
    public Tensor besselI0() {
        return Elementwise.unary(UnaryOp.BESSEL_I0, this);
    }

    /// The modified Bessel function of the first kind of order 1.
    public Tensor besselI1() {
        return Elementwise.unary(UnaryOp.BESSEL_I1, this);
    }

    /// `exp(-|this|) I0(this)`.
    public Tensor besselI0Scaled() {
        return Elementwise.unary(UnaryOp.BESSEL_I0_SCALED, this);
    }

    /// `exp(-|this|) I1(this)`.
    public Tensor besselI1Scaled() {
        return Elementwise.unary(UnaryOp.BESSEL_I1_SCALED, this);
    }

    /// Rounded towards minus infinity.
    public Tensor floor() {
        return Elementwise.unary(UnaryOp.FLOOR, this);
    }

    /// Rounded towards plus infinity.
    public Tensor ceil() {
        return Elementwise.unary(UnaryOp.CEIL, this);
    }

    /// Rounded towards zero.
    public Tensor truncate() {
        return Elementwise.unary(UnaryOp.TRUNCATE, this);
    }

    /// Rounded to nearest, ties to even.
    public Tensor roundEven() {
        return Elementwise.unary(UnaryOp.ROUND_EVEN, this);
    }

    /// Logical (bool) or bitwise (integers) complement.
    public Tensor not() {
        return Elementwise.unary(UnaryOp.NOT, this);
    }

    /// Where this is NaN, a bool tensor.
    public Tensor isNaN() {
        return Elementwise.unary(UnaryOp.IS_NAN, this);
    }

    /// Where this is plus or minus infinity, a bool tensor.
    public Tensor isInfinite() {
        return Elementwise.unary(UnaryOp.IS_INFINITE, this);
    }

    /// `max(this, 0)`; NaN stays.
    public Tensor relu() {
        return maximum(0);
    }

    /// `this * this`.
    public Tensor square() {
        return mul(this);
    }

    /// Where this bool tensor is true the first, else the second; all three broadcast.
    public Tensor select(Tensor whenTrue, Tensor whenFalse) {
        return Elementwise.select(this, whenTrue, whenFalse);
    }

    /// The same bits under another dtype of the same width; see [Op.Bitcast].
    public Tensor bitcast(DType dtype) {
        return dtype == dtype() ? this : apply(new Op.Bitcast(value, dtype));
    }

    /// The same numbers under another dtype; see [Op.Cast].
    public Tensor cast(DType dtype) {
        return dtype == dtype() ? this : apply(new Op.Cast(value, dtype));
    }

    /// The sum over the axes, which are dropped; over all axes if none is named.
    public Tensor sum(int... axes) {
        return Reductions.reduce(ReduceOp.SUM, this, axes, false);
    }

    /// The sum over the axes, which stay with extent 1 if `keepDims`.
    public Tensor sum(boolean keepDims, int... axes) {
        return Reductions.reduce(ReduceOp.SUM, this, axes, keepDims);
    }

    /// The product over the axes, which are dropped; over all axes if none is named.
    public Tensor prod(int... axes) {
        return Reductions.reduce(ReduceOp.PRODUCT, this, axes, false);
    }

    /// The product over the axes, which stay with extent 1 if `keepDims`.
    public Tensor prod(boolean keepDims, int... axes) {
        return Reductions.reduce(ReduceOp.PRODUCT, this, axes, keepDims);
    }

    /// The smallest element over the axes, which are dropped; over all axes if none is named.
    public Tensor min(int... axes) {
        return Reductions.reduce(ReduceOp.MINIMUM, this, axes, false);
    }

    /// The smallest element over the axes, which stay with extent 1 if `keepDims`.
    public Tensor min(boolean keepDims, int... axes) {
        return Reductions.reduce(ReduceOp.MINIMUM, this, axes, keepDims);
    }

    /// The largest element over the axes, which are dropped; over all axes if none is named.
    public Tensor max(int... axes) {
        return Reductions.reduce(ReduceOp.MAXIMUM, this, axes, false);
    }

    /// The largest element over the axes, which stay with extent 1 if `keepDims`.
    public Tensor max(boolean keepDims, int... axes) {
        return Reductions.reduce(ReduceOp.MAXIMUM, this, axes, keepDims);
    }

    /// Whether all are true (bool) over the axes, which are dropped; over all axes if none is
    /// named.
    public Tensor all(int... axes) {
        return Reductions.reduce(ReduceOp.ALL, this, axes, false);
    }

    /// Whether all are true (bool) over the axes, which stay with extent 1 if `keepDims`.
    public Tensor all(boolean keepDims, int... axes) {
        return Reductions.reduce(ReduceOp.ALL, this, axes, keepDims);
    }

    /// Whether any is true (bool) over the axes, which are dropped; over all axes if none is named.
    public Tensor any(int... axes) {
        return Reductions.reduce(ReduceOp.ANY, this, axes, false);
    }

    /// Whether any is true (bool) over the axes, which stay with extent 1 if `keepDims`.
    public Tensor any(boolean keepDims, int... axes) {
        return Reductions.reduce(ReduceOp.ANY, this, axes, keepDims);
    }

    /// The mean over the axes, which are dropped; over all axes if none is named. Floats only; NaN
    /// of nothing.
    public Tensor mean(int... axes) {
        return Reductions.mean(this, axes, false);
    }

    /// The mean over the axes, which stay with extent 1 if `keepDims`.
    public Tensor mean(boolean keepDims, int... axes) {
        return Reductions.mean(this, axes, keepDims);
    }

    /// The i64 position of the largest element along an axis, which is dropped: the first NaN, else
    /// the first of equals.
    public Tensor argMax(int axis) {
        return Reductions.argReduce(ArgReduceOp.ARG_MAXIMUM, this, axis, false);
    }

    /// The i64 position of the smallest element along an axis, which is dropped: the first NaN,
    /// else the first of equals.
    public Tensor argMin(int axis) {
        return Reductions.argReduce(ArgReduceOp.ARG_MINIMUM, this, axis, false);
    }

    /// The matrix product with NumPy's meaning: `[..., m, k] x [..., k, n] -> [..., m, n]`, leading
    /// axes broadcast; a vector on the left is a row, on the right a column, and the axis it
    /// brought is dropped.
    public Tensor matmul(Tensor right) {
        return Products.matmul(this, right);
    }

    /// The general contraction; see [Op.Contract]. Extents of paired axes are equal, by a guard
    /// where that is not known.
    public Tensor contract(
            Tensor right,
            List<Integer> leftBatch,
            List<Integer> rightBatch,
            List<Integer> leftContracted,
            List<Integer> rightContracted) {
        return Products.contract(
                this, right, leftBatch, rightBatch, leftContracted, rightContracted);
    }

    /// Cross-correlation of this input `[n, c, s...]` with a filter `[o, c / groups, k...]`; see
    /// [Op.Convolve].
    public Tensor convolve(
            Tensor filter,
            List<Long> strides,
            List<Long> padLow,
            List<Long> padHigh,
            List<Long> dilations,
            long groups) {
        return Products.convolve(this, filter, strides, padLow, padHigh, dilations, groups);
    }

    /// The same elements in row-major order under another shape.
    ///
    /// @param dims extents as in [GraphBuilder#input(String, DType, Object...)]; one may be -1:
    ///   what is left
    public Tensor reshape(Object... dims) {
        return Movement.reshape(this, Shapes.of(dims));
    }

    /// The same elements in row-major order under another shape.
    public Tensor reshape(Shape shape) {
        return Movement.reshape(this, shape);
    }

    /// This with a new axis of extent 1 before `axis`, which counts from the end of the result if
    /// negative.
    public Tensor expandDims(int axis) {
        return Movement.expandDims(this, axis);
    }

    /// This without an axis of extent 1.
    public Tensor squeeze(int axis) {
        return Movement.squeeze(this, axis);
    }

    /// Result axis `i` is axis `permutation[i]`; without arguments all axes are reversed.
    public Tensor transpose(int... permutation) {
        return Movement.transpose(this, permutation);
    }

    /// This repeated to a shape that it broadcasts to.
    public Tensor broadcastTo(Object... dims) {
        return broadcastTo(Shapes.of(dims));
    }

    /// This repeated to a shape that it broadcasts to.
    public Tensor broadcastTo(Shape shape) {
        return Movement.broadcastTo(this, shape);
    }

    /// Elements `start` until `end` (exclusive) of an axis; negative bounds count from the end.
    public Tensor slice(int axis, long start, long end) {
        return Movement.slice(this, axis, start, end);
    }

    /// `size` elements of an axis from `start`, by `step`.
    public Tensor slice(int axis, Dim start, Dim size, long step) {
        return Movement.slice(this, axis, start, size, step);
    }

    /// A window into all axes; see [Op.Slice].
    public Tensor slice(List<Dim> starts, List<Dim> sizes, List<Long> steps) {
        return apply(new Op.Slice(value, starts, sizes, steps));
    }

    /// This with an axis reversed.
    public Tensor reverse(int axis) {
        Dim extent = dim(axis);
        return slice(axis, extent.minus(Dim.of(1)), extent, -1);
    }

    /// This surrounded with a constant, `low[i]` before and `high[i]` after axis `i`.
    public Tensor pad(double padding, List<Dim> low, List<Dim> high) {
        return pad(constant(padding), low, high);
    }

    /// This surrounded with a scalar, `low[i]` before and `high[i]` after axis `i`.
    public Tensor pad(Tensor padding, List<Dim> low, List<Dim> high) {
        GraphBuilder inner = GraphBuilder.inner(this, padding);
        Op op = new Op.Pad(inner.adopt(this).value, inner.adopt(padding).value, low, high);
        return inner.apply(op).getFirst();
    }

    /// Tensors one after another along an axis; their other extents are equal.
    public static Tensor concat(int axis, Tensor... parts) {
        return Movement.concat(axis, List.of(parts));
    }

    /// Tensors one after another along an axis; their other extents are equal.
    public static Tensor concat(int axis, List<Tensor> parts) {
        return Movement.concat(axis, parts);
    }

    /// Tensors of one shape along a new axis.
    public static Tensor stack(int axis, Tensor... parts) {
        return Movement.concat(
                axis, Arrays.stream(parts).map(part -> part.expandDims(axis)).toList());
    }

    /// Takes along an axis: `[a..., s, b...]` by i32 or i64 `indices [i...]` to `[a..., i...,
    /// b...]`. A negative index counts from the end; one out of bounds fails the call by status.
    public Tensor gather(Tensor indices, int axis) {
        return Movement.gather(this, indices, axis);
    }

    /// This with updates put along an axis: `[a..., s, b...]` by integer `indices [i...]` and
    /// `updates [a..., i..., b...]` of this dtype; see [Op.Scatter] for the order. A negative index
    /// counts from the end; one out of bounds fails the call by status.
    public Tensor scatter(ScatterOp kind, Tensor indices, Tensor updates, int axis) {
        return Movement.scatter(kind, this, indices, updates, axis);
    }

    /// The factors of the matrices of the last two axes; see [FactorizeOp] and
    /// [dev.komodo.library.LinearAlgebra].
    public List<Tensor> factorize(FactorizeOp kind, OnFailure onFailure) {
        return Matrices.factorize(kind, this, onFailure);
    }

    /// `x` with `t x = right` for a triangle `t` of the matrices of the last two axes; see
    /// [Op.SolveTriangular]. Batches broadcast; `right` may be one vector.
    public Tensor solveTriangular(
            Tensor right,
            boolean lower,
            boolean transposed,
            boolean unitDiagonal,
            OnFailure onFailure) {
        return Matrices.solveTriangular(this, right, lower, transposed, unitDiagonal, onFailure);
    }

    /// The elements in ascending order along an axis; NaN comes last.
    public Tensor sort(int axis) {
        return sort(axis, false);
    }

    /// The elements in order along an axis; NaN counts as the largest.
    public Tensor sort(int axis, boolean descending) {
        return sortWithPositions(axis, descending).getFirst();
    }

    /// The i64 positions along an axis that put its elements into ascending order: stable, NaN
    /// comes last.
    public Tensor argSort(int axis) {
        return argSort(axis, false);
    }

    /// The i64 positions along an axis that put its elements into order: stable in both directions,
    /// NaN counts as the largest.
    public Tensor argSort(int axis, boolean descending) {
        return sortWithPositions(axis, descending).getLast();
    }

    /// The elements in order along an axis and their i64 positions; see [Op.Sort].
    public List<Tensor> sortWithPositions(int axis, boolean descending) {
        return builder.apply(new Op.Sort(value, Shapes.axis("sort", axis, rank()), descending));
    }

    /// Discrete Fourier transforms along an axis, times `scale`; see [FourierOp] and
    /// [dev.komodo.library.Fourier]. A negative axis counts from the last one that is not that of
    /// real and imaginary parts.
    ///
    /// @param length of the signal
    public Tensor fourier(FourierOp kind, int axis, long length, double scale) {
        int axes = rank() - (kind.takesComplex() ? 1 : 0);
        int positive = axis < 0 ? axis + axes : axis;
        return apply(new Op.Fourier(kind, value, positive, length, scale));
    }

    /// The rows of matrices in another order: `[batch..., n, k]` by `order i64[batch..., n]`, row
    /// `i` of the result is row `order[i]`. Batches broadcast.
    public Tensor permuteRows(Tensor order) {
        return Matrices.permuteRows(this, order);
    }

    /// The positions of the elements that are not zero, in row-major order: `i64[rank, ?count]`.
    public Tensor nonZero() {
        Dim.Data count = builder.freshData("nonzeros", shape().elements().bound());
        return apply(new Op.NonZero(value, count));
    }

    /// A constant of this dtype, in this tensor's graph.
    Tensor constant(double number) {
        return builder.constant(dtype(), number);
    }

    Tensor apply(Op op) {
        return builder.apply(op).getFirst();
    }

    /// The handle and the type, for messages.
    @Override
    public String toString() {
        return value + ": " + type;
    }
}
