package dev.komodo.onnx.importer;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.ScatterOp;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Col2Im: blocks laid over an image at regular places and summed where they overlap, the adjoint
/// of taking blocks from an image.
final class ColumnsToImage {
    private ColumnsToImage() {}

    /// `columns [n, c * K, L], image_shape [s...], block_shape [k...] -> [n, c, s...]`, K elements
    /// in a block and L blocks.
    static Tensor build(NodeContext node) {
        Tensor columns = node.input(0);
        List<Dim> image = node.dims(1, "the image shape of a Col2Im");
        List<Dim> block = node.dims(2, "the block shape of a Col2Im");
        if (columns.rank() != 3 || image.isEmpty() || image.size() != block.size()) {
            throw node.invalid(
                    "the columns must be [n, c * k, l] and the image and the block of one rank,"
                            + " found "
                            + columns.type()
                            + ", "
                            + image
                            + " and "
                            + block);
        }
        Dim batch = columns.dim(0);
        Dim elements = new Shape(block).elements();
        Dim channels = columns.dim(1).floorDivide(elements);
        List<Dim> inner = new ArrayList<>(List.of(batch, channels));
        inner.addAll(image);
        Windows windows = Windows.of(node, new Shape(inner), block);
        List<Dim> padded = new ArrayList<>();
        List<Dim> places = new ArrayList<>();
        for (int axis = 0; axis < image.size(); axis++) {
            padded.add(
                    image.get(axis).plus(windows.low().get(axis)).plus(windows.high().get(axis)));
            places.add(windows.count(new Shape(inner), axis));
        }
        Dim planes = batch.times(channels);
        Dim count = new Shape(places).elements();
        Tensor zeros =
                node.builder()
                        .constant(columns.dtype(), 0)
                        .broadcastTo(planes, new Shape(padded).elements());
        node.builder().requireEqual(columns.dim(2), count, "the blocks of a Col2Im");
        Tensor sums =
                zeros.scatter(
                        ScatterOp.ADD,
                        positions(node, windows, padded, places),
                        columns.reshape(planes, elements.times(count)),
                        1);
        return cropped(sums, windows, inner, padded);
    }

    /// Where each element of each block belongs in the padded image, `[K * L]`.
    private static Tensor positions(
            NodeContext node, Windows windows, List<Dim> padded, List<Dim> places) {
        int axes = padded.size();
        List<Dim> dims = new ArrayList<>(windows.kernel());
        dims.addAll(places);
        Tensor position = node.builder().constant(DType.I64, 0);
        for (int axis = 0; axis < axes; axis++) {
            Tensor tap = node.builder().iota(DType.I64, axis, dims.toArray());
            Tensor place = node.builder().iota(DType.I64, axes + axis, dims.toArray());
            Tensor at =
                    tap.mul(windows.dilations().get(axis))
                            .add(place.mul(windows.strides().get(axis)));
            Dim stride = new Shape(padded.subList(axis + 1, axes)).elements();
            position = position.add(at.mul(Positions.scalar(at, stride)));
        }
        return position.reshape(-1);
    }

    private static Tensor cropped(Tensor sums, Windows windows, List<Dim> inner, List<Dim> padded) {
        List<Dim> dims = new ArrayList<>(inner.subList(0, 2));
        dims.addAll(padded);
        List<Dim> starts = new ArrayList<>(List.of(Dim.of(0), Dim.of(0)));
        starts.addAll(windows.low());
        return sums.reshape(new Shape(dims))
                .slice(starts, inner, Collections.nCopies(inner.size(), 1L));
    }
}
