package dev.komodo.schedule;

import dev.komodo.graph.Dim;
import dev.komodo.graph.Value;
import dev.komodo.loop.Expr;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The result of a convolution and what is computed from it element by element.
///
/// @param roots the result and what is computed from it, in topological order
record ConvolveResult(Lowering lowering, Value result, List<Value> roots) {
    ConvolveResult {
        roots = List.copyOf(roots);
    }

    /// Stores finished elements and what is computed from them.
    ///
    /// @param positions one for each axis of the result
    void finish(Expr sum, List<Position> positions, Guard guard) {
        Scope scope = lowering.scope();
        KernelWriter writer = lowering.writer();
        lowering.hold(result, (_, _) -> sum);
        List<Dim> output = scope.dims(result);
        List<Position> squeezed = new ArrayList<>();
        for (int axis = 0; axis < output.size(); axis++) {
            if (!output.get(axis).is(1)) {
                squeezed.add(positions.get(axis));
            }
        }
        for (Value root : roots) {
            Optional<Storage> target = scope.stored(root);
            if (target.isPresent()) {
                Index index = Domain.index(scope.dims(root), squeezed);
                Expr value = Lowering.widen(lowering.at(root, index, guard), writer.lanes());
                MapKernel.store(lowering, target.get(), index.flat(writer), value, guard);
            }
        }
        lowering.forget();
    }
}
