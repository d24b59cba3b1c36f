package dev.komodo.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// The idle [CallSlot]s of a kernel. A thread looks first where it left its last one, so that
/// threads do not meet while there are no more of them than processors. Safe between threads.
final class CallSlots {
    /// Each place on a cache line of its own.
    private static final int STRIDE = 16;

    private static final int PLACES =
            Integer.highestOneBit(
                    Math.clamp(Runtime.getRuntime().availableProcessors() * 2L - 1, 1, 64));

    private final Kernel kernel;
    private final AtomicReferenceArray<CallSlot> idle = new AtomicReferenceArray<>(PLACES * STRIDE);
    private final List<CallSlot> all = new ArrayList<>();
    private boolean isClosed;

    CallSlots(Kernel kernel) {
        this.kernel = kernel;
    }

    /// A slot for the caller alone, until it gives it back.
    ///
    /// @throws IllegalStateException if the kernel is closed
    CallSlot take() {
        int home = home();
        for (int i = 0; i < PLACES; i++) {
            CallSlot slot = idle.getAndSet(((home + i) & (PLACES - 1)) * STRIDE, null);
            if (slot != null) {
                return slot;
            }
        }
        return make();
    }

    private static int home() {
        return (int) Thread.currentThread().threadId() & (PLACES - 1);
    }

    private synchronized CallSlot make() {
        if (isClosed) {
            throw new IllegalStateException("The kernel is closed");
        }
        CallSlot made = new CallSlot(kernel);
        all.add(made);
        return made;
    }

    /// Gives a slot back.
    void give(CallSlot slot) {
        int home = home();
        for (int i = 0; i < PLACES; i++) {
            if (idle.compareAndSet(((home + i) & (PLACES - 1)) * STRIDE, null, slot)) {
                return;
            }
        }
        drop(slot);
    }

    private synchronized void drop(CallSlot slot) {
        if (all.remove(slot)) {
            slot.close();
        }
    }

    /// Frees all slots. The kernel's code was released: no call runs or will.
    synchronized void close() {
        isClosed = true;
        all.forEach(CallSlot::close);
        all.clear();
    }
}
