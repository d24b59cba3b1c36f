/// Spinning and sleeping on a 32-bit word (futex(2), private to the process).
#ifndef KOMODO_WAIT_H
#define KOMODO_WAIT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "libc.h"

#if !defined(__x86_64__)
#error "the system call number and the pause below are those of x86-64"
#endif

#define SYS_FUTEX 202
#define FUTEX_WAIT_PRIVATE 128
#define FUTEX_WAKE_PRIVATE 129

/// How long a thread waits without letting go of its processor: half of what a sleep and a wake
/// cost (14 to 20 microseconds on the machine of docs/performance.md).
#define PAUSE_NANOS 10000

/// How long it waits at most before it sleeps, while nobody else wants its processor.
#define LONGEST_WAIT_NANOS 200000

/// A yield that takes longer has let somebody run: the processors are crowded.
#define CROWDED_YIELD_NANOS 20000

/// For how long processors are taken to be crowded after that, in times of that yield: so much of
/// the time of those who could help is lost to others at most.
#define CROWDED_YIELDS 16

static inline void spin_pause(void) { __builtin_ia32_pause(); }

static inline int64_t clock_nanos(void) {
    komodo_timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time); // no system call: read in user space
    return time.seconds * 1000000000 + time.nanos;
}

/// Waits up to `nanos` for a word of which `is_awaited` holds; whether it came. After PAUSE_NANOS
/// only as long as nobody else wants this processor, which a yield shows: it returns at once, or
/// the others run, and for some time nobody waits that long again. `crowded_until` is shared by
/// those who wait; a lost update does no harm.
static inline bool spin_until(_Atomic int32_t *word, bool (*is_awaited)(int32_t), int64_t nanos,
                              _Atomic int64_t *crowded_until) {
    int64_t begin = 0;
    for (;;) {
        for (int round = 0; round < 32; round++) {
            if (is_awaited(atomic_load_explicit(word, memory_order_acquire))) return true;
            spin_pause();
        }
        int64_t now = clock_nanos();
        if (begin == 0) begin = now;
        if (now - begin < PAUSE_NANOS) continue;
        if (now - begin >= nanos ||
            now < atomic_load_explicit(crowded_until, memory_order_relaxed))
            return false;
        sched_yield();
        int64_t after = clock_nanos();
        if (after - now > CROWDED_YIELD_NANOS)
            atomic_store_explicit(crowded_until, after + CROWDED_YIELDS * (after - now),
                                  memory_order_relaxed);
    }
}

/// Sleeps while *word == expected; may return early, so callers look again.
static inline void futex_wait(_Atomic int32_t *word, int32_t expected) {
    syscall(SYS_FUTEX, word, FUTEX_WAIT_PRIVATE, (long)expected, NULL, NULL, 0L);
}

static inline void futex_wake_one(_Atomic int32_t *word) {
    syscall(SYS_FUTEX, word, FUTEX_WAKE_PRIVATE, 1L, NULL, NULL, 0L);
}

#endif
