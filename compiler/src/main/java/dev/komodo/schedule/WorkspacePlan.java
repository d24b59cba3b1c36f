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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

        boolean overlaps(Item other) {
            return first <= other.last && other.first <= last;
        }
    }

    private record Placed(Item item, long begin, long end) {}

    private record SlotKey(Dim bytes, boolean isPerWorker) {}

    private static final class Slot {
        private final SlotKey key;
        private final List<Item> items = new ArrayList<>();

        Slot(SlotKey key) {
            this.key = key;
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

    void add(Item item) {
        items.add(item);
    }

    /// Writes the allocations and returns how many bytes they take.
    Expr place(BlockBuilder block) {
        long fixedEnd = placeFixed(block);
        List<Slot> slots = slots();
        Expr at = index(fixedEnd);
        for (Slot slot : slots) {
            Expr offset = at;
            slot.items.forEach(item -> block.add(new Stmt.Alloc(item.buffer, Optional.of(offset))));
            at = Expressions.add(at, bytes(slot.key));
        }
        return at;
    }

    private long placeFixed(BlockBuilder block) {
        List<Placed> placed = new ArrayList<>();
        long end = 0;
        for (Item item : items) {
            if (!item.isPerWorker && item.bytes instanceof Dim.Fixed(long bytes)) {
                long size = align(bytes);
                long begin = lowest(placed, item, size);
                placed.add(new Placed(item, begin, begin + size));
                block.add(new Stmt.Alloc(item.buffer, Optional.of(index(begin))));
                end = Math.max(end, begin + size);
            }
        }
        return end;
    }

    private static long lowest(List<Placed> placed, Item item, long size) {
        List<Placed> alive =
                placed.stream()
                        .filter(other -> other.item.overlaps(item))
                        .sorted(Comparator.comparingLong(Placed::begin))
                        .toList();
        long begin = 0;
        for (Placed other : alive) {
            if (begin + size <= other.begin) {
                break;
            }
            begin = Math.max(begin, other.end);
        }
        return begin;
    }

    private List<Slot> slots() {
        List<Slot> slots = new ArrayList<>();
        Map<SlotKey, List<Slot>> byKey = new HashMap<>();
        for (Item item : items) {
            if (item.isPerWorker || !(item.bytes instanceof Dim.Fixed)) {
                SlotKey key = new SlotKey(item.bytes, item.isPerWorker);
                List<Slot> candidates = byKey.computeIfAbsent(key, _ -> new ArrayList<>());
                Slot slot =
                        candidates.stream()
                                .filter(s -> s.items.stream().noneMatch(item::overlaps))
                                .findFirst()
                                .orElseGet(
                                        () -> {
                                            Slot fresh = new Slot(key);
                                            candidates.add(fresh);
                                            slots.add(fresh);
                                            return fresh;
                                        });
                slot.items.add(item);
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
