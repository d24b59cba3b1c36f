package dev.komodo.schedule;

import dev.komodo.graph.Dim;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Literal;
import dev.komodo.graph.Node;
import dev.komodo.graph.Op;
import dev.komodo.graph.Value;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/// Schedules one graph into the current block of a program: a kernel after another, each result in
/// its place.
final class ScopeSchedule {
    private final ProgramWriter program;
    private final Scope scope;
    private final Map<Value, Storage> places = new HashMap<>();
    private final Map<Value, Value> heirs = new HashMap<>();
    private final Set<Value> checked = new HashSet<>();

    /// @param scope a normalised graph whose inputs and weights are stored
    ScopeSchedule(ProgramWriter program, Scope scope) {
        this.program = program;
        this.scope = scope;
    }

    /// Writes the kernels.
    ///
    /// @param targets where the outputs go, in order
    void write(List<Storage> targets) {
        constants(scope);
        AttentionSearch.of(scope).forEach(scope::attend);
        ScoreSearch.of(scope, program.leastScores()).forEach(scope::fold);
        RootChoice choice = new RootChoice(scope);
        heirs.putAll(ScatterPlaces.heirs(scope, choice));
        List<Graph.Output> outputs = scope.graph().outputs();
        Set<Integer> copies = new HashSet<>();
        for (int i = 0; i < outputs.size(); i++) {
            Value value = outputs.get(i).value();
            if (!choice.isRoot(value) || places.putIfAbsent(value, targets.get(i)) != null) {
                copies.add(i);
            }
        }
        Fusion fusion = new Fusion(scope, choice);
        for (Kernel kernel : fusion.kernels()) {
            boolean isLoop = kernel.node().map(Node::op).filter(ScopeSchedule::isLoop).isPresent();
            for (Value root : kernel.roots()) {
                if (!isLoop && fusion.isShared(kernel, root)) {
                    scope.store(root, place(root));
                }
            }
            program.describe(KernelWork.of(scope, kernel.roots()));
            kernel(fusion, kernel);
            if (isLoop) {
                kernel.roots().stream()
                        .filter(root -> scope.stored(root).isEmpty())
                        .forEach(root -> scope.store(root, place(root)));
            }
            fusion.gathers(kernel).stream().filter(checked::add).forEach(this::checkIndices);
        }
        for (int i : copies) {
            copy(outputs.get(i).value(), targets.get(i));
        }
    }

    private static boolean isLoop(Op op) {
        return op instanceof Op.While || op instanceof Op.Scan;
    }

    private void constants(Scope scope) {
        for (Node node : scope.graph().nodes()) {
            if (node.op() instanceof Op.Constant(Literal literal)
                    && literal.elements() > 1
                    && !literal.isSplat()) {
                scope.store(node.result(0), program.table("table", literal));
            }
        }
    }

    /// Where a value goes: to a place of its own, or to that of the value that is made of it in
    /// place.
    Storage place(Value root) {
        Value last = root;
        while (!places.containsKey(last) && heirs.containsKey(last)) {
            last = heirs.getOrDefault(last, last);
        }
        Storage place = places.get(last);
        if (place == null) {
            Dim elements = scope.graph().type(last).shape().elements();
            place = program.workspace(KernelNames.of(scope.op(last)), scope.dtype(last), elements);
            places.put(last, place);
        }
        places.put(root, place);
        return place;
    }

    private void kernel(Fusion fusion, Kernel kernel) {
        if (kernel.node().isPresent()) {
            node(fusion, kernel, kernel.node().get());
            return;
        }
        Domain domain = kernel.domain().orElseThrow();
        long cost = kernel.roots().stream().mapToLong(fusion::costWithBody).sum();
        KernelWriter writer = writer(KernelNames.of(scope, kernel.roots()));
        Lowering lowering = new Lowering(writer, scope);
        if (domain.isMap()) {
            map(lowering, kernel, domain, cost);
        } else {
            new RowKernel(lowering, program, domain, kernel.roots(), cost).write();
        }
        program.launch(writer);
    }

    private void map(Lowering lowering, Kernel kernel, Domain domain, long cost) {
        lowering.compute(kernel.roots());
        List<KernelRoot> roots =
                kernel.roots().stream()
                        .map(root -> KernelRoot.whole(scope, root, place(root)))
                        .toList();
        new MapKernel(lowering, program.target(), roots, domain.outer(), cost).write();
    }

    private KernelWriter writer(String hint) {
        return new KernelWriter(program.functionName(hint), program.target(), program.formulas());
    }

    /// Writes a value to a place.
    void copy(Value value, Storage target) {
        program.describe(KernelWork.of(scope, List.of(value)));
        KernelWriter writer = writer("copy");
        Lowering lowering = new Lowering(writer, scope);
        KernelRoot root = KernelRoot.whole(scope, value, target);
        Domain domain = Domain.map(scope.dims(value));
        new MapKernel(lowering, program.target(), List.of(root), domain.outer(), 1).write();
        program.launch(writer);
    }

    private void node(Fusion fusion, Kernel kernel, Node node) {
        switch (node.op()) {
            case Op.Contract contract -> {
                KernelWriter writer = writer(KernelNames.of(scope, kernel.roots()));
                Lowering lowering = new Lowering(writer, scope);
                Value result = node.result(0);
                new ContractKernel(lowering, program, result, contract, kernel.roots()).write();
                program.launch(writer);
            }
            case Op.Reduce _ -> fold(node.result(0));
            case Op.Concat concat -> concat(node.result(0), concat);
            case Op.Scatter scatter -> scatter(node.result(0), scatter, fusion);
            case Op.NonZero nonZero -> nonZero(node.result(0), nonZero);
            case Op.Factorize factorize -> factorize(node, factorize);
            case Op.SolveTriangular solve -> solveTriangular(node.result(0), solve);
            case Op.Sort sort -> sort(node, sort);
            case Op.Fourier fourier -> fourier(node.result(0), fourier);
            case Op.While loop -> whileLoop(node, loop);
            case Op.Scan loop -> scan(node, loop);
            case Op.Convolve convolve -> convolve(kernel, node.result(0), convolve);
            case Op.Input _,
                    Op.Constant _,
                    Op.Weight _,
                    Op.DimVector _,
                    Op.Iota _,
                    Op.Unary _,
                    Op.Binary _,
                    Op.Compare _,
                    Op.Select _,
                    Op.Cast _,
                    Op.Bitcast _,
                    Op.Opaque _,
                    Op.ArgReduce _,
                    Op.Reshape _,
                    Op.Transpose _,
                    Op.Broadcast _,
                    Op.Slice _,
                    Op.Pad _,
                    Op.Gather _ ->
                    throw new IllegalStateException("No schedule of its own: " + node.op());
        }
    }

    private void convolve(Kernel kernel, Value result, Op.Convolve op) {
        KernelWriter writer = writer(KernelNames.of(scope, kernel.roots()));
        Lowering lowering = new Lowering(writer, scope);
        lowering.compute(kernel.roots());
        ConvolveResult whole = new ConvolveResult(lowering, result, kernel.roots());
        if (ConvolveProduct.suits(scope, op, result)) {
            ConvolveProduct.write(lowering, program, op, whole);
        } else if (DepthwiseKernel.suits(scope, op)) {
            new DepthwiseKernel(lowering, program, op, whole).write();
        } else {
            new ConvolveKernel(lowering, program.target(), op, whole).write();
        }
        program.launch(writer);
    }

    /// A fold of scores that have no place in memory.
    private void fold(Value result) {
        ScorePattern pattern = scope.score(result).orElseThrow();
        KernelWriter writer = writer(KernelNames.of(scope.op(result)));
        Lowering lowering = new Lowering(writer, scope);
        new ScoreKernel(Optional.empty(), lowering, program, pattern).write();
        program.launch(writer);
    }

    private void scatter(Value result, Op.Scatter op, Fusion fusion) {
        Storage target = place(result);
        Value base = ScatterPlaces.base(scope, op.operand());
        if (scope.stored(base).filter(target::equals).isEmpty()) {
            copy(op.operand(), target);
        }
        program.describe(KernelWork.of(scope, List.of(result)));
        KernelWriter writer = writer(KernelNames.of(op));
        long cost = fusion.costWithBody(op.updates());
        new ScatterKernel(new Lowering(writer, scope), program.target(), op, target, cost).write();
        program.launch(writer);
        checkIndices(op.indices(), scope.dims(op.operand()).get(op.axis()));
    }

    private void nonZero(Value result, Op.NonZero op) {
        KernelWriter writer = writer("nonzero");
        Lowering lowering = new Lowering(writer, scope);
        Storage cell = program.cellStorage(op.count());
        new NonZeroKernel(lowering, program.target(), op, place(result), cell).write();
        program.launch(writer);
    }

    private void factorize(Node node, Op.Factorize op) {
        KernelWriter writer = writer(KernelNames.of(op));
        Matrices matrices = new Matrices(new Lowering(writer, scope), program.target(), op);
        List<Storage> results = places(node, 0, node.types().size());
        switch (op.kind()) {
            case CHOLESKY -> new CholeskyKernel(matrices, op, results.getFirst()).write();
            case LU -> new LuKernel(matrices, op, results).write();
            case QR -> new QrKernel(matrices, program, op, results).write();
            case EIGH -> new EighKernel(matrices, program, op, results).write();
            case SVD -> new SvdKernel(matrices, program, op, results).write();
        }
        program.launch(writer);
    }

    private void solveTriangular(Value result, Op.SolveTriangular op) {
        KernelWriter writer = writer(KernelNames.of(op));
        Matrices matrices = new Matrices(new Lowering(writer, scope), program.target(), op);
        new TriangularKernel(matrices, op, scope.dims(result).getLast(), place(result)).write();
        program.launch(writer);
    }

    private void sort(Node node, Op.Sort op) {
        KernelWriter writer = writer("sort");
        Lowering lowering = new Lowering(writer, scope);
        var values = scope.stored(node.result(0));
        var positions = scope.stored(node.result(1));
        new SortKernel(lowering, program, op, values, positions).write();
        program.launch(writer);
    }

    private void fourier(Value result, Op.Fourier op) {
        KernelWriter writer = writer(KernelNames.of(op));
        new FourierKernel(new Lowering(writer, scope), program, op, place(result)).write();
        program.launch(writer);
    }

    private void whileLoop(Node node, Op.While op) {
        Scope condition = new Scope(Normalize.normalize(op.condition()));
        Scope body = new Scope(Normalize.normalize(op.body()));
        if (!ScalarLoop.fits(condition.graph()) || !ScalarLoop.fits(body.graph())) {
            new LoopSchedule(program, this, scope).whileLoop(node, op);
            return;
        }
        capture(condition, op.carries().size(), op.captures());
        capture(body, op.carries().size(), op.captures());
        KernelWriter writer = writer("while");
        new ScalarLoop(new Lowering(writer, scope))
                .whileLoop(op, condition, body, places(node, 0, node.types().size()));
        program.launch(writer);
    }

    private void scan(Node node, Op.Scan op) {
        Scope body = new Scope(Normalize.normalize(op.body()));
        if (!ScalarLoop.fits(body.graph())) {
            new LoopSchedule(program, this, scope).scan(node, op);
            return;
        }
        int carries = op.carries().size();
        capture(body, carries + op.sequences().size(), op.captures());
        KernelWriter writer = writer("scan");
        List<Storage> sequences = op.sequences().stream().map(this::stored).toList();
        List<Storage> steps = op.steps().map(program::cellStorage).stream().toList();
        new ScalarLoop(new Lowering(writer, scope))
                .scan(
                        op,
                        body,
                        sequences,
                        places(node, 0, carries),
                        places(node, carries, node.types().size()),
                        steps);
        program.launch(writer);
    }

    private Storage stored(Value value) {
        return scope.stored(value)
                .orElseThrow(() -> new IllegalStateException(value + " is not stored"));
    }

    private List<Storage> places(Node node, int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> place(node.result(i))).toList();
    }

    /// What a loop body uses from outside lies where it lies; small constants are embedded.
    private void capture(Scope body, int first, List<Value> captures) {
        List<Value> inputs = LoopSchedule.inputs(body.graph());
        for (int i = 0; i < captures.size(); i++) {
            body.store(inputs.get(first + i), stored(captures.get(i)));
        }
        constants(body);
    }

    /// A result that was left in a place of its own: it goes where it is wanted, or stays there.
    void deliver(Value result, Storage left) {
        Storage wanted = places.get(result);
        scope.store(result, left);
        if (wanted != null) {
            copy(result, wanted);
            scope.store(result, wanted);
        }
    }

    private void concat(Value result, Op.Concat op) {
        Storage target = place(result);
        Dim begin = Dim.of(0);
        for (Value part : op.parts()) {
            KernelWriter writer = writer("concat");
            Lowering lowering = new Lowering(writer, scope);
            KernelRoot root = new KernelRoot(part, target, scope.dims(result), op.axis(), begin);
            Domain domain = Domain.map(scope.dims(part));
            new MapKernel(lowering, program.target(), List.of(root), domain.outer(), 2).write();
            program.launch(writer);
            begin = begin.plus(scope.dims(part).get(op.axis()));
        }
    }

    /// Records a failure for the first index of a gather that is outside.
    private void checkIndices(Value gather) {
        if (scope.op(gather) instanceof Op.Gather(Value operand, Value indices, int axis)) {
            checkIndices(indices, scope.dims(operand).get(axis));
        }
    }

    private void checkIndices(Value indices, Dim extent) {
        if (!IndexCheck.isInside(scope, indices, extent)) {
            program.describe(KernelWork.NONE);
            KernelWriter writer = writer("check_indices");
            new IndexCheck(new Lowering(writer, scope), indices, extent).write(program.target());
            program.launch(writer);
        }
    }
}
