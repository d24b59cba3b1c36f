package dev.komodo.distribution;

import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;

/// A smooth map from all of R^d to the values that a parameter may have, with the logarithm of the
/// determinant of its derivative: what a density over the parameter takes to become one over R^d.
///
/// Maps of numbers work element by element. Maps of vectors and matrices work on the last axes (the
/// event) and keep the others: `[..., d] -> [..., event...]`.
///
/// | transform | values | d |
/// |---|---|---|
/// | [#real] | any number | 1 |
/// | [#affine] | any number | 1 |
/// | [#positive], [#lower] | numbers above a bound | 1 |
/// | [#upper] | numbers below a bound | 1 |
/// | [#unit], [#interval] | numbers between two bounds | 1 |
/// | [#ordered] | `x[0] < x[1] < ...` | K |
/// | [#positiveOrdered] | `0 < x[0] < x[1] < ...` | K |
/// | [#simplex] | K numbers above 0 whose sum is 1 | K - 1 |
/// | [#choleskyCorrelation] | lower triangular [n, n], positive diagonal, rows of length 1 | n (n - 1) / 2 |
/// | [#choleskyCovariance] | lower triangular [n, n], positive diagonal | n (n + 1) / 2 |
///
/// Source: Stan Reference Manual, "Constraint transforms".
public sealed interface Transform
        permits Affine,
                CholeskyCorrelation,
                CholeskyCovariance,
                Interval,
                LowerBound,
                Ordered,
                PositiveOrdered,
                RealLine,
                Simplex,
                UpperBound {
    /// The values for unconstrained numbers.
    ///
    /// @param u `[..., d]`, or any shape where the map works element by element; floats
    Tensor constrain(Tensor u);

    /// The unconstrained numbers for values: the inverse of [#constrain]. Values outside give NaN,
    /// those on the border infinities.
    ///
    /// @param x as [#constrain] gives it
    Tensor unconstrain(Tensor x);

    /// `log |det dx/du|` of each event: `[..., d] -> [...]`; element by element where the map works
    /// so.
    Tensor logAbsDetJacobian(Tensor u);

    /// The shape of the unconstrained numbers for a shape of values.
    ///
    /// @throws dev.komodo.error.InvalidGraphException if there are no such values
    Shape unconstrainedShape(Shape constrained);

    /// The shape of the values for a shape of unconstrained numbers.
    ///
    /// @throws dev.komodo.error.InvalidGraphException if no values have so many
    Shape constrainedShape(Shape unconstrained);

    /// All numbers, as they are.
    static Transform real() {
        return new RealLine();
    }

    /// All numbers, by `offset + scale u`.
    ///
    /// @param offset a number or a [Tensor]
    /// @param scale a number or a [Tensor], above 0
    static Transform affine(Object offset, Object scale) {
        return new Affine(Parameter.of(offset), Parameter.of(scale));
    }

    /// The numbers above 0, by `exp(u)`.
    static Transform positive() {
        return lower(0);
    }

    /// The numbers above a bound: a number or a [Tensor].
    static Transform lower(Object bound) {
        return new LowerBound(Parameter.of(bound));
    }

    /// The numbers below a bound: a number or a [Tensor].
    static Transform upper(Object bound) {
        return new UpperBound(Parameter.of(bound));
    }

    /// The numbers between 0 and 1, by the logistic function.
    static Transform unit() {
        return interval(0, 1);
    }

    /// The numbers between two bounds, each a number or a [Tensor].
    static Transform interval(Object lower, Object upper) {
        return new Interval(Parameter.of(lower), Parameter.of(upper));
    }

    /// Ascending vectors.
    static Transform ordered() {
        return new Ordered();
    }

    /// Ascending vectors of positive numbers.
    static Transform positiveOrdered() {
        return new PositiveOrdered();
    }

    /// Vectors of positive numbers whose sum is 1.
    static Transform simplex() {
        return new Simplex();
    }

    /// Cholesky factors of correlation matrices.
    static Transform choleskyCorrelation() {
        return new CholeskyCorrelation();
    }

    /// Cholesky factors of covariance matrices.
    static Transform choleskyCovariance() {
        return new CholeskyCovariance();
    }
}
