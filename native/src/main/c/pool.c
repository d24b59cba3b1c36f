/// The life of a pool and of its threads.
#include "pool.h"

#include "wait.h"

#define MOST_THREADS 4096
#define STACK_BYTES (1024 * 1024)

/// Round to nearest, no flush to zero, all exceptions masked: what the interpreters assume. A
/// thread inherits its creator's word, which some other library may have changed.
#define DEFAULT_MXCSR 0x1F80u

komodo_pool *komodo_pool_create(int32_t threads) {
    if (threads < 1 || threads > MOST_THREADS) return NULL;
    size_t size = sizeof(komodo_pool) + (size_t)threads * sizeof(komodo_worker);
    komodo_pool *pool = aligned_alloc(CACHE_LINE, size);
    if (pool == NULL) return NULL;
    memset(pool, 0, size);
    pool->threads = threads;
    for (int32_t w = 0; w < threads; w++) {
        pool->workers[w].number = w;
        pool->workers[w].pool = pool;
        pool->workers[w].patience = LONGEST_WAIT_NANOS;
        atomic_init(&pool->workers[w].state, IDLE);
    }
    return pool;
}

void komodo_pool_destroy(komodo_pool *pool) {
    if (pool == NULL) return;
    for (int32_t w = 1; w <= pool->started; w++) {
        int32_t before =
            atomic_exchange_explicit(&pool->workers[w].state, STOP, memory_order_acq_rel);
        if (before == SLEEPING) futex_wake_one(&pool->workers[w].state);
    }
    for (int32_t w = 1; w <= pool->started; w++) pthread_join(pool->workers[w].thread, NULL);
    free(pool);
}

static bool is_order(int32_t state) { return state == ASSIGNED || state == STOP; }

static int32_t sleep_until_order(komodo_worker *self) {
    for (;;) {
        int32_t state = IDLE;
        atomic_compare_exchange_strong_explicit(&self->state, &state, SLEEPING,
                                                memory_order_acq_rel, memory_order_acquire);
        if (is_order(state)) return state;
        futex_wait(&self->state, SLEEPING);
    }
}

/// Waits, then sleeps, until the state is ASSIGNED or STOP. The next pause is taken to be as long
/// as this one: who had to wait longer than is worth it waits half as long the next time.
static int32_t await_order(komodo_worker *self) {
    if (spin_until(&self->state, is_order, self->patience, &self->pool->crowded_until)) {
        self->patience = LONGEST_WAIT_NANOS;
        return atomic_load_explicit(&self->state, memory_order_acquire);
    }
    int64_t begin = clock_nanos();
    int32_t order = sleep_until_order(self);
    bool is_worth_it = clock_nanos() - begin + self->patience < LONGEST_WAIT_NANOS;
    self->patience = is_worth_it ? LONGEST_WAIT_NANOS : self->patience / 2;
    return order;
}

static void *worker_main(void *argument) {
    komodo_worker *self = argument;
    __builtin_ia32_ldmxcsr(DEFAULT_MXCSR);
    while (await_order(self) != STOP) {
        int32_t expected = ASSIGNED; // unless the caller has taken the job back
        if (atomic_compare_exchange_strong_explicit(&self->state, &expected, RUNNING,
                                                    memory_order_acq_rel, memory_order_acquire))
            komodo_worker_run(self);
    }
    return NULL;
}

/// All signals but the synchronous faults, which the JVM's handler must see to report them.
static void blocked_signals(sigset_t *set) {
    static const int faults[] = {4 /* ILL */,  5 /* TRAP */,  7 /* BUS */,
                                 8 /* FPE */, 11 /* SEGV */, 31 /* SYS */};
    for (int word = 0; word < 16; word++) set->words[word] = ~0ul;
    for (size_t f = 0; f < sizeof faults / sizeof faults[0]; f++)
        set->words[0] &= ~(1ul << (faults[f] - 1));
}

/// "komodo-" and the number: what a debugger and top(1) show.
static void name_thread(pthread_t thread, int32_t number) {
    char name[16] = "komodo-";
    char digits[8];
    int count = 0;
    int length = 7;
    for (int32_t rest = number; rest > 0 || count == 0; rest /= 10)
        digits[count++] = (char)('0' + rest % 10);
    while (count > 0) name[length++] = digits[--count];
    pthread_setname_np(thread, name);
}

int32_t komodo_pool_start(komodo_pool *pool, int32_t wanted) {
    if (pool->started >= wanted) return wanted;
    pthread_attr_t attributes;
    if (pthread_attr_init(&attributes) != 0) return pool->started;
    pthread_attr_setstacksize(&attributes, STACK_BYTES);
    sigset_t blocked, before;
    blocked_signals(&blocked);
    pthread_sigmask(SIG_SETMASK, &blocked, &before); // a new thread inherits the mask
    while (pool->started < wanted) {
        komodo_worker *worker = &pool->workers[pool->started + 1];
        if (pthread_create(&worker->thread, &attributes, worker_main, worker) != 0) break;
        name_thread(worker->thread, worker->number);
        pool->started++;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
    return pool->started;
}
