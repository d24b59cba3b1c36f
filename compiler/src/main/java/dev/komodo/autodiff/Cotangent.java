package dev.komodo.autodiff;

import dev.komodo.graph.Tensor;

import org.jspecify.annotations.Nullable;

import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// How much the result changes with each element of a value, on its way back. What a select did not
/// choose must not count, even where a factor on the way is NaN or infinite and 0 times it is NaN:
/// so a mask goes along, and zeros are put where it is false when the way leaves the elementwise
/// functions. Nothing is rounded twice, and a second derivative sees the factors, not the zeros.
///
/// @param values the cotangent where it counts
/// @param mask where it counts; everywhere if absent
/// @param clean whether `values` are 0 where the mask is false
record Cotangent(Tensor values, @Nullable Mask mask, boolean clean) {
    /// One that counts everywhere.
    static Cotangent of(Tensor values) {
        return new Cotangent(values, null, true);
    }

    /// This changed by an elementwise linear function.
    Cotangent through(UnaryOperator<Tensor> linear) {
        return new Cotangent(linear.apply(values), mask, mask == null);
    }

    /// This where a condition holds. See [Mask#cover] for the two sides of a condition.
    Cotangent where(Supplier<Tensor> condition) {
        return new Cotangent(values, Mask.within(mask, condition), false);
    }

    /// This under another movement of elements, which truth values follow.
    Cotangent moved(UnaryOperator<Tensor> movement) {
        return new Cotangent(
                movement.apply(values), mask == null ? null : mask.moved(movement), clean);
    }

    /// This with truth values that were found otherwise; the values are 0 where they are false.
    Cotangent reduced(UnaryOperator<Tensor> linear, UnaryOperator<Tensor> truth) {
        return new Cotangent(linear.apply(tensor()), mask == null ? null : mask.moved(truth), true);
    }

    /// The values with zeros where they do not count.
    Tensor tensor() {
        return mask == null || clean ? values : mask.tensor().select(values, Zeros.scalar(values));
    }

    /// The sum of two.
    Cotangent plus(Cotangent other) {
        if (mask == other.mask) {
            return new Cotangent(
                    Accumulation.sum(values, other.values), mask, clean && other.clean);
        }
        Tensor sum = Accumulation.sum(tensor(), other.tensor());
        return new Cotangent(sum, Mask.either(mask, other.mask), true);
    }
}
