package dev.komodo.graph;

import dev.komodo.error.InvalidGraphException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Parses what stands between `=` and the next node: an op's name, its operands and attributes, the
/// types of its results, and its sub-graphs.
final class OpParser {
    private final TextReader in;
    private final TypeParser types;
    private final Function<String, Graph> subgraphs;

    /// A parser.
    ///
    /// @param subgraphs parses a sub-graph of the given role
    OpParser(TextReader in, TypeParser types, Function<String, Graph> subgraphs) {
        this.in = in;
        this.types = types;
        this.subgraphs = subgraphs;
    }

    /// An op and the types of its `results` results, as written.
    record Parsed(Op op, List<TensorType> types) {
        Parsed {
            types = List.copyOf(types);
        }
    }

    Parsed parse(int results) {
        String name = in.word("an op");
        return switch (name) {
            case "constant" -> constant();
            case "weight" -> {
                int slot = in.index();
                yield typed(type -> new Op.Weight(slot, type));
            }
            case "dims" -> plain(new Op.DimVector(in.list(types::dim)), results);
            case "iota" -> {
                int axis = axis();
                yield typed(type -> new Op.Iota(type, axis));
            }
            case "compare" -> {
                CompareOp kind = kind(CompareOp.values(), in.word("a comparison"));
                yield plain(new Op.Compare(kind, value(), next()), results);
            }
            case "select" -> plain(new Op.Select(value(), next(), next()), results);
            case "cast" -> {
                Value operand = value();
                yield typed(type -> new Op.Cast(operand, type.dtype()));
            }
            case "bitcast" -> {
                Value operand = value();
                yield typed(type -> new Op.Bitcast(operand, type.dtype()));
            }
            case "opaque" -> plain(opaque(), results);
            case "reduce", "argreduce", "contract", "convolve" -> plain(folding(name), results);
            case "reshape" -> {
                Value operand = value();
                yield typed(type -> new Op.Reshape(operand, type.shape()));
            }
            case "broadcast" -> {
                Value operand = value();
                List<Integer> axes = indices("axes");
                yield typed(type -> new Op.Broadcast(operand, type.shape(), axes));
            }
            case "transpose", "slice", "pad", "concat", "gather", "scatter", "nonzero", "sort" ->
                    plain(movement(name), results);
            case "fourier" -> plain(fourier(), results);
            case "factorize", "solvetriangular" -> plain(matrices(name), results);
            case "while" -> whileLoop(results);
            case "scan" -> scan(results);
            default -> plain(elementwise(name), results);
        };
    }

    private Op opaque() {
        Value value = value();
        List<Value> inputs = values("inputs");
        attribute("rule");
        return new Op.Opaque(value, inputs, in.quoted());
    }

    private Op elementwise(String name) {
        for (UnaryOp kind : UnaryOp.values()) {
            if (TypeRules.text(kind).equals(name)) {
                return new Op.Unary(kind, value());
            }
        }
        for (BinaryOp kind : BinaryOp.values()) {
            if (TypeRules.text(kind).equals(name)) {
                return new Op.Binary(kind, value(), next());
            }
        }
        throw in.fault("an op's name before this ('" + name + "' is none)");
    }

    private Op folding(String name) {
        return switch (name) {
            case "reduce" -> {
                ReduceOp kind = kind(ReduceOp.values(), in.word("a reduction"));
                yield new Op.Reduce(kind, value(), indices("axes"));
            }
            case "argreduce" -> {
                ArgReduceOp kind = kind(ArgReduceOp.values(), in.word("a reduction"));
                yield new Op.ArgReduce(kind, value(), axis(), truth("last"));
            }
            case "contract" ->
                    new Op.Contract(
                            value(),
                            next(),
                            indices("leftBatch"),
                            indices("rightBatch"),
                            indices("leftContracted"),
                            indices("rightContracted"));
            default ->
                    new Op.Convolve(
                            value(),
                            next(),
                            numbers("strides"),
                            numbers("padLow"),
                            numbers("padHigh"),
                            numbers("dilations"),
                            number("groups"));
        };
    }

    private Op movement(String name) {
        return switch (name) {
            case "transpose" -> new Op.Transpose(value(), indices("permutation"));
            case "slice" -> new Op.Slice(value(), dims("starts"), dims("sizes"), numbers("steps"));
            case "pad" -> new Op.Pad(value(), next(), dims("low"), dims("high"));
            case "concat" -> new Op.Concat(parts(), axis());
            case "gather" -> new Op.Gather(value(), next(), axis());
            case "scatter" -> {
                ScatterOp kind = kind(ScatterOp.values(), in.word("a kind of scatter"));
                yield new Op.Scatter(kind, value(), next(), next(), axis());
            }
            case "sort" -> new Op.Sort(value(), axis(), truth("descending"));
            default -> {
                Value operand = value();
                attribute("count");
                yield new Op.NonZero(operand, types.data());
            }
        };
    }

    private Op matrices(String name) {
        if (name.equals("factorize")) {
            FactorizeOp kind = kind(FactorizeOp.values(), in.word("a factorization"));
            return new Op.Factorize(kind, value(), failure());
        }
        return new Op.SolveTriangular(
                value(),
                next(),
                truth("lower"),
                truth("transposed"),
                truth("unitDiagonal"),
                failure());
    }

    private Op fourier() {
        FourierOp kind = kind(FourierOp.values(), in.word("a Fourier transform"));
        Value operand = value();
        int axis = axis();
        long length = number("length");
        attribute("scale");
        long scale = LiteralText.parse(DType.F64, in.element());
        return in.placed(
                () -> new Op.Fourier(kind, operand, axis, length, Double.longBitsToDouble(scale)));
    }

    private OnFailure failure() {
        attribute("failure");
        return kind(OnFailure.values(), in.word("'report' or 'nan'"));
    }

    private Parsed constant() {
        boolean splat = in.accept("splat");
        List<String> elements = splat ? List.of(in.element()) : in.list("{", in::element, "}");
        return typed(type -> new Op.Constant(literal(type, splat, elements)));
    }

    private static Literal literal(TensorType type, boolean splat, List<String> elements) {
        if (!type.shape().isFixed()) {
            throw new InvalidGraphException("A constant has a fixed shape, found " + type);
        }
        long[] sizes =
                type.shape().dims().stream().mapToLong(dim -> dim.evaluate(_ -> 0)).toArray();
        LiteralBuilder held = new LiteralBuilder(type.dtype(), elements.size());
        for (int i = 0; i < elements.size(); i++) {
            held.putBits(i, LiteralText.parse(type.dtype(), elements.get(i)));
        }
        return splat
                ? Literal.splat(type.dtype(), sizes, held.build().data())
                : Literal.of(type.dtype(), sizes, held.build().data());
    }

    private Parsed whileLoop(int results) {
        List<Value> carries = values("carries");
        List<Value> captures = values("captures");
        List<TensorType> written = types(results);
        Graph condition = subgraphs.apply("condition");
        Graph body = subgraphs.apply("body");
        return new Parsed(new Op.While(condition, body, carries, captures), written);
    }

    private Parsed scan(int results) {
        List<Value> carries = values("carries");
        List<Value> sequences = values("sequences");
        List<Value> captures = values("captures");
        attribute("length");
        Dim length = types.dim();
        Optional<Dim.Data> steps = Optional.empty();
        if (in.sees("steps")) {
            attribute("steps");
            steps = Optional.of(types.data());
        }
        List<TensorType> written = types(results);
        Graph body = subgraphs.apply("body");
        return new Parsed(new Op.Scan(body, carries, sequences, captures, length, steps), written);
    }

    private Parsed plain(Op op, int results) {
        return new Parsed(op, types(results));
    }

    private Parsed typed(Function<TensorType, Op> op) {
        in.expect(":");
        TensorType type = types.type();
        return new Parsed(in.placed(() -> op.apply(type)), List.of(type));
    }

    private List<TensorType> types(int results) {
        in.expect(":");
        TensorType[] written = new TensorType[results];
        for (int i = 0; i < results; i++) {
            if (i > 0) {
                in.expect(",");
            }
            written[i] = types.type();
        }
        return List.of(written);
    }

    Value value() {
        in.expect("%");
        return new Value(in.index());
    }

    private Value next() {
        in.expect(",");
        return value();
    }

    private List<Value> parts() {
        List<Value> parts = new ArrayList<>(List.of(value()));
        while (in.sees(",")) {
            parts.add(next());
        }
        return parts;
    }

    private void attribute(String name) {
        in.expect(name);
        in.expect("=");
    }

    private int axis() {
        attribute("axis");
        return in.index();
    }

    private long number(String name) {
        attribute(name);
        return in.number();
    }

    private boolean truth(String name) {
        attribute(name);
        if (in.accept("true")) {
            return true;
        }
        in.expect("false");
        return false;
    }

    private List<Integer> indices(String name) {
        attribute(name);
        return in.list(in::index);
    }

    private List<Long> numbers(String name) {
        attribute(name);
        return in.list(in::number);
    }

    private List<Dim> dims(String name) {
        attribute(name);
        return in.list(types::dim);
    }

    private List<Value> values(String name) {
        attribute(name);
        return in.list(this::value);
    }

    private <E extends Enum<E>> E kind(E[] kinds, String name) {
        return Arrays.stream(kinds)
                .filter(kind -> TypeRules.text(kind).equals(name))
                .findFirst()
                .orElseThrow(() -> in.fault("one of " + Arrays.toString(kinds) + " before this"));
    }
}
