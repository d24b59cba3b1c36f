package dev.komodo.schedule;

import static dev.komodo.loop.Expressions.and;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.multiply;

import dev.komodo.graph.Dim;
import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.Expr;
import dev.komodo.loop.Expressions;
import dev.komodo.loop.Stmt;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeSet;
import java.util.function.Function;

/// Gives the buffers of a call their places in the workspace: those of known size the lowest place
/// that is free as long as they live, the others the place of an equally large one that has died.
final class WorkspacePlan {
    private static final long ALIGNMENT = 64;

    /// A buffer and the steps of `run` in which it is used.
    static final class Item {
        private final Buffer buffer;
        private final Dim bytes;
        private final boolean isPerWorker;
        private final int first;
        private int last;

        Item(Buffer buffer, Dim bytes, boolean isPerWorker, int first) {
            this.buffer = buffer;
            this.bytes = bytes;
            this.isPerWorker = isPerWorker;
            this.first = first;
            this.last = first;
        }

        Buffer buffer() {
            return buffer;
        }

        int first() {
            return first;
        }

        void usedAt(int step) {
            last = Math.max(last, step);
        }
    }

    private record Placed(Item item, long begin, long end) {}

    private record SlotKey(Dim bytes, boolean isPerWorker) {}

    /// Places for buffers of one size that lie behind one another.
    private static final class Slots {
        private final List<List<Item>> items = new ArrayList<>();
        private final TreeSet<Integer> free = new TreeSet<>();
        private final PriorityQueue<Integer> busy =
                new PriorityQueue<>(
                        Comparator.<Integer>comparingInt(this::end)
                                .thenComparing(Comparator.naturalOrder()));

        private int end(int slot) {
            return items.get(slot).getLast().last;
        }

        /// Puts a buffer into the first slot that is free.
        void add(Item item) {
            while (!busy.isEmpty() && end(busy.peek()) < item.first) {
                free.add(busy.remove());
            }
            Integer slot = free.pollFirst();
            if (slot == null) {
                slot = items.size();
                items.add(new ArrayList<>());
            }
            items.get(slot).add(item);
            busy.add(slot);
        }
    }

    private final List<Item> items = new ArrayList<>();
    private final Function<Dim, Expr> dims;
    private final Expr workers;

    /// @param dims the values of dims at the beginning of `run`
    WorkspacePlan(Function<Dim, Expr> dims, Expr workers) {
        this.dims = dims;
        this.workers = workers;
    }

    /// Adds a buffer; they come in the order of their first steps.
    void add(Item item) {
        items.add(item);
    }

    /// Writes the allocations and returns how many bytes they take.
    Expr place(BlockBuilder block) {
        List<Expr> sizes = new ArrayList<>();
        sizes.add(index(placeFixed(block)));
        Expr end = sizes.getFirst();
        for (Map.Entry<SlotKey, Slots> entry : slots().entrySet()) {
            Expr bytes = bytes(entry.getKey());
            List<List<Item>> slots = entry.getValue().items;
            // a name for each size and region: what follows is as long as there are buffers
            Expr begin = sizes.size() > 1 ? block.let("region", end) : end;
            Expr size = slots.size() > 1 ? block.let("bytes", bytes) : bytes;
            for (int i = 0; i < slots.size(); i++) {
                Expr offset = Expressions.add(begin, multiply(index(i), size));
                slots.get(i)
                        .forEach(
                                item ->
                                        block.add(
                                                new Stmt.Alloc(item.buffer, Optional.of(offset))));
            }
            Expr count = index(slots.size());
            sizes.add(multiply(count, bytes));
            end = Expressions.add(begin, multiply(count, size));
        }
        return sum(sizes);
    }

    /// A sum whose terms are nested only a few deep.
    private static Expr sum(List<Expr> terms) {
        if (terms.size() == 1) {
            return terms.getFirst();
        }
        int half = terms.size() / 2;
        return Expressions.add(sum(terms.subList(0, half)), sum(terms.subList(half, terms.size())));
    }

    private long placeFixed(BlockBuilder block) {
        TreeSet<Placed> alive =
                new TreeSet<>(
                        Comparator.comparingLong(Placed::begin)
                                .thenComparingLong(Placed::end)
                                .thenComparing(other -> other.item.buffer.name()));
        PriorityQueue<Placed> byEnd =
                new PriorityQueue<>(Comparator.comparingInt(other -> other.item.last));
        long end = 0;
        for (Item item : items) {
            if (!item.isPerWorker && item.bytes instanceof Dim.Fixed(long bytes)) {
                while (!byEnd.isEmpty() && byEnd.peek().item.last < item.first) {
                    alive.remove(byEnd.remove());
                }
                long size = align(bytes);
                long begin = lowest(alive, size);
                Placed placed = new Placed(item, begin, begin + size);
                alive.add(placed);
                byEnd.add(placed);
                block.add(new Stmt.Alloc(item.buffer, Optional.of(index(begin))));
                end = Math.max(end, begin + size);
            }
        }
        return end;
    }

    private static long lowest(Iterable<Placed> alive, long size) {
        long begin = 0;
        for (Placed other : alive) {
            if (begin + size <= other.begin) {
                break;
            }
            begin = Math.max(begin, other.end);
        }
        return begin;
    }

    private Map<SlotKey, Slots> slots() {
        Map<SlotKey, Slots> slots = new LinkedHashMap<>();
        for (Item item : items) {
            if (item.isPerWorker || !(item.bytes instanceof Dim.Fixed)) {
                SlotKey key = new SlotKey(item.bytes, item.isPerWorker);
                slots.computeIfAbsent(key, _ -> new Slots()).add(item);
            }
        }
        return slots;
    }

    private Expr bytes(SlotKey key) {
        Expr one = dims.apply(key.bytes.plus(Dim.of(ALIGNMENT - 1)));
        Expr aligned =
                key.bytes instanceof Dim.Fixed(long bytes)
                        ? index(align(bytes))
                        : and(one, index(-ALIGNMENT));
        return key.isPerWorker ? multiply(aligned, workers) : aligned;
    }

    static long align(long bytes) {
        return Math.ceilDiv(bytes, ALIGNMENT) * ALIGNMENT;
    }
}
