package dev.komodo.schedule;

import dev.komodo.graph.Dim;
import dev.komodo.graph.Node;
import dev.komodo.graph.Op;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Value;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopType;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// What a kernel reads: values in memory with where it reads them, and data dims.
final class KernelReads {
    /// Where a value is read, in terms of the kernel's space.
    enum Place {
        /// At the position of the element that is computed.
        FULL,
        /// At the position of the row.
        ROW,
        /// Elsewhere.
        ANYWHERE
    }

    /// A read of a value in memory.
    record Read(Value value, Place place) {}

    private final Scope scope;
    private final Predicate<Value> isLeaf;
    private final Set<Read> reads = new LinkedHashSet<>();
    private final Set<Dim.Data> dataDims = new LinkedHashSet<>();
    private final Set<Value> gathers = new LinkedHashSet<>();
    private final Set<Value> checked = new LinkedHashSet<>();

    private KernelReads(Scope scope, Predicate<Value> isLeaf) {
        this.scope = scope;
        this.isLeaf = isLeaf;
    }

    /// The reads of a node with a schedule of its own; none without one.
    ///
    /// @param isLeaf which values are in memory
    static KernelReads ofNode(Scope scope, Optional<Node> node, Predicate<Value> isLeaf) {
        KernelReads reads = new KernelReads(scope, isLeaf);
        node.ifPresent(reads::node);
        return reads;
    }

    /// The reads of a root that is computed element by element.
    ///
    /// @param isLeaf which values are in memory
    static KernelReads ofRoot(Scope scope, Domain domain, Value root, Predicate<Value> isLeaf) {
        KernelReads reads = new KernelReads(scope, isLeaf);
        reads.root(domain, root);
        return reads;
    }

    /// Adds those of another root. (A root finds no data dim itself: only nodes with a schedule of
    /// their own do.)
    void add(KernelReads root) {
        reads.addAll(root.reads);
        dataDims.addAll(root.dataDims);
        gathers.addAll(root.gathers);
        checked.addAll(root.checked);
    }

    Set<Read> reads() {
        return reads;
    }

    /// The gathers that are computed on the way.
    Set<Value> gathers() {
        return gathers;
    }

    /// The values that the checks of the gathers read.
    Set<Value> checked() {
        return checked;
    }

    Set<Dim.Data> dataDims() {
        return dataDims;
    }

    /// The values that are read.
    Set<Value> values() {
        Set<Value> values = new LinkedHashSet<>();
        reads.forEach(read -> values.add(read.value()));
        return values;
    }

    private void root(Domain domain, Value root) {
        boolean isRow = RowPasses.role(scope, domain, root) == RowPasses.Role.ROW;
        List<Position> full = domain.symbolic();
        List<Position> row = domain.row(full);
        Accesses accesses = new Accesses(scope, value -> !value.equals(root) && isLeaf.test(value));
        Value body = RowPasses.body(scope, root);
        note(scope.node(root));
        accesses.follow(body, Domain.index(scope.dims(body), isRow ? row : full));
        collect(accesses, full, row);
    }

    private void node(Node node) {
        note(node);
        Optional<AttentionPattern> attention = scope.attention(node.result(0));
        if (attention.isPresent()) {
            attention(attention.get());
            return;
        }
        Optional<ScorePattern> score = scope.score(node.result(0));
        if (score.isPresent()) {
            score(score.get());
            return;
        }
        for (Value operand : node.op().operands()) {
            Value start =
                    node.op() instanceof Op.Contract ? StridedView.base(scope, operand) : operand;
            collect(anywhere(start, isLeaf), List.of(), List.of());
        }
    }

    private Accesses anywhere(Value start, Predicate<Value> isEnd) {
        Accesses accesses = new Accesses(scope, isEnd);
        List<Position> positions = new ArrayList<>();
        for (int i = 0; i < scope.dims(start).size(); i++) {
            positions.add(Position.uniform(new Expr.Var("any" + i, LoopType.INDEX)));
        }
        accesses.follow(start, Index.of(scope.dims(start), positions));
        return accesses;
    }

    private void attention(AttentionPattern pattern) {
        List.of(pattern.query(), pattern.key(), pattern.value()).forEach(this::operand);
        elements(pattern.scores(), Set.of(pattern.product()));
    }

    private void score(ScorePattern pattern) {
        Set<Value> products = new HashSet<>();
        for (ScorePattern.Product product : pattern.products()) {
            products.add(product.value());
            operand(product.left());
            operand(product.right());
        }
        pattern.other().ifPresent(this::operand);
        elements(pattern.weights(), products);
    }

    private void operand(MatrixAxes axes) {
        Value start = StridedView.base(scope, axes.value());
        collect(anywhere(start, isLeaf), List.of(), List.of());
    }

    /// What elements are computed from, apart from products that the kernel computes.
    private void elements(Value value, Set<Value> products) {
        Accesses accesses = anywhere(value, part -> products.contains(part) || isLeaf.test(part));
        accesses.leaves().removeIf(use -> products.contains(use.value()));
        collect(accesses, List.of(), List.of());
    }

    private void collect(Accesses accesses, List<Position> full, List<Position> row) {
        for (Accesses.Use use : accesses.leaves()) {
            var squeezed = use.index().squeezed();
            Place place = Place.ANYWHERE;
            if (squeezed.isPresent() && !full.isEmpty() && squeezed.get().equals(full)) {
                place = Place.FULL;
            } else if (squeezed.isPresent() && squeezed.get().equals(row)) {
                place = Place.ROW;
            }
            reads.add(new Read(use.value(), place));
            data(scope.graph().type(use.value()).shape());
        }
        for (Value value : accesses.inner()) {
            note(scope.node(value));
            if (scope.op(value) instanceof Op.Gather(Value _, Value indices, int _)) {
                gathers.add(value);
                checked(indices);
            }
        }
    }

    private void checked(Value indices) {
        Accesses accesses = new Accesses(scope, isLeaf);
        accesses.follow(indices, Index.first(scope.dims(indices)));
        accesses.leaves().forEach(use -> checked.add(use.value()));
    }

    private void note(Node node) {
        node.types().forEach(type -> data(type.shape()));
        switch (node.op()) {
            case Op.DimVector(List<Dim> dims) -> dims.forEach(this::data);
            case Op.Slice slice -> slice.starts().forEach(this::data);
            case Op.Pad pad -> {
                pad.low().forEach(this::data);
                pad.high().forEach(this::data);
            }
            default -> {}
        }
        if (node.op() instanceof Op.Scan scan) {
            data(scan.length());
        }
        own(node).forEach(dataDims::remove);
    }

    /// The data dims that a node finds itself.
    static Set<Dim.Data> own(Node node) {
        Set<Dim.Data> own = new HashSet<>();
        if (node.op() instanceof Op.NonZero(Value _, Dim.Data count)) {
            own.add(count);
        }
        if (node.op() instanceof Op.Scan scan) {
            scan.steps().ifPresent(own::add);
        }
        return own;
    }

    private void data(Shape shape) {
        shape.dims().forEach(this::data);
    }

    private void data(Dim dim) {
        for (Dim atom : dim.atoms()) {
            if (atom instanceof Dim.Data data) {
                dataDims.add(data);
            }
        }
    }
}
