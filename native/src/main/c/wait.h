/// Spinning and sleeping on a 32-bit word (futex(2), private to the process).
#ifndef KOMODO_WAIT_H
#define KOMODO_WAIT_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "libc.h"

#if !defined(__x86_64__)
#error "the system call number and the pause below are those of x86-64"
#endif

#define SYS_FUTEX 202
#define FUTEX_WAIT_PRIVATE 128
#define FUTEX_WAKE_PRIVATE 129

/// Rounds of `pause` before a thread sleeps: 20 to 50 microseconds, a few times the cost of a
/// sleep and a wake. Longer spinning takes the core from whoever has work.
#define SPIN_ROUNDS 1000

static inline void spin_pause(void) { __builtin_ia32_pause(); }

/// Sleeps while *word == expected; may return early, so callers look again.
static inline void futex_wait(_Atomic int32_t *word, int32_t expected) {
    syscall(SYS_FUTEX, word, FUTEX_WAIT_PRIVATE, (long)expected, NULL, NULL, 0L);
}

static inline void futex_wake_one(_Atomic int32_t *word) {
    syscall(SYS_FUTEX, word, FUTEX_WAKE_PRIVATE, 1L, NULL, NULL, 0L);
}

#endif
