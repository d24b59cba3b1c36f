package dev.komodo.onnx.importer;

import static dev.komodo.onnx.importer.Operator.many;
import static dev.komodo.onnx.importer.Operator.one;

import dev.komodo.graph.Dim;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;

/// Operators that read extents or write the same elements under others.
final class ShapeOperators {
    private ShapeOperators() {}

    static final List<Operator> ROWS =
            List.of(
                    many("Shape", 1, ShapeOperators::shape),
                    many("Size", 1, ShapeOperators::size),
                    one("Reshape", 1, ShapeOperators::reshape)
                            .onSizes(ShapeOperators::reshapeSizes),
                    one("Flatten", 1, ShapeOperators::flatten),
                    one("Squeeze", 1, ShapeOperators::squeeze)
                            .onSizes(node -> SizeArithmetic.reshape(node, 0)),
                    one("Unsqueeze", 1, ShapeOperators::unsqueeze)
                            .onSizes(
                                    node ->
                                            node.value(0).type().shape().rank() == 0
                                                    ? SizeArithmetic.reshape(node, 1)
                                                    : Optional.empty()),
                    one("Expand", 8, ShapeOperators::expand),
                    one("DepthToSpace", 1, ShapeOperators::depthToSpace),
                    one("SpaceToDepth", 1, ShapeOperators::spaceToDepth));

    private static List<Imported> shape(NodeContext node) {
        List<Dim> dims = node.value(0).type().shape().dims();
        long start = bound(node.integer("start", 0), dims.size());
        long end = bound(node.integer("end", dims.size()), dims.size());
        return List.of(
                Imported.sizes(dims.subList((int) start, (int) Math.max(start, end)), false));
    }

    private static long bound(long given, int rank) {
        return Math.clamp(given < 0 ? given + rank : given, 0, rank);
    }

    private static List<Imported> size(NodeContext node) {
        return List.of(Imported.sizes(List.of(node.value(0).type().shape().elements()), true));
    }

    private static Tensor reshape(NodeContext node) {
        Tensor data = node.input(0);
        List<Dim> wanted =
                node.version() < 5
                        ? node.attributes().integers("shape").orElse(List.of()).stream()
                                .map(Dim::of)
                                .toList()
                        : node.dims(1, "the shape of a Reshape");
        return data.reshape(resolved(node, data.shape(), wanted));
    }

    /// The shape with copies in place of 0 and what is left in place of -1. What is copied is left
    /// out of the division, so that it may be 0.
    private static Shape resolved(NodeContext node, Shape from, List<Dim> wanted) {
        boolean copies = !node.flag("allowzero", false);
        List<Dim> dims = new ArrayList<>(wanted);
        Dim rest = Dim.of(1);
        Dim known = Dim.of(1);
        int open = -1;
        Set<Integer> copied = new HashSet<>();
        for (int i = 0; i < dims.size(); i++) {
            Dim dim = dims.get(i);
            if (dim.is(-1)) {
                if (open >= 0) {
                    throw node.invalid("more than one extent of " + wanted + " is -1");
                }
                open = i;
            } else if (copies && dim.is(0)) {
                dims.set(i, from.dim(node.axis(i, from.rank())));
                copied.add(i);
            } else if (i < from.rank() && dim.equals(from.dim(i))) {
                copied.add(i);
            } else {
                known = known.times(dim);
            }
        }
        if (open < 0) {
            return new Shape(dims);
        }
        for (int i = 0; i < from.rank(); i++) {
            rest = copied.contains(i) ? rest : rest.times(from.dim(i));
        }
        if (known.is(0)) {
            throw node.invalid("-1 beside 0 in " + wanted + " has no one meaning");
        }
        dims.set(open, rest.floorDivide(known));
        return new Shape(dims);
    }

    private static Optional<Imported> reshapeSizes(NodeContext node) {
        List<Dim> wanted = node.dims(1, "the shape of a Reshape");
        boolean toVector =
                wanted.size() == 1
                        && (wanted.getFirst().is(-1)
                                || wanted.getFirst().is(node.dims(0, "data").size()));
        return toVector || wanted.isEmpty()
                ? SizeArithmetic.reshape(node, wanted.size())
                : Optional.empty();
    }

    private static Tensor flatten(NodeContext node) {
        Tensor data = node.input(0);
        long axis = node.integer("axis", 1);
        axis = axis < 0 ? axis + data.rank() : axis;
        if (axis < 0 || axis > data.rank()) {
            throw node.invalid("axis " + axis + " of " + data.type() + " does not exist");
        }
        return flatten(data, (int) axis);
    }

    /// The matrix of the axes before an axis and those from it on.
    static Tensor flatten(Tensor data, int axis) {
        Dim rows = new Shape(data.shape().dims().subList(0, axis)).elements();
        Dim columns = new Shape(data.shape().dims().subList(axis, data.rank())).elements();
        return data.reshape(rows, columns);
    }

    /// Without axes, those whose extent is the number 1 go; a symbol is no number.
    private static Tensor squeeze(NodeContext node) {
        Tensor data = node.input(0);
        Optional<List<Long>> named = node.longs("axes", 1);
        List<Long> axes =
                named.orElseGet(
                        () ->
                                LongStream.range(0, data.rank())
                                        .filter(axis -> data.dim((int) axis).is(1))
                                        .boxed()
                                        .toList());
        Set<Integer> dropped = Set.copyOf(node.axes(axes, data.rank()));
        List<Dim> dims = new ArrayList<>();
        for (int axis = 0; axis < data.rank(); axis++) {
            if (!dropped.contains(axis)) {
                dims.add(data.dim(axis));
            } else {
                data.builder().requireEqual(data.dim(axis), Dim.of(1), "Squeeze, axis " + axis);
            }
        }
        return data.reshape(new Shape(dims));
    }

    private static Tensor unsqueeze(NodeContext node) {
        Tensor data = node.input(0);
        List<Long> named =
                node.longs("axes", 1).orElseThrow(() -> node.invalid("the axes are missing"));
        int rank = data.rank() + named.size();
        Set<Integer> added = Set.copyOf(node.axes(named, rank));
        List<Dim> dims = new ArrayList<>();
        for (int axis = 0, from = 0; axis < rank; axis++) {
            dims.add(added.contains(axis) ? Dim.of(1) : data.dim(from++));
        }
        return data.reshape(new Shape(dims));
    }

    private static Tensor expand(NodeContext node) {
        return expand(node.input(0), node.dims(1, "the shape of an Expand"));
    }

    /// Both broadcast: an extent of 1 on either side yields.
    static Tensor expand(Tensor data, List<Dim> wanted) {
        int rank = Math.max(data.rank(), wanted.size());
        List<Dim> dims = new ArrayList<>();
        for (int axis = 0; axis < rank; axis++) {
            int from = axis - rank + data.rank();
            int to = axis - rank + wanted.size();
            boolean isOpen = from < 0 || data.dim(from).is(1);
            boolean yields = to < 0 || (wanted.get(to).is(1) && !isOpen);
            dims.add(yields ? data.dim(from) : wanted.get(to));
        }
        return data.broadcastTo(new Shape(dims));
    }

    /// `[n, c, h, w] -> [n, c / b^2, h b, w b]`.
    private static Tensor depthToSpace(NodeContext node) {
        Tensor data = images(node);
        long block = block(node);
        Dim channels = data.dim(1).floorDivide(Dim.of(block * block));
        boolean columnsFirst = node.text("mode", "DCR").equals("CRD");
        Tensor split =
                columnsFirst
                        ? data.reshape(
                                        data.dim(0),
                                        channels,
                                        block,
                                        block,
                                        data.dim(2),
                                        data.dim(3))
                                .transpose(0, 1, 4, 2, 5, 3)
                        : data.reshape(
                                        data.dim(0),
                                        block,
                                        block,
                                        channels,
                                        data.dim(2),
                                        data.dim(3))
                                .transpose(0, 3, 4, 1, 5, 2);
        Dim factor = Dim.of(block);
        return split.reshape(
                data.dim(0), channels, data.dim(2).times(factor), data.dim(3).times(factor));
    }

    /// `[n, c, h b, w b] -> [n, c b^2, h, w]`.
    private static Tensor spaceToDepth(NodeContext node) {
        Tensor data = images(node);
        Dim block = Dim.of(block(node));
        Dim height = data.dim(2).floorDivide(block);
        Dim width = data.dim(3).floorDivide(block);
        return data.reshape(data.dim(0), data.dim(1), height, block, width, block)
                .transpose(0, 3, 5, 1, 2, 4)
                .reshape(data.dim(0), data.dim(1).times(block).times(block), height, width);
    }

    private static Tensor images(NodeContext node) {
        Tensor data = node.input(0);
        if (data.rank() != 4) {
            throw node.invalid("the input must be [n, c, h, w], found " + data.type());
        }
        return data;
    }

    private static long block(NodeContext node) {
        long block = node.integer("blocksize", 0);
        if (block < 1 || block > Integer.MAX_VALUE) {
            throw node.invalid("blocksize must be positive, found " + block);
        }
        return block;
    }
}
