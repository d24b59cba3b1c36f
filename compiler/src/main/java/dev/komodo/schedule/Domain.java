package dev.komodo.schedule;

import dev.komodo.graph.Dim;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopType;

import java.util.ArrayList;
import java.util.List;

/// The iteration space of a kernel, extents of 1 left out: rows over `outer` and `kept`, each of
/// which is folded along `reduced`. A kernel without reductions has `outer` only. Where nothing is
/// kept, the reduced axes are the innermost: contiguous.
record Domain(List<Dim> outer, List<Dim> reduced, List<Dim> kept) {
    Domain {
        outer = List.copyOf(outer);
        reduced = List.copyOf(reduced);
        kept = List.copyOf(kept);
    }

    /// A space without reductions.
    static Domain map(List<Dim> dims) {
        return new Domain(squeeze(dims), List.of(), List.of());
    }

    static List<Dim> squeeze(List<Dim> dims) {
        return dims.stream().filter(dim -> !dim.is(1)).toList();
    }

    boolean isMap() {
        return reduced.isEmpty();
    }

    /// All extents.
    List<Dim> full() {
        List<Dim> all = new ArrayList<>(outer);
        all.addAll(reduced);
        all.addAll(kept);
        return all;
    }

    /// The extents that a reduction leaves.
    List<Dim> row() {
        List<Dim> all = new ArrayList<>(outer);
        all.addAll(kept);
        return all;
    }

    /// A position that stands for any, along each axis of the full space.
    List<Position> symbolic() {
        return symbolic(full().size());
    }

    /// Positions that stand for any.
    static List<Position> symbolic(int count) {
        List<Position> positions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            positions.add(Position.uniform(new Expr.Var("axis" + i, LoopType.INDEX)));
        }
        return positions;
    }

    /// The positions of a row, of those of the full space.
    List<Position> row(List<Position> full) {
        List<Position> positions = new ArrayList<>(full.subList(0, outer.size()));
        positions.addAll(full.subList(outer.size() + reduced.size(), full.size()));
        return positions;
    }

    /// The index of a tensor whose extents, but for those of 1, are those of the positions.
    static Index index(List<Dim> dims, List<Position> positions) {
        List<Position> all = new ArrayList<>();
        int next = 0;
        for (Dim dim : dims) {
            all.add(dim.is(1) ? Position.ZERO : positions.get(next++));
        }
        return Index.of(dims, all);
    }
}
