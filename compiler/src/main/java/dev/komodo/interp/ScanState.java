package dev.komodo.interp;

import dev.komodo.graph.Op;
import dev.komodo.graph.TensorType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A scan under way.
final class ScanState {
    private final int length;
    private final boolean hasExit;
    private final int carryCount;
    private final List<List<Elements>> emitted = new ArrayList<>();
    private List<Elements> carries;
    private boolean goOn = true;

    ScanState(Op.Scan op, int length, List<Elements> carries) {
        this.length = length;
        this.hasExit = op.steps().isPresent();
        this.carryCount = op.carries().size();
        this.carries = carries;
    }

    boolean isGoingOn() {
        return goOn && emitted.size() < length;
    }

    List<Elements> carries() {
        return carries;
    }

    int done() {
        return emitted.size();
    }

    /// This step's element of a sequence.
    Elements element(Elements sequence) {
        long[] sizes = Arrays.copyOfRange(sequence.sizes(), 1, sequence.rank());
        Elements element = Elements.zeros(sequence.dtype(), sizes);
        element.copy(0, sequence, done() * element.count(), element.count());
        return element;
    }

    /// Takes what the body returned.
    void step(List<Elements> outputs) {
        int lead = hasExit ? 1 : 0;
        goOn = !hasExit || outputs.getFirst().truth(0);
        carries = outputs.subList(lead, lead + carryCount);
        emitted.add(outputs.subList(lead + carryCount, outputs.size()));
    }

    /// The values that were emitted as number `index`, stacked.
    Elements stacked(int index, TensorType type, DimValues dims) {
        Elements result = Elements.zeros(type.dtype(), dims.sizes(type));
        int at = 0;
        for (List<Elements> step : emitted) {
            Elements value = step.get(index);
            result.copy(at, value, 0, value.count());
            at += value.count();
        }
        return result;
    }
}
