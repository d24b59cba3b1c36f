package dev.komodo.loop;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The faults that a verifier found, by the item of the listing that they belong to (see
/// [LoopPrinter#listing]).
final class Faults {
    private final Map<Integer, List<String>> byItem = new HashMap<>();
    private int item = -1;
    private int count;

    /// Goes on to the next item.
    void nextItem() {
        item++;
    }

    /// The current item.
    int item() {
        return item;
    }

    /// Runs a check whose faults belong to an earlier item.
    void at(int earlier, Runnable check) {
        int last = item;
        item = earlier;
        check.run();
        item = last;
    }

    /// Adds a fault to the current item.
    void add(String message) {
        byItem.computeIfAbsent(item, _ -> new ArrayList<>()).add(message);
        count++;
    }

    int count() {
        return count;
    }

    Map<Integer, List<String>> byItem() {
        return byItem;
    }
}
