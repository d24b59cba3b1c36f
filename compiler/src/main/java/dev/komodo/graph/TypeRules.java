package dev.komodo.graph;

import dev.komodo.error.InvalidGraphException;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The types of an op's results, derived from the types of its operands: the one place that says
/// which programs are well-typed. What depends on more than the operands (the scope of dims, the
/// guards that prove a reshape) is [GraphVerifier]'s business. Stateless.
public final class TypeRules {
    private TypeRules() {}

    /// The types of the results of `op`.
    ///
    /// @param op the operation
    /// @param operands the types of `op.operands()`, in order
    /// @throws InvalidGraphException if the operation takes no such operands, or an extent or a
    ///   size overflows 64 bits
    public static List<TensorType> resultTypes(Op op, List<TensorType> operands) {
        if (operands.size() != op.operands().size()) {
            throw new InvalidGraphException(
                    name(op)
                            + " takes "
                            + op.operands().size()
                            + " operand types, found "
                            + operands.size());
        }
        try {
            List<TensorType> results = derive(op, operands);
            results.forEach(type -> requireSize(op, type));
            return results;
        } catch (ArithmeticException overflow) {
            throw new InvalidGraphException(
                    name(op) + ": an extent overflows 64 bits; operands are " + operands, overflow);
        }
    }

    /// The name that messages and the text form call the op by.
    public static String name(Op op) {
        return switch (op) {
            case Op.Input _ -> "input";
            case Op.Constant _ -> "constant";
            case Op.Weight _ -> "weight";
            case Op.DimVector _ -> "dims";
            case Op.Iota _ -> "iota";
            case Op.Unary(UnaryOp kind, Value _) -> text(kind);
            case Op.Binary(BinaryOp kind, Value _, Value _) -> text(kind);
            case Op.Compare _ -> "compare";
            case Op.Select _ -> "select";
            case Op.Cast _ -> "cast";
            case Op.Bitcast _ -> "bitcast";
            case Op.Opaque _ -> "opaque";
            case Op.Reduce _ -> "reduce";
            case Op.ArgReduce _ -> "argreduce";
            case Op.Contract _ -> "contract";
            case Op.Convolve _ -> "convolve";
            case Op.Reshape _ -> "reshape";
            case Op.Transpose _ -> "transpose";
            case Op.Broadcast _ -> "broadcast";
            case Op.Slice _ -> "slice";
            case Op.Pad _ -> "pad";
            case Op.Concat _ -> "concat";
            case Op.Gather _ -> "gather";
            case Op.Scatter _ -> "scatter";
            case Op.NonZero _ -> "nonzero";
            case Op.Factorize _ -> "factorize";
            case Op.SolveTriangular _ -> "solvetriangular";
            case Op.Sort _ -> "sort";
            case Op.Fourier _ -> "fourier";
            case Op.While _ -> "while";
            case Op.Scan _ -> "scan";
        };
    }

    static String text(Enum<?> kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static List<TensorType> derive(Op op, List<TensorType> types) {
        return switch (op) {
            case Op.Input input -> List.of(input.type());
            case Op.Constant constant -> List.of(constant.literal().type());
            case Op.Weight weight -> List.of(MovementTypes.weight(weight));
            case Op.DimVector(List<Dim> dims) ->
                    List.of(new TensorType(DType.I64, Shape.of(dims.size())));
            case Op.Iota iota -> List.of(MovementTypes.iota(iota));
            case Op.Unary(UnaryOp kind, Value _) -> List.of(unary(kind, types.getFirst()));
            case Op.Binary(BinaryOp kind, Value _, Value _) -> List.of(binary(kind, types));
            case Op.Compare _ -> {
                requireSame("compare", types);
                yield List.of(new TensorType(DType.BOOL, types.getFirst().shape()));
            }
            case Op.Select _ -> List.of(select(types));
            case Op.Cast(Value _, DType dtype) ->
                    List.of(new TensorType(dtype, types.getFirst().shape()));
            case Op.Opaque _ -> List.of(types.getFirst());
            case Op.Bitcast(Value _, DType dtype) -> List.of(bitcast(dtype, types.getFirst()));
            case Op.Reduce reduce -> List.of(ReductionTypes.reduce(reduce, types.getFirst()));
            case Op.ArgReduce reduce -> List.of(ReductionTypes.argReduce(reduce, types.getFirst()));
            case Op.Contract contract -> List.of(ReductionTypes.contract(contract, types));
            case Op.Convolve convolve -> List.of(ReductionTypes.convolve(convolve, types));
            case Op.Reshape reshape -> List.of(MovementTypes.reshape(reshape, types.getFirst()));
            case Op.Transpose transpose ->
                    List.of(MovementTypes.transpose(transpose, types.getFirst()));
            case Op.Broadcast broadcast ->
                    List.of(MovementTypes.broadcast(broadcast, types.getFirst()));
            case Op.Slice slice -> List.of(MovementTypes.slice(slice, types.getFirst()));
            case Op.Pad pad -> List.of(MovementTypes.pad(pad, types));
            case Op.Concat concat -> List.of(MovementTypes.concat(concat, types));
            case Op.Gather gather -> List.of(MovementTypes.gather(gather, types));
            case Op.Scatter scatter -> List.of(MovementTypes.scatter(scatter, types));
            case Op.NonZero nonZero -> List.of(MovementTypes.nonZero(nonZero, types.getFirst()));
            case Op.Factorize factorize -> MatrixTypes.factorize(factorize, types.getFirst());
            case Op.SolveTriangular solve -> List.of(MatrixTypes.solveTriangular(types));
            case Op.Sort sort -> MovementTypes.sort(sort, types.getFirst());
            case Op.Fourier fourier -> List.of(FourierTypes.fourier(fourier, types.getFirst()));
            case Op.While loop -> LoopTypes.whileLoop(loop, types);
            case Op.Scan scan -> LoopTypes.scan(scan, types);
        };
    }

    private static TensorType unary(UnaryOp kind, TensorType operand) {
        if (!kind.accepts(operand.dtype())) {
            throw new InvalidGraphException(
                    text(kind) + " does not take " + operand + "; cast the operand first");
        }
        return new TensorType(kind.result(operand.dtype()), operand.shape());
    }

    private static TensorType binary(BinaryOp kind, List<TensorType> types) {
        requireSame(text(kind), types);
        if (!kind.accepts(types.getFirst().dtype())) {
            throw new InvalidGraphException(
                    text(kind)
                            + " does not take "
                            + types.getFirst().dtype()
                            + "; cast the operands first");
        }
        return types.getFirst();
    }

    private static TensorType bitcast(DType dtype, TensorType operand) {
        boolean fits =
                dtype.width() == operand.dtype().width()
                        && dtype != DType.BOOL
                        && operand.dtype() != DType.BOOL;
        if (!fits) {
            throw new InvalidGraphException(
                    "bitcast takes and gives numbers of as many bits, found "
                            + operand
                            + " to "
                            + dtype);
        }
        return new TensorType(dtype, operand.shape());
    }

    private static TensorType select(List<TensorType> types) {
        if (types.getFirst().dtype() != DType.BOOL) {
            throw new InvalidGraphException(
                    "select takes a bool condition, found " + types.getFirst());
        }
        requireSame("select", types.subList(1, 3));
        if (!types.get(0).shape().equals(types.get(1).shape())) {
            throw new InvalidGraphException(
                    "select takes a condition of the operands' shape, found "
                            + types
                            + "; broadcast one");
        }
        return types.get(1);
    }

    static void requireSame(String name, List<TensorType> types) {
        if (!types.get(0).equals(types.get(1))) {
            boolean dtypes = types.get(0).dtype() != types.get(1).dtype();
            throw new InvalidGraphException(
                    name
                            + " takes operands of one "
                            + (dtypes ? "dtype" : "shape")
                            + ", found "
                            + types.get(0)
                            + " and "
                            + types.get(1)
                            + (dtypes ? "; cast one" : "; broadcast one"));
        }
    }

    static void requireAxis(String name, int axis, int rank) {
        if (axis < 0 || axis >= rank) {
            throw new InvalidGraphException(
                    name + ": axis " + axis + " of a tensor of rank " + rank + " does not exist");
        }
    }

    static void requireDistinct(String name, List<Integer> axes, int rank) {
        boolean[] seen = new boolean[rank];
        for (int axis : axes) {
            requireAxis(name, axis, rank);
            if (seen[axis]) {
                throw new InvalidGraphException(name + ": axis " + axis + " is named twice");
            }
            seen[axis] = true;
        }
    }

    static Shape without(Shape shape, List<Integer> axes) {
        List<Dim> dims = new ArrayList<>();
        for (int axis = 0; axis < shape.rank(); axis++) {
            if (!axes.contains(axis)) {
                dims.add(shape.dim(axis));
            }
        }
        return new Shape(dims);
    }

    /// What no machine has. Below it, sums of sizes do not overflow either.
    private static final long MOST_BYTES = 1L << 52;

    private static void requireSize(Op op, TensorType type) {
        for (Dim dim : type.shape().dims()) {
            if (dim instanceof Dim.Fixed(long size) && size < 0) {
                throw new InvalidGraphException(
                        name(op) + ": the result " + type + " has a negative extent");
            }
        }
        Dim bytes = type.shape().elements().times(Dim.of(type.dtype().byteSize()));
        if (bytes instanceof Dim.Fixed(long count) && count > MOST_BYTES) {
            throw new InvalidGraphException(
                    name(op) + ": the result " + type + " has more than " + MOST_BYTES + " bytes");
        }
    }
}
