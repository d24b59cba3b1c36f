package dev.komodo.schedule;

import static dev.komodo.loop.Expressions.index;

import dev.komodo.contract.DotContraction;
import dev.komodo.contract.NarrowOperand;
import dev.komodo.contract.PackSource;
import dev.komodo.contract.ZeroPoint;
import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Op;
import dev.komodo.graph.Value;
import dev.komodo.loop.DotKind;
import dev.komodo.loop.Expr;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// A contraction as products of matrices, one for each position of the batch, and what follows it
/// element by element, done while the elements are in registers.
final class ContractKernel {
    /// So few products do not keep threads busy.
    private static final long FEW = 8;

    /// Simple vector operations of a product that threads should share.
    private static final long LARGE = 1 << 20;

    private final Lowering lowering;
    private final KernelWriter writer;
    private final Scope scope;
    private final ProgramWriter program;
    private final Value result;
    private final List<Value> roots;
    private final MatrixAxes left;
    private final MatrixAxes right;
    private final List<Dim> batch;

    /// @param roots the result and what is computed from it, in topological order
    ContractKernel(
            Lowering lowering,
            ProgramWriter program,
            Value result,
            Op.Contract op,
            List<Value> roots) {
        this.lowering = lowering;
        this.writer = lowering.writer();
        this.scope = lowering.scope();
        this.program = program;
        this.result = result;
        this.roots = List.copyOf(roots);
        List<Integer> order =
                IntStream.range(0, op.leftContracted().size())
                        .boxed()
                        .sorted(Comparator.comparing(op.leftContracted()::get))
                        .toList();
        this.left =
                MatrixAxes.of(
                        scope,
                        op.left(),
                        op.leftBatch(),
                        order.stream().map(op.leftContracted()::get).toList());
        this.right =
                MatrixAxes.of(
                        scope,
                        op.right(),
                        op.rightBatch(),
                        order.stream().map(op.rightContracted()::get).toList());
        this.batch = left.dims(left.batch());
        lowering.compute(this.roots);
    }

    void write() {
        if (scope.dims(result).stream().anyMatch(dim -> dim.is(0))) {
            return;
        }
        Optional<AttentionPattern> attention = scope.attention(result);
        if (attention.isPresent()) {
            new AttentionProduct(this, lowering, program, attention.get()).write();
            return;
        }
        Optional<ScorePattern> score = scope.score(result);
        if (score.isPresent()) {
            new ScoreKernel(Optional.of(this), lowering, program, score.get()).write();
            return;
        }
        if (batch.stream().allMatch(dim -> dim.is(1))) {
            product(index(0), Optional.empty());
            return;
        }
        Dim count = Index.product(batch);
        long work = work();
        if (count.constant().orElse(Long.MAX_VALUE) <= FEW && work >= LARGE) {
            writer.loop("batch", index(0), writer.dim(count), at -> product(at, Optional.empty()));
            return;
        }
        writer.parallel(
                "batch",
                index(0),
                writer.dim(count),
                1,
                Math.max(1, Costs.GRAIN / work),
                (at, worker) -> product(at, Optional.of(worker)));
    }

    /// Simple vector operations of one product, about.
    private long work() {
        long work = 1;
        for (Dim dim : List.of(rows(), columns(), depth())) {
            long extent = Math.max(1, dim.bound().constant().orElse(Costs.SYMBOLIC_EXTENT));
            work = Math.min(work * Math.min(extent, LARGE), LARGE * 16);
        }
        return Math.max(1, work / 16);
    }

    /// One product of matrices.
    ///
    /// @param worker present inside a parallel loop over the batch
    private void product(Expr batch, Optional<Expr> worker) {
        DType dtype = scope.dtype(result);
        Optional<DotProduct> dot = DotProduct.of(this, writer, program, batch, worker);
        if (dot.isPresent()) {
            dot.get().write();
        } else if (dtype == DType.F32 || dtype == DType.F64) {
            new MatrixProduct(this, writer, program, dtype, batch, worker).write();
        } else {
            new PlainProduct(this, writer, program.target(), dtype, batch, worker).write();
        }
    }

    Dim rows() {
        return Index.product(left.dims(left.own()));
    }

    Dim columns() {
        return Index.product(right.dims(right.own()));
    }

    Dim depth() {
        return Index.product(left.dims(left.contracted()));
    }

    /// Elements of the left operand.
    Expr left(Expr batch, Position row, Position k, Guard guard) {
        return left.element(lowering, Position.uniform(batch), row, k, guard);
    }

    /// Elements of the right operand.
    Expr right(Expr batch, Position column, Position k, Guard guard) {
        return right.element(lowering, Position.uniform(batch), column, k, guard);
    }

    /// An operand of one product.
    PackSource operand(boolean isLeft, Expr batch, DType dtype) {
        return (isLeft ? left : right).source(lowering, batch, dtype);
    }

    /// An operand of one product as what it was converted from, if it was.
    Optional<NarrowOperand> narrow(boolean isLeft, Expr batch) {
        MatrixAxes axes = isLeft ? left : right;
        return NarrowValue.of(scope, axes.value(), axes.contracted())
                .map(
                        value ->
                                new NarrowOperand(
                                        axes.with(value.core())
                                                .source(lowering, batch, scope.dtype(value.core())),
                                        scope.dtype(value.core()),
                                        value.zero().map(zero -> zero(axes.with(zero), batch))));
    }

    private ZeroPoint zero(MatrixAxes axes, Expr batch) {
        return (block, outer, lanes, mask) ->
                writer.within(
                        block,
                        lanes,
                        () -> {
                            Guard guard = mask.map(Guard::lanes).orElse(Guard.NONE);
                            Position own =
                                    lanes == 1
                                            ? Position.uniform(outer)
                                            : Position.consecutive(outer);
                            Position first = Position.uniform(index(0));
                            Expr value =
                                    axes.element(
                                            lowering, Position.uniform(batch), own, first, guard);
                            return Lowering.widen(value, lanes);
                        });
    }

    /// The dtypes that the operands are converted from, if both are.
    Optional<DotKind> narrowKind() {
        Optional<NarrowValue> one = NarrowValue.of(scope, left.value(), left.contracted());
        Optional<NarrowValue> other = NarrowValue.of(scope, right.value(), right.contracted());
        return one.isEmpty() || other.isEmpty()
                ? Optional.empty()
                : DotContraction.kind(
                        program.target(),
                        scope.dtype(one.get().core()),
                        scope.dtype(other.get().core()));
    }

    /// An operand that was packed before, where that is possible and pays.
    ///
    /// @param rows how many rows or columns the other operand has
    Optional<PackSource> packedOnce(boolean isLeft, Expr rows, Expr batch, DType dtype) {
        return PreparedOperand.of(scope, isLeft ? left : right, dtype)
                .filter(operand -> operand.pays(program.target(), rows))
                .map(operand -> operand.packed(lowering, program, batch));
    }

    /// Stores finished elements and what is computed from them.
    void finish(Expr values, Expr batch, Position row, Position column, Guard guard) {
        lowering.hold(result, (_, _) -> values);
        for (Value root : roots) {
            Optional<Storage> target = scope.stored(root);
            if (target.isPresent()) {
                Index index = place(root, batch, row, column);
                Expr value = Lowering.widen(lowering.at(root, index, guard), writer.lanes());
                MapKernel.store(lowering, target.get(), index.flat(writer), value, guard);
            }
        }
        lowering.forget();
    }

    private Index place(Value root, Expr batch, Position row, Position column) {
        List<Integer> groups = new ArrayList<>();
        List<Position> positions = new ArrayList<>();
        group(groups, positions, this.batch, Position.uniform(batch));
        group(groups, positions, left.dims(left.own()), row);
        group(groups, positions, right.dims(right.own()), column);
        return Index.grouped(scope.dims(root), groups, positions);
    }

    private static void group(
            List<Integer> groups, List<Position> positions, List<Dim> dims, Position position) {
        int count = Domain.squeeze(dims).size();
        if (count > 0) {
            groups.add(count);
            positions.add(position);
        }
    }
}
