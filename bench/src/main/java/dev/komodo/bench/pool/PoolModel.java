package dev.komodo.bench.pool;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/// One `parallel_for` of the pool, step by step: who is woken when, which piece is taken by whom,
/// how long it takes. What is modelled: the shares, their pieces and the order in which others are
/// helped, waking by a tree of four, taking back from who has not begun, the caller's wait for the
/// answers, and memory as a ceiling that all share. What is not: caches, placement on nodes, other
/// programs, clocks that fall when many processors work.
final class PoolModel {
    /// As in `parallel_for.c`.
    private static final long PIECES_PER_SHARE = 8;

    private static final long MOST_UNITS = 1L << 32;
    private static final int WAKE_FAN_OUT = 4;

    /// A loop.
    ///
    /// @param iterations how many
    /// @param grain the fewest that are worth a thread
    /// @param nanos of arithmetic, an iteration, on one thread
    /// @param bytes from and to memory, an iteration
    record Loop(String name, long iterations, long grain, double nanos, double bytes) {}

    /// A machine; times in nanoseconds, rates in bytes a nanosecond.
    ///
    /// @param isAsleep whether workers sleep when the loop begins, or still wait for it
    /// @param wake from the call that wakes a sleeping thread to its first instruction
    /// @param wakeCall what that call takes of who makes it
    /// @param exchange a word that another processor wrote: handing out, taking, answering
    /// @param oneRate what one processor gets of memory
    /// @param allRate what all get together
    record Machine(
            boolean isAsleep,
            double wake,
            double wakeCall,
            double exchange,
            double oneRate,
            double allRate) {}

    /// A participant's part: units [first, last), taken `piece` at a time.
    record Share(long first, long last, long piece) {}

    /// How a loop is split.
    ///
    /// @param unit iterations
    record Split(long unit, List<Share> shares) {
        Split {
            shares = List.copyOf(shares);
        }
    }

    /// What came of a loop.
    ///
    /// @param nanos until the caller goes on
    /// @param workNanos of pieces, summed over the participants
    /// @param begun participants that ran something, the caller included
    record Outcome(double nanos, double workNanos, int begun) {}

    private record Step(double time, int worker) {}

    private final Loop loop;
    private final Machine machine;
    private final Split split;
    private final long[] next;
    private final PriorityQueue<Step> steps =
            new PriorityQueue<>(
                    Comparator.comparingDouble(Step::time).thenComparingInt(Step::worker));
    private int running;

    private PoolModel(Loop loop, int threads, Machine machine) {
        this.loop = loop;
        this.machine = machine;
        this.split = split(loop.iterations, loop.grain, threads);
        this.next = split.shares.stream().mapToLong(Share::first).toArray();
    }

    /// The shares of a loop of so many iterations.
    static Split split(long iterations, long grain, int threads) {
        long grains = Math.ceilDiv(iterations, grain);
        int participants = (int) Math.min(grains, threads);
        long grainsPerUnit = grains / MOST_UNITS + 1;
        long units = Math.ceilDiv(grains, grainsPerUnit);
        long share = units / participants;
        long longer = units % participants;
        List<Share> shares = new ArrayList<>();
        long first = 0;
        for (int worker = 0; worker < participants; worker++) {
            long length = share + (worker < longer ? 1 : 0);
            shares.add(new Share(first, first + length, Math.ceilDiv(length, PIECES_PER_SHARE)));
            first += length;
        }
        return new Split(grain * grainsPerUnit, shares);
    }

    /// Runs a loop on a pool of so many threads.
    static Outcome run(Loop loop, int threads, Machine machine) {
        return new PoolModel(loop, threads, machine).run();
    }

    private Outcome run() {
        int participants = split.shares.size();
        if (participants == 1) {
            double nanos = nanos(loop.iterations, 1);
            return new Outcome(nanos, nanos, 1);
        }
        double handed = (participants - 1) * machine.exchange;
        double[] begin = begins(participants, handed);
        for (int worker = 0; worker < participants; worker++) {
            steps.add(new Step(begin[worker], worker));
        }
        return follow(participants);
    }

    /// When each participant begins, if nobody takes its part back.
    private double[] begins(int participants, double handed) {
        double[] begin = new double[participants];
        begin[0] = handed;
        for (int waker = 0; waker < participants; waker++) {
            double time = begin[waker];
            int first = waker * WAKE_FAN_OUT + 1;
            for (int w = first; w < Math.min(first + WAKE_FAN_OUT, participants); w++) {
                if (machine.isAsleep) {
                    time += machine.wakeCall;
                    begin[w] = time + machine.wake;
                } else {
                    begin[w] = handed + machine.exchange;
                }
            }
            if (machine.isAsleep) {
                begin[waker] = time; // it wakes the others first
            }
        }
        return begin;
    }

    private Outcome follow(int participants) {
        boolean[] isRunning = new boolean[participants];
        double callerDone = Double.POSITIVE_INFINITY;
        double end = 0;
        double work = 0;
        int begun = 0;
        while (!steps.isEmpty()) {
            Step step = steps.remove();
            int worker = step.worker;
            if (isRunning[worker]) {
                running--;
            } else if (step.time > callerDone) {
                continue; // taken back
            }
            int victim = victim(worker, participants);
            if (victim < 0) {
                double answered = step.time + (worker == 0 ? 0 : machine.exchange);
                callerDone = worker == 0 ? step.time : callerDone;
                end = Math.max(end, answered);
                continue;
            }
            begun += isRunning[worker] ? 0 : 1;
            isRunning[worker] = true;
            running++;
            Share share = split.shares.get(victim);
            long first = next[victim];
            long last = Math.min(first + share.piece, share.last);
            next[victim] = first + share.piece;
            double nanos = nanos(iterations(first, last), running);
            work += nanos;
            double taken = victim == worker ? 0 : machine.exchange;
            steps.add(new Step(step.time + taken + nanos, worker));
        }
        return new Outcome(end, work, begun);
    }

    /// Whose share a worker takes from: its own, or the next one that has something; -1: nobody's.
    private int victim(int worker, int participants) {
        for (int turn = 0; turn < participants; turn++) {
            int victim = (worker + turn) % participants;
            if (next[victim] < split.shares.get(victim).last) {
                return victim;
            }
        }
        return -1;
    }

    private long iterations(long firstUnit, long lastUnit) {
        return Math.min(lastUnit * split.unit, loop.iterations) - firstUnit * split.unit;
    }

    private double nanos(long iterations, int sharers) {
        double rate = Math.min(machine.oneRate, machine.allRate / sharers);
        return iterations * Math.max(loop.nanos, loop.bytes / rate);
    }
}
