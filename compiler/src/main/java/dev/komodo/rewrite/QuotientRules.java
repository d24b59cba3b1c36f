package dev.komodo.rewrite;

import dev.komodo.graph.BinaryOp;
import dev.komodo.graph.Op;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.UnaryOp;
import dev.komodo.graph.Value;
import dev.komodo.library.ErrorTails;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Products in which factors grow without bound while others shrink to 0: the derivatives of
/// logarithms of naive formulas, as differentiation writes them.
final class QuotientRules {
    /// Beside what cancels: more factors could overflow among themselves where they did not before.
    private static final int MOST_OTHERS = 3;

    private QuotientRules() {}

    static List<Rule> rules() {
        List<Root> roots =
                List.of(
                        new Root.Kind(BinaryOp.MULTIPLY),
                        new Root.Kind(BinaryOp.DIVIDE),
                        new Root.Kind(UnaryOp.RECIPROCAL));
        return List.of(
                Rule.stabilising(
                        "merge-logistic-factors",
                        "products and quotients of exp(x), 1 + exp(x), sigmoid(x) and their mirror"
                                + " images, such as exp(x) / (1 + exp(x)) and (1 / sigmoid(-x)) *"
                                + " (sigmoid(x) * sigmoid(-x))",
                        "the fewest of exp(x), sigmoid(x), sigmoid(-x): sigmoid(x) for both",
                        roots,
                        QuotientRules::mergeLogistic),
                Rule.stabilising(
                        "exp-over-exps",
                        "g * exp(a) / (exp(a) + exp(b) + ...)",
                        "g * sigmoid(a - b), g / (1 + exp(b - a) + ...)",
                        roots,
                        (op, at) -> paired(op, QuotientRules::overExponentials, at)),
                Rule.stabilising(
                        "gauss-over-erfc",
                        "g * exp(-(x * x)) / erfc(x), of the derivative of log(erfc(x))",
                        "g * x sqrt(pi) / (1 - 1 / (2 x^2) + ...) beyond 10 (7 for f32)",
                        roots,
                        (op, at) -> paired(op, QuotientRules::gaussOverErfc, at)));
    }

    private static Optional<Product> product(Op op, Site at) {
        return Product.of(at.apply(op).value(), at);
    }

    /// Merges what belongs to one x.
    private static Optional<Tensor> mergeLogistic(Op op, Site at) {
        Optional<Product> found = product(op, at).filter(p -> at.isFloat(p.root()));
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Product product = found.get();
        Map<Value, List<Integer>> byArgument = new LinkedHashMap<>();
        Map<Integer, LogisticFactor> logistic = new HashMap<>();
        for (int i = 0; i < product.factors().size(); i++) {
            Product.Factor factor = product.factors().get(i);
            Optional<LogisticFactor> own = LogisticFactor.of(factor.value(), at);
            if (own.isPresent()) {
                LogisticFactor oriented = factor.isInverse() ? own.get().inverse() : own.get();
                logistic.put(i, oriented);
                byArgument.computeIfAbsent(oriented.x(), _ -> new ArrayList<>()).add(i);
            }
        }
        for (List<Integer> numbers : byArgument.values()) {
            Optional<Tensor> merged = merged(product, numbers, logistic, at);
            if (merged.isPresent()) {
                return merged;
            }
        }
        return Optional.empty();
    }

    private static Optional<Tensor> merged(
            Product product,
            List<Integer> numbers,
            Map<Integer, LogisticFactor> logistic,
            Site at) {
        List<LogisticFactor> own = numbers.stream().map(logistic::get).toList();
        Optional<Integer> holder =
                numbers.stream().filter(i -> !product.factors().get(i).isInverse()).findFirst();
        if (own.size() < 2 || holder.isEmpty() || hasManyOthers(product, numbers, at)) {
            return Optional.empty();
        }
        LogisticFactor whole = own.stream().reduce(LogisticFactor::times).orElseThrow();
        int before = own.stream().mapToInt(LogisticFactor::cost).sum();
        LogisticFactor.Form form = whole.best();
        if (form.cost() >= before) {
            return Optional.empty();
        }
        Map<Integer, Optional<Tensor>> edits = new HashMap<>();
        numbers.forEach(i -> edits.put(i, Optional.empty()));
        edits.put(holder.get(), Optional.of(form.tensor(whole.x(), at)));
        return Optional.of(product.with(edits));
    }

    private static boolean hasManyOthers(Product product, List<Integer> numbers, Site at) {
        int others = 0;
        for (int i = 0; i < product.factors().size(); i++) {
            boolean number = at.number(product.factors().get(i).value()).isPresent();
            others += numbers.contains(i) || number ? 0 : 1;
        }
        return others > MOST_OTHERS;
    }

    /// What `exp(exponent) / divisor` is in a better form.
    private interface Pairing {
        Optional<Tensor> quotient(Value exponent, Value divisor, Site at);
    }

    private static Optional<Tensor> paired(Op op, Pairing pairing, Site at) {
        return product(op, at).flatMap(p -> paired(p, pairing, at));
    }

    private static Optional<Tensor> paired(Product product, Pairing pairing, Site at) {
        for (int i = 0; i < product.factors().size(); i++) {
            Product.Factor above = product.factors().get(i);
            Optional<Value> exponent =
                    above.isInverse() ? Optional.empty() : at.argument(UnaryOp.EXP, above.value());
            for (int j = 0; exponent.isPresent() && j < product.factors().size(); j++) {
                Product.Factor below = product.factors().get(j);
                Optional<Tensor> quotient =
                        below.isInverse()
                                ? pairing.quotient(exponent.get(), below.value(), at)
                                : Optional.empty();
                if (quotient.isPresent() && !hasManyOthers(product, List.of(i, j), at)) {
                    return Optional.of(product.with(Map.of(i, quotient, j, Optional.empty())));
                }
            }
        }
        return Optional.empty();
    }

    /// `exp(a) / (exp(a) + exp(b)) -> sigmoid(a - b)`, `exp(a) / (exp(a) + exp(b) + 1) -> 1 / (1 +
    /// exp(b - a) + exp(-a))`. The difference of two floats is rounded once.
    private static Optional<Tensor> overExponentials(Value a, Value divisor, Site at) {
        Optional<List<Optional<Value>>> terms =
                ExponentialSum.terms(divisor, at)
                        .filter(all -> all.size() >= 2 && all.contains(Optional.of(a)));
        if (terms.isEmpty()) {
            return Optional.empty();
        }
        List<Optional<Value>> others = new ArrayList<>(terms.get());
        others.remove(Optional.of(a));
        Tensor own = at.tensor(a);
        if (others.size() == 1) {
            return Optional.of(
                    others.getFirst().map(b -> own.sub(at.tensor(b))).orElse(own).sigmoid());
        }
        Tensor sum =
                others.stream()
                        .map(
                                other ->
                                        other.map(b -> at.tensor(b).sub(own))
                                                .orElseGet(() -> at.negated(a))
                                                .exp())
                        .reduce(Tensor::add)
                        .orElseThrow();
        return Optional.of(sum.add(1).reciprocal());
    }

    /// `exp(-(x * x)) / erfc(x)`; not where x is known to stay in front of the tail. The square may
    /// be written as `(-x) * (-x)` or of the argument's negation.
    private static Optional<Tensor> gaussOverErfc(Value exponent, Value divisor, Site at) {
        return at.argument(UnaryOp.ERFC, divisor)
                .filter(x -> !Bounds.isAtMost(x, ErrorTails.threshold(at.dtype(x)), at))
                .filter(x -> isMinusSquare(exponent, x, at))
                .map(x -> ErrorTails.gaussOverErfc(at.tensor(x)));
    }

    private static boolean isMinusSquare(Value value, Value x, Site at) {
        return at.argument(UnaryOp.NEGATE, value)
                        .flatMap(square -> at.binary(BinaryOp.MULTIPLY, square))
                        .filter(p -> isPlusMinus(p.left(), x, at) && p.left().equals(p.right()))
                        .isPresent()
                || at.binary(BinaryOp.MULTIPLY, value)
                        .filter(p -> isPlusMinus(p.left(), x, at) && isPlusMinus(p.right(), x, at))
                        .filter(p -> !p.left().equals(p.right()))
                        .isPresent();
    }

    private static boolean isPlusMinus(Value value, Value x, Site at) {
        return value.equals(x) || at.areOpposite(value, x);
    }
}
