package dev.komodo.rewrite;

import dev.komodo.graph.BinaryOp;
import dev.komodo.graph.Op;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.UnaryOp;
import dev.komodo.graph.Value;

import java.util.Optional;

/// A factor `sigmoid(x)^p * sigmoid(-x)^q`, which every product of these is: `exp(x)` has p = 1 and
/// q = -1, `1 + exp(x)` has q = -1, `1 + exp(-x)` has p = -1.
///
/// @param x what all are functions of
/// @param p the power of `sigmoid(x)`
/// @param q the power of `sigmoid(-x)`
/// @param cost how many functions were written, a sum counted as one more
record LogisticFactor(Value x, int p, int q, int cost) {
    /// The factor, if it is one.
    static Optional<LogisticFactor> of(Value value, Site at) {
        return switch (at.producer(value)) {
            case Op.Unary(UnaryOp kind, Value u) when kind == UnaryOp.EXP ->
                    Optional.of(oriented(u, 1, -1, 1, at));
            case Op.Unary(UnaryOp kind, Value u) when kind == UnaryOp.SIGMOID ->
                    Optional.of(oriented(u, 1, 0, 1, at));
            case Op.Binary sum when sum.kind() == BinaryOp.ADD ->
                    at.beside(1, sum)
                            .flatMap(e -> at.argument(UnaryOp.EXP, e))
                            .map(u -> oriented(u, 0, -1, 2, at));
            case Op _ -> Optional.empty();
        };
    }

    /// With x where -x was written.
    private static LogisticFactor oriented(Value u, int p, int q, int cost, Site at) {
        return at.argument(UnaryOp.NEGATE, u)
                .map(x -> new LogisticFactor(x, q, p, cost))
                .orElseGet(() -> new LogisticFactor(u, p, q, cost));
    }

    LogisticFactor inverse() {
        return new LogisticFactor(x, -p, -q, cost);
    }

    LogisticFactor times(LogisticFactor other) {
        return new LogisticFactor(x, p + other.p, q + other.q, cost + other.cost);
    }

    /// `exp(x)^k * sigmoid(x)^a * sigmoid(-x)^b`, where negative powers of the sigmoids are powers
    /// of `1 + exp`.
    record Form(int k, int a, int b) {
        /// How many functions it takes.
        int cost() {
            return Math.abs(k) + price(a) + price(b) + (k == 0 && a == 0 && b == 0 ? 1 : 0);
        }

        private static int price(int power) {
            return power < 0 ? -2 * power : power;
        }

        /// The product; 1 keeps the NaNs of x.
        Tensor tensor(Value x, Site at) {
            Tensor own = at.tensor(x);
            if (k == 0 && a == 0 && b == 0) {
                return own.isNaN().select(own, at.everywhere(1, x));
            }
            Optional<Tensor> result = Optional.empty();
            Tensor mirrored = at.negated(x);
            result = times(result, (k < 0 ? mirrored : own).exp(), Math.abs(k));
            result = times(result, a < 0 ? mirrored.exp().add(1) : own.sigmoid(), Math.abs(a));
            result = times(result, b < 0 ? own.exp().add(1) : mirrored.sigmoid(), Math.abs(b));
            return result.orElseThrow();
        }

        private static Optional<Tensor> times(Optional<Tensor> product, Tensor base, int power) {
            Optional<Tensor> result = product;
            for (int i = 0; i < power; i++) {
                result = Optional.of(result.map(own -> own.mul(base)).orElse(base));
            }
            return result;
        }
    }

    /// The form of the fewest functions, without the exponential where there is a choice.
    Form best() {
        Form best = new Form(0, p, q);
        int most = Math.abs(p) + Math.abs(q);
        for (int k = -most; k <= most; k++) {
            Form form = new Form(k, p - k, q + k);
            if (form.cost() < best.cost()) {
                best = form;
            }
        }
        return best;
    }
}
