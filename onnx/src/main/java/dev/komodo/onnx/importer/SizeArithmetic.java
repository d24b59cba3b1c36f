package dev.komodo.onnx.importer;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;

/// What operators do to shapes: they compute on dims instead of tensors, so that Shape, Gather,
/// Concat, Reshape stays symbolic.
final class SizeArithmetic {
    private SizeArithmetic() {}

    /// The output of a node on sizes, if its operator can be said on dims.
    static Optional<Imported> evaluate(NodeContext node, Operator operator) {
        boolean applies =
                node.inputs().stream().anyMatch(i -> i.orElse(null) instanceof Imported.Sizes)
                        && node.inputs().stream()
                                .allMatch(i -> i.isEmpty() || i.get().knownDims().isPresent());
        return applies ? operator.sizes().flatMap(rule -> rule.evaluate(node)) : Optional.empty();
    }

    /// The rule of an operator that changes nothing.
    static Optional<Imported> same(NodeContext node) {
        return Optional.of(node.value(0));
    }

    /// Cast: sizes are i64.
    static Optional<Imported> cast(NodeContext node) {
        return node.dtype("to").filter(to -> to == DType.I64).map(_ -> node.value(0));
    }

    /// Sizes broadcast as scalar against vector, or pairwise.
    static Operator.SizeRule pairwise(BinaryOperator<Dim> function) {
        return node -> combined(node, (left, right) -> Optional.of(function.apply(left, right)));
    }

    /// Division towards zero, where the dividend is known not to be negative.
    static Optional<Imported> divide(NodeContext node) {
        return combined(
                node,
                (left, right) ->
                        isPositive(right) && isNatural(left)
                                ? Optional.of(left.floorDivide(right))
                                : Optional.empty());
    }

    /// The remainder, where it is that of the dims.
    static Optional<Imported> modulo(NodeContext node) {
        return combined(
                node,
                (left, right) ->
                        isPositive(right) && isNatural(left)
                                ? Optional.of(left.minus(left.floorDivide(right).times(right)))
                                : Optional.empty());
    }

    /// The smaller of two dims.
    static Dim minimum(Dim left, Dim right) {
        return left.plus(right).minus(left.maximum(right));
    }

    /// The larger of a dim and 0.
    static Dim natural(Dim dim) {
        return isNatural(dim) ? dim : dim.maximum(Dim.of(0));
    }

    /// Whether a dim is at least 0 at each call. False may mean unknown.
    static boolean isNatural(Dim dim) {
        return switch (dim) {
            case Dim.Fixed(long size) -> size >= 0;
            case Dim.Symbol _, Dim.Data _ -> true;
            case Dim.Polynomial(List<Dim.Term> terms) ->
                    terms.stream()
                            .allMatch(
                                    term ->
                                            term.coefficient() > 0
                                                    && term.atoms().stream()
                                                            .allMatch(SizeArithmetic::isNatural));
            case Dim.FloorDivide(Dim dividend, Dim _) -> isNatural(dividend);
            case Dim.Maximum(Dim left, Dim right) -> isNatural(left) || isNatural(right);
        };
    }

    private static boolean isPositive(Dim dim) {
        return dim instanceof Dim.Fixed(long size) ? size > 0 : isNatural(dim);
    }

    /// Equality, where it is the same at each call.
    static Optional<Imported> equal(NodeContext node) {
        Optional<Imported> truths =
                combined(
                        node,
                        (left, right) -> {
                            if (left.minus(right) instanceof Dim.Fixed(long difference)) {
                                return Optional.of(Dim.of(difference == 0 ? 1 : 0));
                            }
                            boolean apart =
                                    (isNatural(left) && isNegative(right))
                                            || (isNatural(right) && isNegative(left));
                            return apart ? Optional.of(Dim.of(0)) : Optional.empty();
                        });
        return truths.flatMap(Imported::knownLiteral).map(SizeArithmetic::truths);
    }

    private static boolean isNegative(Dim dim) {
        return dim instanceof Dim.Fixed(long size) && size < 0;
    }

    private static Imported truths(Literal numbers) {
        LiteralBuilder literal = new LiteralBuilder(DType.BOOL, numbers.sizes());
        for (long i = 0; i < numbers.elements(); i++) {
            literal.putBits(i, numbers.bits(i));
        }
        return new Imported.Known(literal.build());
    }

    /// Gather along the one axis.
    static Optional<Imported> gather(NodeContext node) {
        List<Dim> data = node.dims(0, "data");
        Optional<Literal> indices = node.value(1).knownLiteral();
        if (indices.isEmpty() || node.value(0).type().shape().rank() != 1) {
            return Optional.empty();
        }
        List<Dim> picked = new ArrayList<>();
        for (long i = 0; i < indices.get().elements(); i++) {
            picked.add(data.get(node.axis(indices.get().bits(i), data.size())));
        }
        return Optional.of(Imported.sizes(picked, indices.get().rank() == 0));
    }

    /// Concatenation of vectors.
    static Optional<Imported> concat(NodeContext node) {
        List<Dim> all = new ArrayList<>();
        for (int i = 0; i < node.inputs().size(); i++) {
            all.addAll(node.dims(i, "a part"));
        }
        return Optional.of(Imported.sizes(all, false));
    }

    /// Reshape, Squeeze and Unsqueeze between a scalar and a vector of one element, or of a vector
    /// to itself.
    static Optional<Imported> reshape(NodeContext node, int rank) {
        List<Dim> data = node.dims(0, "data");
        boolean keepsVector = rank == 1;
        boolean becomesScalar = rank == 0 && data.size() == 1;
        return keepsVector || becomesScalar
                ? Optional.of(Imported.sizes(data, becomesScalar))
                : Optional.empty();
    }

    /// The elements of a window with constant bounds.
    static Optional<Imported> slice(NodeContext node, long start, long end, long step) {
        List<Dim> data = node.dims(0, "data");
        int size = data.size();
        long first = Math.clamp(start < 0 ? start + size : start, 0, step > 0 ? size : size - 1);
        long last = Math.clamp(end < 0 ? end + size : end, step > 0 ? 0 : -1, size);
        if (step < 0 && end < -size) {
            last = -1;
        }
        List<Dim> picked = new ArrayList<>();
        for (long i = first; step > 0 ? i < last : i > last; i += step) {
            picked.add(data.get((int) i));
        }
        return Optional.of(Imported.sizes(picked, false));
    }

    /// A fold of all elements to a scalar, or a vector of one.
    static Operator.SizeRule fold(long start, BinaryOperator<Dim> function) {
        return node -> {
            boolean keepDims = node.flag("keepdims", true);
            Dim result = Dim.of(start);
            for (Dim dim : node.dims(0, "data")) {
                result = function.apply(result, dim);
            }
            boolean overAll = node.value(0).type().shape().rank() == 1 || !keepDims;
            return overAll ? Optional.of(Imported.sizes(List.of(result), !keepDims)) : same(node);
        };
    }

    /// The choice between sizes by constant truths.
    static Optional<Imported> where(
            List<Boolean> condition, Imported whenTrue, Imported whenFalse) {
        Optional<List<Dim>> first = whenTrue.knownDims();
        Optional<List<Dim>> second = whenFalse.knownDims();
        if (first.isEmpty() || second.isEmpty()) {
            return Optional.empty();
        }
        int size = Math.max(condition.size(), Math.max(first.get().size(), second.get().size()));
        if (!broadcasts(condition, size)
                || !broadcasts(first.get(), size)
                || !broadcasts(second.get(), size)) {
            return Optional.empty();
        }
        List<Dim> chosen = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            chosen.add(at(condition, i) ? at(first.get(), i) : at(second.get(), i));
        }
        boolean isScalar =
                whenTrue.type().shape().rank() == 0 && whenFalse.type().shape().rank() == 0;
        return Optional.of(Imported.sizes(chosen, isScalar && size == 1));
    }

    private static boolean broadcasts(List<?> list, int size) {
        return list.size() == 1 || list.size() == size;
    }

    private static <T> T at(List<T> list, int index) {
        return list.get(list.size() == 1 ? 0 : index);
    }

    @FunctionalInterface
    private interface Partial {
        Optional<Dim> apply(Dim left, Dim right);
    }

    private static Optional<Imported> combined(NodeContext node, Partial function) {
        if (node.inputs().size() != 2) {
            return Optional.empty();
        }
        List<Dim> left = node.dims(0, "left");
        List<Dim> right = node.dims(1, "right");
        int size = Math.max(left.size(), right.size());
        if (!broadcasts(left, size) || !broadcasts(right, size)) {
            return Optional.empty();
        }
        List<Dim> results = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            Optional<Dim> result = function.apply(at(left, i), at(right, i));
            if (result.isEmpty()) {
                return Optional.empty();
            }
            results.add(result.get());
        }
        boolean isScalar =
                node.value(0).type().shape().rank() == 0
                        && node.value(1).type().shape().rank() == 0;
        return Optional.of(Imported.sizes(results, isScalar));
    }
}
