package dev.komodo.schedule;

import dev.komodo.graph.Dim;
import dev.komodo.loop.Expr;
import dev.komodo.loop.Expressions;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The elements of a tensor that the lanes of a vector stand for: a position along each axis, or
/// one row-major position for several neighbouring axes (a [Part]). A part is taken apart only by
/// what needs its axes one by one; contiguous memory does not.
///
/// @param dims the shape that is indexed
/// @param parts the positions, which cover the axes in order
record Index(List<Dim> dims, List<Part> parts) {
    /// One position for `axes` neighbouring axes, row-major.
    record Part(int axes, Position position) {}

    Index {
        dims = List.copyOf(dims);
        parts = List.copyOf(parts);
    }

    /// An index from one position an axis.
    static Index of(List<Dim> dims, List<Position> positions) {
        return new Index(dims, positions.stream().map(p -> new Part(1, p)).toList());
    }

    /// The index of the first element.
    static Index first(List<Dim> dims) {
        return of(dims, dims.stream().map(_ -> Position.ZERO).toList());
    }

    /// The index of a tensor whose extents, but for those of 1, are covered by positions in groups
    /// of neighbours.
    ///
    /// @param groups how many extents that are not 1 each position covers
    static Index grouped(List<Dim> dims, List<Integer> groups, List<Position> positions) {
        List<Part> parts = new ArrayList<>();
        int axis = 0;
        for (int g = 0; g < groups.size(); g++) {
            while (dims.get(axis).is(1)) {
                parts.add(new Part(1, Position.ZERO));
                axis++;
            }
            int first = axis;
            for (int seen = 0; seen < groups.get(g); axis++) {
                seen += dims.get(axis).is(1) ? 0 : 1;
            }
            parts.add(new Part(axis - first, positions.get(g)));
        }
        for (; axis < dims.size(); axis++) {
            parts.add(new Part(1, Position.ZERO));
        }
        return new Index(dims, parts);
    }

    /// The position along an axis that is covered by a part of its own.
    Position at(int axis) {
        int first = 0;
        for (Part part : parts) {
            if (first == axis && part.axes == 1) {
                return part.position;
            }
            first += part.axes;
        }
        throw new IllegalStateException("Axis " + axis + " is not apart in " + this);
    }

    /// The row-major position of the element.
    Position flat(DimSource source) {
        return linear(source, 0, dims.size());
    }

    /// The row-major position within the axes `[from, to)`, which parts do not straddle.
    private Position linear(DimSource source, int from, int to) {
        Position sum = Position.ZERO;
        int first = 0;
        for (Part part : parts) {
            int next = first + part.axes;
            if (first >= from && next <= to && !part.position.isZero()) {
                Dim stride = product(dims.subList(next, to));
                sum = sum.plus(part.position.times(source.dim(stride)));
            }
            first = next;
        }
        return sum;
    }

    static Dim product(List<Dim> dims) {
        Dim product = Dim.of(1);
        for (Dim dim : dims) {
            product = product.times(dim);
        }
        return product;
    }

    /// The same index with the axes `[from, to)` in parts of their own, or, where `whole`, in parts
    /// that do not straddle the range.
    private Index apart(DimSource source, int from, int to, boolean whole) {
        List<Part> result = new ArrayList<>();
        int first = 0;
        for (Part part : parts) {
            int next = first + part.axes;
            boolean touches = first < to && next > from;
            boolean inside = first >= from && next <= to;
            if (part.axes > 1 && touches && !(whole && inside)) {
                split(source, result, part, dims.subList(first, next));
            } else {
                result.add(part);
            }
            first = next;
        }
        return new Index(dims, result);
    }

    /// The same index with an axis in a part of its own.
    Index apart(DimSource source, int axis) {
        return apart(source, axis, axis + 1, false);
    }

    /// The same index with each axis in a part of its own.
    Index apart(DimSource source) {
        return apart(source, 0, dims.size(), false);
    }

    private static void split(DimSource source, List<Part> result, Part part, List<Dim> covered) {
        List<Position> positions = new ArrayList<>();
        int last = -1;
        int count = 0;
        for (int i = 0; i < covered.size(); i++) {
            positions.add(Position.ZERO);
            if (!covered.get(i).is(1)) {
                last = last < 0 ? i : last;
                count++;
            }
        }
        if (count > 1) {
            source.splits();
        }
        Position rest = part.position;
        for (int i = covered.size() - 1; i >= 0; i--) {
            if (i == last) {
                positions.set(i, rest);
            } else if (!covered.get(i).is(1) && count > 1) {
                Expr extent = source.dim(covered.get(i));
                positions.set(i, rest.modulo(extent, source.lanes()));
                rest = rest.dividedBy(extent, source.lanes());
            }
        }
        positions.forEach(position -> result.add(new Part(1, position)));
    }

    /// The operand's index of a broadcast whose result this indexes.
    Index broadcast(DimSource source, List<Dim> operand, List<Integer> axes) {
        Index index = this;
        int first = 0;
        for (Part part : parts) {
            if (part.axes > 1 && !isUniformlyMapped(operand, axes, first, first + part.axes)) {
                index = index.apart(source, first, first + part.axes, false);
            }
            first += part.axes;
        }
        List<Part> result = new ArrayList<>();
        first = 0;
        int covered = 0;
        for (Part part : index.parts) {
            int next = first + part.axes;
            int begin = covered;
            boolean real = false;
            while (covered < axes.size() && axes.get(covered) < next) {
                real |= !operand.get(covered).is(1);
                covered++;
            }
            if (covered > begin && real) {
                result.add(new Part(covered - begin, part.position));
            } else {
                for (int i = begin; i < covered; i++) {
                    result.add(new Part(1, Position.ZERO));
                }
            }
            first = next;
        }
        return new Index(operand, result);
    }

    /// Whether the axes of a range, those of extent 1 apart, are all repeated or all passed on.
    private boolean isUniformlyMapped(List<Dim> operand, List<Integer> axes, int from, int to) {
        boolean passed = false;
        boolean repeated = false;
        for (int axis = from; axis < to; axis++) {
            if (!dims.get(axis).is(1)) {
                int at = axes.indexOf(axis);
                boolean passes = at >= 0 && !operand.get(at).is(1);
                passed |= passes;
                repeated |= !passes;
            }
        }
        return !(passed && repeated);
    }

    /// The operand's index of a transposition whose result this indexes.
    Index transpose(DimSource source, List<Dim> operand, List<Integer> permutation) {
        Index index = this;
        int first = 0;
        for (Part part : parts) {
            for (int i = first + 1; i < first + part.axes; i++) {
                if (permutation.get(i) != permutation.get(i - 1) + 1) {
                    index = index.apart(source, first, first + part.axes, false);
                    break;
                }
            }
            first += part.axes;
        }
        Part[] byAxis = new Part[operand.size()];
        first = 0;
        for (Part part : index.parts) {
            byAxis[permutation.get(first)] = part;
            first += part.axes;
        }
        List<Part> result = new ArrayList<>();
        for (Part part : byAxis) {
            if (part != null) {
                result.add(part);
            }
        }
        return new Index(operand, result);
    }

    /// The operand's index of a reshape whose result this indexes: axes correspond in groups of
    /// equal products.
    Index reshape(DimSource source, List<Dim> operand) {
        List<Part> result = new ArrayList<>();
        Index index = this;
        int from = 0;
        int operandFrom = 0;
        while (from < dims.size() || operandFrom < operand.size()) {
            int[] ends = group(operand, from, operandFrom);
            if (ends[1] == operandFrom) {
                from = ends[0];
                continue;
            }
            index = index.apart(source, from, ends[0], true);
            Position linear = index.linear(source, from, ends[0]);
            result.add(new Part(ends[1] - operandFrom, linear));
            from = ends[0];
            operandFrom = ends[1];
        }
        return new Index(operand, result);
    }

    /// The ends of the smallest group of result axes and operand axes with equal products, or of
    /// everything.
    private int[] group(List<Dim> operand, int from, int operandFrom) {
        int best = Integer.MAX_VALUE;
        int[] ends = {dims.size(), operand.size()};
        Dim left = Dim.of(1);
        for (int i = from; i <= dims.size(); i++) {
            Dim right = Dim.of(1);
            for (int j = operandFrom; j <= operand.size(); j++) {
                int size = i - from + j - operandFrom;
                boolean rest = !endsInside(operand, i, j) || isUnit(operand, i, j);
                if (size > 0 && size < best && rest && left.equals(right)) {
                    best = size;
                    ends = new int[] {i, j};
                }
                if (j < operand.size()) {
                    right = right.times(operand.get(j));
                }
            }
            if (i < dims.size()) {
                left = left.times(dims.get(i));
            }
        }
        return ends;
    }

    /// Whether one side ends while the other goes on.
    private boolean endsInside(List<Dim> operand, int i, int j) {
        return (i == dims.size()) != (j == operand.size());
    }

    /// Whether what is left behind a group has only extents of 1.
    private boolean isUnit(List<Dim> operand, int i, int j) {
        return product(dims.subList(i, dims.size())).is(1)
                && product(operand.subList(j, operand.size())).is(1);
    }

    /// The operand's index of a slice whose result this indexes.
    Index slice(DimSource source, List<Dim> operand, List<Dim> starts, List<Long> steps) {
        Index index = this;
        for (int axis = 0; axis < operand.size(); axis++) {
            if (!isWhole(operand, starts, steps, axis)) {
                index = index.apart(source, axis);
            }
        }
        List<Part> result = new ArrayList<>();
        int axis = 0;
        for (Part part : index.parts) {
            if (part.axes > 1 || isWhole(operand, starts, steps, axis)) {
                result.add(part);
            } else {
                Expr step = Expressions.index(steps.get(axis));
                result.add(
                        new Part(1, part.position.times(step).plus(source.dim(starts.get(axis)))));
            }
            axis += part.axes;
        }
        return new Index(operand, result);
    }

    private boolean isWhole(List<Dim> operand, List<Dim> starts, List<Long> steps, int axis) {
        return starts.get(axis).is(0)
                && steps.get(axis) == 1
                && operand.get(axis).equals(dims.get(axis));
    }

    /// The same index with another position along an axis (that is apart), in another shape.
    Index with(List<Dim> shape, int axis, Position position) {
        List<Part> result = new ArrayList<>();
        int first = 0;
        for (Part part : parts) {
            result.add(first == axis ? new Part(1, position) : part);
            first += part.axes;
        }
        return new Index(shape, result);
    }

    /// The parts that cover the axes `[from, to)`, which no part straddles.
    List<Part> range(int from, int to) {
        List<Part> result = new ArrayList<>();
        int first = 0;
        for (Part part : parts) {
            if (first >= from && first < to) {
                result.add(part);
            }
            first += part.axes;
        }
        return result;
    }

    /// The same index with the border at an axis between two parts.
    Index bordered(DimSource source, int axis) {
        Index index = apart(source, 0, axis, true);
        return index.apart(source, axis, dims.size(), true);
    }

    /// The positions along the axes that are not of extent 1, each of which is apart; empty if some
    /// are not.
    Optional<List<Position>> squeezed() {
        List<Position> positions = new ArrayList<>();
        int first = 0;
        for (Part part : parts) {
            List<Dim> covered = dims.subList(first, first + part.axes);
            long real = covered.stream().filter(dim -> !dim.is(1)).count();
            if (real > 1) {
                return Optional.empty();
            }
            if (real == 1) {
                positions.add(part.position);
            }
            first += part.axes;
        }
        return Optional.of(positions);
    }
}
