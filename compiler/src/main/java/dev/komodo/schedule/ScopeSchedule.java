package dev.komodo.schedule;

import dev.komodo.error.UnsupportedException;
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
import java.util.Set;

/// Schedules one graph into the current block of a program: a kernel after another, each result in
/// its place.
final class ScopeSchedule {
    private final ProgramWriter program;
    private final Scope scope;
    private final Map<Value, Storage> places = new HashMap<>();
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
        constants();
        RootChoice choice = new RootChoice(scope);
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
            fusion.gathers(kernel).stream().filter(checked::add).forEach(this::checkIndices);
            for (Value root : kernel.roots()) {
                if (fusion.isShared(kernel, root)) {
                    scope.store(root, place(root));
                }
            }
            kernel(fusion, kernel);
        }
        for (int i : copies) {
            copy(outputs.get(i).value(), targets.get(i));
        }
    }

    private void constants() {
        for (Node node : scope.graph().nodes()) {
            if (node.op() instanceof Op.Constant(Literal literal)
                    && literal.elements() > 1
                    && !literal.isSplat()) {
                scope.store(node.result(0), program.table("table", literal));
            }
        }
    }

    private Storage place(Value root) {
        Storage place = places.get(root);
        if (place != null) {
            return place;
        }
        Dim elements = scope.graph().type(root).shape().elements();
        Storage fresh =
                program.workspace(KernelNames.of(scope.op(root)), scope.dtype(root), elements);
        places.put(root, fresh);
        return fresh;
    }

    private void kernel(Fusion fusion, Kernel kernel) {
        if (kernel.node().isPresent()) {
            node(kernel.node().get());
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
        return new KernelWriter(program.functionName(hint));
    }

    private void copy(Value value, Storage target) {
        KernelWriter writer = writer("copy");
        Lowering lowering = new Lowering(writer, scope);
        KernelRoot root = KernelRoot.whole(scope, value, target);
        Domain domain = Domain.map(scope.dims(value));
        new MapKernel(lowering, program.target(), List.of(root), domain.outer(), 1).write();
        program.launch(writer);
    }

    private void node(Node node) {
        switch (node.op()) {
            case Op.Concat concat -> concat(node.result(0), concat);
            default ->
                    throw new UnsupportedException(
                            "No schedule for " + KernelNames.of(node.op()) + " yet");
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
        if (scope.op(gather) instanceof Op.Gather op && !IndexCheck.isInside(scope, op)) {
            KernelWriter writer = writer("check_indices");
            new IndexCheck(new Lowering(writer, scope), op).write(program.target());
            program.launch(writer);
        }
    }
}
