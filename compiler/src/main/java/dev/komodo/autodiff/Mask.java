package dev.komodo.autodiff;

import dev.komodo.graph.Tensor;

import org.jspecify.annotations.Nullable;

import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// Where a cotangent counts: a truth value for each element, built when it is asked for. Masks are
/// compared by identity.
final class Mask {
    private final Supplier<Tensor> test;
    private final @Nullable Mask outer;
    private @Nullable Mask complement;

    Mask(Supplier<Tensor> test) {
        this(test, null);
    }

    private Mask(Supplier<Tensor> test, @Nullable Mask outer) {
        this.test = test;
        this.outer = outer;
    }

    /// Where `condition` holds, within `outer` if there is one.
    static Mask within(@Nullable Mask outer, Supplier<Tensor> condition) {
        return outer == null
                ? new Mask(condition)
                : new Mask(() -> outer.tensor().and(condition.get()), outer);
    }

    /// Says that the two, made within one outer mask, cover it together.
    static void cover(Mask one, Mask other) {
        one.complement = other;
        other.complement = one;
    }

    /// The truth values.
    Tensor tensor() {
        return test.get();
    }

    /// The mask of what `movement` makes of the elements.
    Mask moved(UnaryOperator<Tensor> movement) {
        return new Mask(() -> movement.apply(tensor()));
    }

    /// Where one of the two counts: nothing if that is everywhere.
    static @Nullable Mask either(@Nullable Mask one, @Nullable Mask other) {
        if (one == null || other == null) {
            return null;
        }
        if (one == other) {
            return one;
        }
        if (one.complement == other) {
            return one.outer;
        }
        return new Mask(() -> one.tensor().or(other.tensor()));
    }
}
