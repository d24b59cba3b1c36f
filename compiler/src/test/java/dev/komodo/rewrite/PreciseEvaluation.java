package dev.komodo.rewrite;

import dev.komodo.graph.BinaryOp;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Literal;
import dev.komodo.graph.Node;
import dev.komodo.graph.Op;
import dev.komodo.graph.ReduceOp;
import dev.komodo.graph.UnaryOp;
import dev.komodo.graph.Value;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// Runs a graph of fixed shapes on numbers of 800 digits: the formula as it was written, where
/// nothing overflows and nothing cancels.
final class PreciseEvaluation {
    private final Graph graph;
    private final Map<Value, List<BigDecimal>> values = new HashMap<>();

    private PreciseEvaluation(Graph graph) {
        this.graph = graph;
    }

    /// The outputs, row-major.
    static List<List<BigDecimal>> run(Graph graph, List<Literal> arguments) {
        PreciseEvaluation run = new PreciseEvaluation(graph);
        int next = 0;
        for (Node node : graph.nodes()) {
            List<BigDecimal> result =
                    node.op() instanceof Op.Input
                            ? numbers(arguments.get(next++))
                            : run.result(node);
            run.values.put(node.result(0), result);
        }
        return graph.outputs().stream().map(output -> run.of(output.value())).toList();
    }

    private static List<BigDecimal> numbers(Literal literal) {
        List<BigDecimal> numbers = new ArrayList<>();
        for (long i = 0; i < literal.elements(); i++) {
            numbers.add(new BigDecimal(literal.asDouble(i)));
        }
        return numbers;
    }

    private List<BigDecimal> of(Value value) {
        return Objects.requireNonNull(values.get(value));
    }

    private int[] sizes(Value value) {
        return graph.type(value).shape().dims().stream()
                .mapToInt(dim -> (int) dim.evaluate(_ -> 0))
                .toArray();
    }

    private List<BigDecimal> result(Node node) {
        return switch (node.op()) {
            case Op.Constant(Literal literal) -> numbers(literal);
            case Op.Unary(UnaryOp kind, Value x) ->
                    of(x).stream().map(number -> unary(kind, number)).toList();
            case Op.Binary(BinaryOp kind, Value left, Value right) ->
                    IntStream.range(0, of(left).size())
                            .mapToObj(i -> binary(kind, of(left).get(i), of(right).get(i)))
                            .toList();
            case Op.Compare compare ->
                    IntStream.range(0, of(compare.left()).size())
                            .mapToObj(i -> equal(compare, i))
                            .toList();
            case Op.Select select ->
                    IntStream.range(0, of(select.condition()).size())
                            .mapToObj(
                                    i ->
                                            of(select.condition()).get(i).signum() != 0
                                                    ? of(select.whenTrue()).get(i)
                                                    : of(select.whenFalse()).get(i))
                            .toList();
            case Op.Reshape reshape -> of(reshape.operand());
            case Op.Broadcast broadcast -> broadcast(broadcast, sizes(node.result(0)));
            case Op.Reduce reduce when reduce.kind() == ReduceOp.SUM -> sum(reduce);
            case Op other -> throw new IllegalArgumentException("Not evaluated: " + other);
        };
    }

    private BigDecimal equal(Op.Compare compare, int i) {
        int order = of(compare.left()).get(i).compareTo(of(compare.right()).get(i));
        return switch (compare.kind()) {
            case EQUAL -> BigDecimal.valueOf(order == 0 ? 1 : 0);
            case NOT_EQUAL -> BigDecimal.valueOf(order == 0 ? 0 : 1);
            case LESS -> BigDecimal.valueOf(order < 0 ? 1 : 0);
            case LESS_EQUAL -> BigDecimal.valueOf(order <= 0 ? 1 : 0);
            case GREATER -> BigDecimal.valueOf(order > 0 ? 1 : 0);
            case GREATER_EQUAL -> BigDecimal.valueOf(order >= 0 ? 1 : 0);
        };
    }

    private static BigDecimal unary(UnaryOp kind, BigDecimal x) {
        BigDecimal one = PreciseNumbers.ONE;
        var digits = PreciseNumbers.DIGITS;
        return switch (kind) {
            case NEGATE -> x.negate();
            case ABS -> x.abs();
            case SIGN -> BigDecimal.valueOf(x.signum());
            case SQRT -> x.sqrt(digits);
            case RECIPROCAL -> one.divide(x, digits);
            case EXP -> PreciseNumbers.exp(x);
            case EXPM1 -> PreciseNumbers.exp(x).subtract(one, digits);
            case LOG -> PreciseNumbers.log(x);
            case LOG1P -> PreciseNumbers.log(x.add(one));
            case SIGMOID -> one.divide(PreciseNumbers.exp(x.negate()).add(one, digits), digits);
            case SOFTPLUS -> PreciseNumbers.log(PreciseNumbers.exp(x).add(one, digits));
            case ERF -> one.subtract(PreciseNumbers.erfc(x), digits);
            case ERFC -> PreciseNumbers.erfc(x);
            default -> throw new IllegalArgumentException("Not evaluated: " + kind);
        };
    }

    private static BigDecimal binary(BinaryOp kind, BigDecimal left, BigDecimal right) {
        var digits = PreciseNumbers.DIGITS;
        return switch (kind) {
            case ADD -> left.add(right, digits);
            case SUBTRACT -> left.subtract(right, digits);
            case MULTIPLY, AND -> left.multiply(right, digits);
            case DIVIDE -> left.divide(right, digits);
            case MAXIMUM -> left.max(right);
            case MINIMUM -> left.min(right);
            default -> throw new IllegalArgumentException("Not evaluated: " + kind);
        };
    }

    private List<BigDecimal> broadcast(Op.Broadcast op, int[] sizes) {
        int[] own = sizes(op.operand());
        List<BigDecimal> result = new ArrayList<>();
        int count = Arrays.stream(sizes).reduce(1, (a, b) -> a * b);
        for (int flat = 0; flat < count; flat++) {
            int[] position = position(flat, sizes);
            int at = 0;
            for (int i = 0; i < own.length; i++) {
                at = at * own[i] + (own[i] == 1 ? 0 : position[op.axes().get(i)]);
            }
            result.add(of(op.operand()).get(at));
        }
        return result;
    }

    private List<BigDecimal> sum(Op.Reduce op) {
        int[] sizes = sizes(op.operand());
        Map<Integer, BigDecimal> sums = new TreeMap<>();
        for (int flat = 0; flat < of(op.operand()).size(); flat++) {
            int[] position = position(flat, sizes);
            int at = 0;
            for (int axis = 0; axis < sizes.length; axis++) {
                at = op.axes().contains(axis) ? at : at * sizes[axis] + position[axis];
            }
            BigDecimal number = of(op.operand()).get(flat);
            sums.merge(at, number, (a, b) -> a.add(b, PreciseNumbers.DIGITS));
        }
        return List.copyOf(sums.values());
    }

    private static int[] position(int flat, int[] sizes) {
        int[] position = new int[sizes.length];
        int rest = flat;
        for (int axis = sizes.length - 1; axis >= 0; axis--) {
            position[axis] = rest % sizes[axis];
            rest /= sizes[axis];
        }
        return position;
    }
}
