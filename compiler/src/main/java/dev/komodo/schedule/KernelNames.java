package dev.komodo.schedule;

import dev.komodo.graph.Op;
import dev.komodo.graph.Value;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Names that say what a kernel does.
final class KernelNames {
    private KernelNames() {}

    /// The names of a few roots, such as `exp_sum`.
    static String of(Scope scope, List<Value> roots) {
        List<String> names = new ArrayList<>();
        for (Value root : roots) {
            String name = of(scope.op(root));
            if (names.size() < 4 && (names.isEmpty() || !names.getLast().equals(name))) {
                names.add(name);
            }
        }
        return String.join("_", names);
    }

    /// The name of an op.
    static String of(Op op) {
        return switch (op) {
            case Op.Unary unary -> lower(unary.kind());
            case Op.Binary binary -> lower(binary.kind());
            case Op.Compare compare -> lower(compare.kind());
            case Op.Reduce reduce -> lower(reduce.kind());
            case Op.ArgReduce reduce -> lower(reduce.kind());
            case Op.Input _ -> "input";
            case Op.Constant _ -> "constant";
            case Op.Weight _ -> "weight";
            case Op.DimVector _ -> "dims";
            case Op.Iota _ -> "iota";
            case Op.Select _ -> "select";
            case Op.Cast _ -> "cast";
            case Op.Bitcast _ -> "bitcast";
            case Op.Opaque _ -> "opaque";
            case Op.Contract _ -> "contract";
            case Op.Convolve c -> "conv" + c.strides().size() + "d";
            case Op.Reshape _ -> "reshape";
            case Op.Transpose _ -> "transpose";
            case Op.Broadcast _ -> "broadcast";
            case Op.Slice _ -> "slice";
            case Op.Pad _ -> "pad";
            case Op.Concat _ -> "concat";
            case Op.Gather _ -> "gather";
            case Op.Scatter scatter -> "scatter_" + lower(scatter.kind());
            case Op.NonZero _ -> "nonzero";
            case Op.Factorize factorize -> lower(factorize.kind());
            case Op.SolveTriangular _ -> "solve_triangular";
            case Op.Sort _ -> "sort";
            case Op.Fourier fourier -> "fourier_" + lower(fourier.kind());
            case Op.While _ -> "while";
            case Op.Scan _ -> "scan";
        };
    }

    private static String lower(Enum<?> kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
