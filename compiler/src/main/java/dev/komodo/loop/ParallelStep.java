package dev.komodo.loop;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// A parallel loop, executed by one thread: its chunks in a random order, each by a random worker,
/// so that a dependence between iterations shows.
record ParallelStep(
        ExprCompiler.Code bounds,
        int begin,
        int end,
        long step,
        long grain,
        int index,
        int worker,
        StatementCompiler.Step body)
        implements StatementCompiler.Step {
    private static final long MOST_CHUNKS = 64;

    @Override
    public boolean run(Machine machine) {
        bounds.run(machine);
        long first = machine.registers[begin];
        long last = machine.registers[end];
        if (first >= last) {
            return false;
        }
        long iterations = Math.ceilDiv(Math.subtractExact(last, first), step);
        long least = Math.ceilDiv(iterations, MOST_CHUNKS);
        long chunk = Math.multiplyExact(Math.ceilDiv(least, grain), grain);
        List<Long> starts = new ArrayList<>();
        for (long i = 0; i < iterations; i += chunk) {
            starts.add(i);
        }
        Collections.shuffle(starts, machine.random);
        for (long start : starts) {
            long chosen = machine.random.nextLong(machine.workers);
            machine.registers[worker] = chosen;
            machine.enter(chosen);
            for (long i = start; i < Math.min(start + chunk, iterations); i++) {
                machine.registers[index] = first + i * step;
                body.run(machine);
            }
        }
        machine.leaveParallel();
        return false;
    }
}
