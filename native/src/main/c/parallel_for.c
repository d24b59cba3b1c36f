/// One parallel_for: each participant owns a contiguous share, equal to the others' but for one
/// grain, and takes from the others' shares, a piece at a time, when its own is empty. Equal calls
/// so meet the same thread (and its caches), and an uneven or late thread delays nobody.
#include "pool.h"

#include "wait.h"

/// Pieces that a share is taken in, unless the grain allows fewer: enough to even out the load.
#define PIECES_PER_SHARE 8

/// More units of work than this are counted several at a time, so that sums of them fit 64 bits.
#define MOST_UNITS (1ull << 32)

/// A participant wakes at most this many others, so that waking many takes few steps.
#define WAKE_FAN_OUT 4

/// Runs the units [first, last).
static void run_piece(const komodo_job *job, int64_t first, int64_t last, int32_t worker) {
    // Unsigned: begin and end may lie on either side of zero, further apart than INT64_MAX.
    uint64_t offset = (uint64_t)first * job->unit;
    uint64_t rest = (uint64_t)job->end - (uint64_t)job->begin - offset;
    uint64_t length = (uint64_t)(last - first) * job->unit;
    int64_t from = (int64_t)((uint64_t)job->begin + offset);
    int64_t to = last == job->units || rest <= length ? job->end
                                                      : (int64_t)((uint64_t)from + length);
    job->body(job->closure, from, to, worker);
}

static void run_shares(komodo_pool *pool, int32_t worker) {
    const komodo_job *job = &pool->job;
    for (int32_t turn = 0; turn < job->participants; turn++) {
        int32_t victim = worker + turn;
        if (victim >= job->participants) victim -= job->participants;
        komodo_worker *share = &pool->workers[victim];
        // Looked at before it is counted up: a share that is empty stays in everybody's cache.
        while (atomic_load_explicit(&share->next, memory_order_relaxed) < share->last) {
            int64_t first =
                atomic_fetch_add_explicit(&share->next, share->piece, memory_order_relaxed);
            int64_t left = share->last - first;
            if (left > 0)
                run_piece(job, first, first + (left < share->piece ? left : share->piece), worker);
        }
    }
}

static void wake_below(komodo_pool *pool, int32_t number) {
    int32_t first = number * WAKE_FAN_OUT + 1;
    for (int32_t w = first; w < first + WAKE_FAN_OUT && w < pool->job.participants; w++)
        if (pool->workers[w].slept) futex_wake_one(&pool->workers[w].state);
}

void komodo_worker_run(komodo_worker *worker) {
    komodo_pool *pool = worker->pool;
    wake_below(pool, worker->number);
    run_shares(pool, worker->number);
    // First free for the next job, then answered: the next job starts when all have answered.
    atomic_store_explicit(&worker->state, IDLE, memory_order_release);
    int32_t before = atomic_fetch_sub_explicit(&pool->pending, 2, memory_order_acq_rel);
    if (before == 3) futex_wake_one(&pool->pending);
}

static void split_into_shares(komodo_pool *pool, uint64_t grains, uint64_t grain) {
    komodo_job *job = &pool->job;
    uint64_t grains_per_unit = grains / MOST_UNITS + 1;
    uint64_t units = grains / grains_per_unit + (grains % grains_per_unit != 0);
    job->unit = grain * grains_per_unit;
    job->units = (int64_t)units;
    uint64_t share = units / (uint64_t)job->participants;
    uint64_t longer = units % (uint64_t)job->participants; // so many shares have one more
    uint64_t next = 0;
    for (int32_t w = 0; w < job->participants; w++) {
        komodo_worker *worker = &pool->workers[w];
        uint64_t length = share + ((uint64_t)w < longer);
        atomic_store_explicit(&worker->next, (int64_t)next, memory_order_relaxed);
        next += length;
        worker->last = (int64_t)next;
        worker->piece = (int64_t)(length / PIECES_PER_SHARE + (length % PIECES_PER_SHARE != 0));
    }
}

/// From the last to the first: who is assigned finds those it has to wake assigned already.
static void assign(komodo_pool *pool) {
    int32_t participants = pool->job.participants;
    atomic_store_explicit(&pool->pending, 2 * (participants - 1), memory_order_relaxed);
    for (int32_t w = participants - 1; w >= 1; w--) {
        komodo_worker *worker = &pool->workers[w];
        int32_t before = atomic_load_explicit(&worker->state, memory_order_relaxed);
        do {
            worker->slept = before == SLEEPING; // before the release: its waker reads it
        } while (!atomic_compare_exchange_weak_explicit(&worker->state, &before, ASSIGNED,
                                                        memory_order_acq_rel,
                                                        memory_order_relaxed));
    }
    wake_below(pool, 0);
}

static bool is_answered(int32_t pending) { return pending == 0; }

/// Takes the job back from everybody who has not begun, and waits for the others.
static void finish(komodo_pool *pool) {
    for (int32_t w = 1; w < pool->job.participants; w++) {
        komodo_worker *worker = &pool->workers[w];
        int32_t expected = ASSIGNED;
        int32_t before = worker->slept ? SLEEPING : IDLE;
        if (atomic_compare_exchange_strong_explicit(&worker->state, &expected, before,
                                                    memory_order_acq_rel, memory_order_relaxed))
            atomic_fetch_sub_explicit(&pool->pending, 2, memory_order_acq_rel);
    }
    if (spin_until(&pool->pending, is_answered, LONGEST_WAIT_NANOS, &pool->crowded_until)) return;
    int32_t pending = atomic_fetch_or_explicit(&pool->pending, 1, memory_order_acq_rel) | 1;
    while (pending != 1) {
        futex_wait(&pool->pending, pending);
        pending = atomic_load_explicit(&pool->pending, memory_order_acquire);
    }
}

/// The number of participants for so many grains, started; 1 when there is nobody to help.
static int32_t participants_for(komodo_pool *pool, uint64_t grains) {
    int32_t wanted = grains < (uint64_t)pool->threads ? (int32_t)grains : pool->threads;
    return 1 + komodo_pool_start(pool, wanted - 1);
}

void komodo_parallel_for(komodo_pool *pool, komodo_body body, void *closure, int64_t begin,
                         int64_t end, int64_t grain) {
    if (begin >= end) return;
    uint64_t length = (uint64_t)end - (uint64_t)begin;
    uint64_t piece = grain < 1 ? 1 : (uint64_t)grain;
    uint64_t grains = length / piece + (length % piece != 0);
    int32_t idle = 0;
    if (pool == NULL || pool->threads == 1 || grains == 1 ||
        !atomic_compare_exchange_strong_explicit(&pool->busy, &idle, 1, memory_order_acquire,
                                                 memory_order_relaxed)) {
        body(closure, begin, end, 0);
        return;
    }
    int32_t participants = participants_for(pool, grains);
    if (participants == 1) {
        atomic_store_explicit(&pool->busy, 0, memory_order_release);
        body(closure, begin, end, 0);
        return;
    }
    pool->job = (komodo_job){body, closure, begin, end, 0, 0, participants};
    split_into_shares(pool, grains, piece);
    assign(pool);
    run_shares(pool, 0);
    finish(pool);
    atomic_store_explicit(&pool->busy, 0, memory_order_release);
}
