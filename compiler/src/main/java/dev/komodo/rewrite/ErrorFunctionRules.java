package dev.komodo.rewrite;

import dev.komodo.graph.BinaryOp;
import dev.komodo.graph.Op;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.UnaryOp;
import dev.komodo.graph.Value;
import dev.komodo.library.ErrorTails;

import java.util.List;
import java.util.Optional;

/// The error function and its complement, and the logarithm of the complement far out.
final class ErrorFunctionRules {
    private ErrorFunctionRules() {}

    static List<Rule> rules() {
        return List.of(
                Rule.stabilising(
                        "one-minus-erf",
                        "1 - erf(x), erf(x) - 1, 1 + erf(x)",
                        "erfc(x), -erfc(x), erfc(-x)",
                        Root.of(BinaryOp.SUBTRACT, BinaryOp.ADD),
                        (op, at) ->
                                complement(op, UnaryOp.ERF, at)
                                        .map(c -> c.signed(c.turned(at).erfc()))),
                Rule.stabilising(
                        "one-minus-erfc",
                        "1 - erfc(x), erfc(x) - 1",
                        "erf(x), -erf(x)",
                        Root.of(BinaryOp.SUBTRACT),
                        (op, at) ->
                                complement(op, UnaryOp.ERFC, at)
                                        .map(c -> c.signed(at.tensor(c.x()).erf()))),
                Rule.stabilising(
                        "log-of-erfc",
                        "log(erfc(x)), log(c * erfc(x))",
                        "-x^2 - log(x sqrt(pi)) + log(1 - 1 / (2 x^2) + ...) beyond 10 (7 for f32)",
                        Root.of(UnaryOp.LOG),
                        ErrorFunctionRules::logOfErfc));
    }

    /// `1 - f(x)`, `f(x) - 1` or `1 + f(x)`.
    private record Complement(Value x, boolean isSum, boolean isNegative) {
        /// The argument of the complement.
        Tensor turned(Site at) {
            return isSum ? at.negated(x) : at.tensor(x);
        }

        Tensor signed(Tensor complement) {
            return isNegative ? complement.neg() : complement;
        }
    }

    private static Optional<Complement> complement(Op op, UnaryOp function, Site at) {
        if (!(op instanceof Op.Binary binary)) {
            return Optional.empty();
        }
        if (binary.kind() == BinaryOp.ADD) {
            Optional<Complement> below =
                    at.beside(-1, binary)
                            .flatMap(f -> at.argument(function, f))
                            .map(x -> new Complement(x, false, true));
            return below.or(
                    () ->
                            at.beside(1, binary)
                                    .flatMap(f -> at.argument(function, f))
                                    .map(x -> new Complement(x, true, false)));
        }
        if (at.is(binary.left(), 1)) {
            return at.argument(function, binary.right()).map(x -> new Complement(x, false, false));
        }
        return at.is(binary.right(), 1)
                ? at.argument(function, binary.left()).map(x -> new Complement(x, false, true))
                : Optional.empty();
    }

    /// `log(c * erfc(x)) -> log(c) + log(erfc(x))` by the asymptotic series where erfc is small;
    /// not where x is known to stay in front of that. c is a positive number.
    private static Optional<Tensor> logOfErfc(Op op, Site at) {
        Value operand = op.operands().getFirst();
        double factor = 1;
        Value function = operand;
        if (at.producer(operand) instanceof Op.Binary(BinaryOp kind, Value left, Value right)
                && (kind == BinaryOp.MULTIPLY || kind == BinaryOp.DIVIDE)) {
            boolean numberFirst = kind == BinaryOp.MULTIPLY && at.number(left).isPresent();
            double number = at.number(numberFirst ? left : right).orElse(0.0);
            factor = kind == BinaryOp.DIVIDE ? 1 / number : number;
            function = numberFirst ? right : left;
        }
        if (!(factor > 1e-3 && factor < 1e3)) {
            return Optional.empty();
        }
        double scale = factor;
        double threshold = ErrorTails.threshold(at.dtype(operand));
        return at.argument(UnaryOp.ERFC, function)
                .filter(x -> !Bounds.isAtMost(x, threshold, at))
                .map(x -> ErrorTails.logScaledErfc(scale, at.tensor(x)));
    }
}
