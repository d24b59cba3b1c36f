/// Inside of the pool, shared by pool.c (threads) and parallel_for.c (one job).
///
/// One job runs at a time (`busy`). A worker that is not in use waits for a while (wait.h) and then
/// sleeps on its own `state` word; the caller hands out a job by setting that word.
///
///     IDLE ----> SLEEPING          the worker, when it has spun long enough
///     IDLE, SLEEPING -> ASSIGNED   the caller
///     ASSIGNED -> RUNNING -> IDLE  the worker
///     ASSIGNED -> IDLE, SLEEPING   the caller takes it back: the job is done without this worker
///     IDLE, SLEEPING -> STOP       komodo_pool_destroy
#ifndef KOMODO_POOL_H
#define KOMODO_POOL_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "komodo_runtime.h"
#include "libc.h"

#define CACHE_LINE 64

enum komodo_worker_state { IDLE, SLEEPING, ASSIGNED, RUNNING, STOP };

/// Participant w of a job; number 0 is the caller and has no thread.
typedef struct {
    _Alignas(CACHE_LINE) _Atomic int32_t state; // futex word
    bool slept;                                 // was SLEEPING when assigned: needs a wake
    int32_t number;
    komodo_pool *pool;
    pthread_t thread;
    int64_t patience; // nanoseconds that it waits before it sleeps; only the worker's own
    _Alignas(CACHE_LINE) _Atomic int64_t next; // first unit of this share that nobody took
    int64_t last;                              // end of this share, in units
    int64_t piece;                             // so many units are taken at a time
} komodo_worker;

typedef struct {
    komodo_body body;
    void *closure;
    int64_t begin;
    int64_t end;
    uint64_t unit; // indices, a multiple of the grain
    int64_t units; // how many; the last one may be short
    int32_t participants;
} komodo_job;

struct komodo_pool {
    int32_t threads;
    int32_t started; // threads 1..started exist; written only by the owner of `busy`
    komodo_job job;
    _Alignas(CACHE_LINE) _Atomic int32_t busy;
    /// Futex word: twice the number of workers that still owe an answer; bit 0: the caller sleeps.
    _Alignas(CACHE_LINE) _Atomic int32_t pending;
    _Alignas(CACHE_LINE) _Atomic int64_t crowded_until; // see spin_until
    komodo_worker workers[];
};

/// Makes threads 1..wanted exist; returns how many do (fewer when the system refuses).
int32_t komodo_pool_start(komodo_pool *pool, int32_t wanted);

/// The worker's part of one job, from RUNNING to the answer.
void komodo_worker_run(komodo_worker *worker);

#endif
