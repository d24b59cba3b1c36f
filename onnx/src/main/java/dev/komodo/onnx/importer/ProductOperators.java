package dev.komodo.onnx.importer;

import static dev.komodo.onnx.importer.Operator.binary;
import static dev.komodo.onnx.importer.Operator.one;

import dev.komodo.graph.DType;
import dev.komodo.graph.Tensor;
import dev.komodo.library.LinearAlgebra;

import java.util.List;

/// Matrix products, and what else is made of matrices.
final class ProductOperators {
    private ProductOperators() {}

    static final List<Operator> ROWS =
            List.of(
                    binary("MatMul", 1, Tensor::matmul),
                    one("Gemm", 1, ProductOperators::gemm),
                    one("Einsum", 12, Einsum::build),
                    one("Det", 11, ProductOperators::determinant));

    /// `alpha A' B' + beta C`, where `'` may transpose and C broadcasts to the product.
    private static Tensor gemm(NodeContext node) {
        Tensor left = matrix(node, 0);
        Tensor right = matrix(node, 1);
        Tensor product =
                left.contract(
                        right,
                        List.of(),
                        List.of(),
                        List.of(node.flag("transA", false) ? 0 : 1),
                        List.of(node.flag("transB", false) ? 1 : 0));
        product = scaled(product, node.real("alpha", 1));
        double beta = node.real("beta", 1);
        return node.has(2) && beta != 0 ? product.add(scaled(node.input(2), beta)) : product;
    }

    /// Halves are factorized as f32.
    private static Tensor determinant(NodeContext node) {
        Tensor matrices = node.input(0);
        DType exact = matrices.dtype() == DType.F64 ? DType.F64 : DType.F32;
        return LinearAlgebra.determinant(matrices.cast(exact)).cast(matrices.dtype());
    }

    private static Tensor matrix(NodeContext node, int index) {
        Tensor tensor = node.input(index);
        if (tensor.rank() != 2) {
            throw node.invalid("input " + index + " must be a matrix, found " + tensor.type());
        }
        return tensor;
    }

    private static Tensor scaled(Tensor tensor, double factor) {
        return factor == 1 ? tensor : tensor.mul(factor);
    }
}
