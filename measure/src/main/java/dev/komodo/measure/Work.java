package dev.komodo.measure;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Node;
import dev.komodo.graph.Op;
import dev.komodo.graph.ScatterOp;
import dev.komodo.graph.Shape;
import dev.komodo.graph.TensorType;
import dev.komodo.graph.Value;

import java.util.BitSet;
import java.util.Map;

/// What a call of a graph must do at least, counted from the graph as it was built: what no output
/// needs does not count.
///
/// Products (contractions and convolutions) count 2 flops for each multiplication with its sum;
/// taps in a convolution's padding count. Elementwise functions count 1 for each element of the
/// result whatever the function costs, reductions and searches 1 for each element read, movement 0.
/// Bytes are those of the inputs, weights and outputs, each once: what lives in between could stay
/// in registers and caches. Data dims count at their bounds, a while loop as one turn.
///
/// @param productFlops flops of contractions and convolutions
/// @param elementOps operations on single elements
/// @param f64Ops how many of both are on f64 (all others run at most at the rate of f32)
/// @param readBytes bytes of inputs and weights
/// @param writtenBytes bytes of outputs
public record Work(
        double productFlops,
        double elementOps,
        double f64Ops,
        double readBytes,
        double writtenBytes) {
    private static final Work NONE = new Work(0, 0, 0, 0, 0);

    /// The work of a call.
    ///
    /// @param dims the value of each symbol, as [dev.komodo.graph.DimBinding] binds it
    public static Work of(Graph graph, Map<Dim, Long> dims) {
        BitSet needed = needed(graph);
        Work work = NONE;
        for (Node node : graph.nodes()) {
            if (needed.get(node.firstResult())) {
                work = work.plus(node(graph, node, dims));
            }
        }
        double written = 0;
        for (Graph.Output output : graph.outputs()) {
            written += bytes(graph.type(output.value()), dims);
        }
        return work.plus(new Work(0, 0, 0, 0, written));
    }

    /// Flops and element operations together.
    public double operations() {
        return productFlops + elementOps;
    }

    /// Bytes read and written.
    public double bytes() {
        return readBytes + writtenBytes;
    }

    /// Marks the first result of each node that an output depends on.
    private static BitSet needed(Graph graph) {
        BitSet needed = new BitSet(graph.valueCount());
        graph.outputs().forEach(o -> needed.set(graph.producer(o.value()).firstResult()));
        for (Node node : graph.nodes().reversed()) {
            if (needed.get(node.firstResult())) {
                for (Value operand : node.op().operands()) {
                    needed.set(graph.producer(operand).firstResult());
                }
            }
        }
        return needed;
    }

    private static Work node(Graph graph, Node node, Map<Dim, Long> dims) {
        TensorType result = node.types().getFirst();
        return switch (node.op()) {
            case Op.Input(String _, TensorType type) -> read(type, dims);
            case Op.Weight(int _, TensorType type) -> read(type, dims);
            case Op.Constant _, Op.DimVector _, Op.Iota _ -> NONE;
            case Op.Reshape _, Op.Transpose _, Op.Broadcast _, Op.Slice _, Op.Pad _ -> NONE;
            case Op.Concat _, Op.Gather _, Op.Opaque _ -> NONE;
            case Op.Unary _, Op.Select _, Op.Cast _, Op.Bitcast _ -> elements(result, dims);
            case Op.Binary _ -> elements(result, dims);
            case Op.Compare(var _, Value left, Value _) -> elements(graph.type(left), dims);
            case Op.Reduce(var _, Value operand, var _) -> elements(graph.type(operand), dims);
            case Op.ArgReduce(var _, Value operand, int _, boolean _) ->
                    elements(graph.type(operand), dims);
            case Op.Scatter(var kind, Value _, Value _, Value updates, int _) ->
                    kind == ScatterOp.REPLACE ? NONE : elements(graph.type(updates), dims);
            case Op.Sort _ -> NONE;
            case Op.Fourier fourier -> fourier(graph, fourier, result, dims);
            case Op.NonZero(Value operand, var _) -> elements(graph.type(operand), dims);
            case Op.Contract contract -> contraction(graph, contract, result, dims);
            case Op.Convolve convolve -> convolution(graph, convolve, result, dims);
            case Op.LinearAlgebra op -> matrices(graph, op, result, dims);
            case Op.While(Graph condition, Graph body, var _, var _) ->
                    inner(condition, dims).plus(inner(body, dims));
            case Op.Scan scan -> inner(scan.body(), dims).times(extent(scan.length(), dims));
        };
    }

    private static Work contraction(
            Graph graph, Op.Contract contract, TensorType result, Map<Dim, Long> dims) {
        Shape left = graph.type(contract.left()).shape();
        double depth = 1;
        for (int axis : contract.leftContracted()) {
            depth *= extent(left.dim(axis), dims);
        }
        return products(result, depth, dims);
    }

    /// The usual count of `5 n log2 n` for `n` complex numbers, half of it for real ones.
    private static Work fourier(
            Graph graph, Op.Fourier op, TensorType result, Map<Dim, Long> dims) {
        boolean isComplex = op.kind().takesComplex() && op.kind().givesComplex();
        Shape lines = op.kind().givesComplex() ? result.shape() : graph.type(op.operand()).shape();
        double count = count(lines, dims) / 2 / extent(lines.dim(op.axis()), dims);
        double n = op.length();
        double flops = count * (isComplex ? 5 : 2.5) * n * Math.log(n) / Math.log(2);
        return new Work(flops, 0, result.dtype() == DType.F64 ? flops : 0, 0, 0);
    }

    /// The textbook's counts: n^3 / 3 for Cholesky, 2 n^3 / 3 for square LU, n^2 a right side.
    private static Work matrices(
            Graph graph, Op.LinearAlgebra op, TensorType result, Map<Dim, Long> dims) {
        Shape operand = graph.type(op.operands().getFirst()).shape();
        double rows = extent(operand.dim(operand.rank() - 2), dims);
        double columns = extent(operand.dim(operand.rank() - 1), dims);
        double steps = Math.min(rows, columns);
        double elements = count(result.shape(), dims);
        double flops =
                switch (op) {
                    case Op.SolveTriangular _ -> elements * rows;
                    case Op.Factorize factorize ->
                            switch (factorize.kind()) {
                                case CHOLESKY -> elements * steps / 3;
                                case QR, EIGH, SVD -> 4 * elements * steps;
                                case LU ->
                                        elements
                                                * (steps
                                                        - steps
                                                                * steps
                                                                / (3 * Math.max(rows, columns)));
                            };
                };
        return new Work(flops, 0, result.dtype() == DType.F64 ? flops : 0, 0, 0);
    }

    private static Work convolution(
            Graph graph, Op.Convolve convolve, TensorType result, Map<Dim, Long> dims) {
        Shape filter = graph.type(convolve.filter()).shape();
        double taps = 1;
        for (int axis = 1; axis < filter.rank(); axis++) {
            taps *= extent(filter.dim(axis), dims);
        }
        return products(result, taps, dims);
    }

    private static Work products(TensorType result, double depth, Map<Dim, Long> dims) {
        double flops = 2 * depth * count(result.shape(), dims);
        return new Work(flops, 0, result.dtype() == DType.F64 ? flops : 0, 0, 0);
    }

    private static Work elements(TensorType type, Map<Dim, Long> dims) {
        double count = count(type.shape(), dims);
        return new Work(0, count, type.dtype() == DType.F64 ? count : 0, 0, 0);
    }

    private static Work read(TensorType type, Map<Dim, Long> dims) {
        return new Work(0, 0, 0, bytes(type, dims), 0);
    }

    /// The operations of a sub-graph; what it reads and writes is not memory.
    private static Work inner(Graph body, Map<Dim, Long> dims) {
        Work work = of(body, dims);
        return new Work(work.productFlops, work.elementOps, work.f64Ops, 0, 0);
    }

    private static double bytes(TensorType type, Map<Dim, Long> dims) {
        return (double) type.dtype().byteSize() * count(type.shape(), dims);
    }

    private static double count(Shape shape, Map<Dim, Long> dims) {
        double product = 1;
        for (Dim dim : shape.dims()) {
            product *= extent(dim, dims);
        }
        return product;
    }

    private static double extent(Dim dim, Map<Dim, Long> dims) {
        return dim.bound()
                .evaluate(
                        atom -> {
                            Long value = dims.get(atom);
                            if (value == null) {
                                throw new IllegalArgumentException(
                                        "The extent "
                                                + atom
                                                + " has no value; values: "
                                                + dims.keySet());
                            }
                            return value;
                        });
    }

    private Work plus(Work other) {
        return new Work(
                productFlops + other.productFlops,
                elementOps + other.elementOps,
                f64Ops + other.f64Ops,
                readBytes + other.readBytes,
                writtenBytes + other.writtenBytes);
    }

    private Work times(double count) {
        return new Work(
                count * productFlops,
                count * elementOps,
                count * f64Ops,
                count * readBytes,
                count * writtenBytes);
    }
}
