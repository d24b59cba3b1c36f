/// What compiled kernels and the Java runtime call: a thread pool with `parallel_for`, memory for
/// code, and what the processor says of itself.
///
/// Rules for every function here: C ABI, no exceptions, no signals taken, nothing printed.
/// After fork() the child must not use a pool of the parent: its threads are not there.
#ifndef KOMODO_RUNTIME_H
#define KOMODO_RUNTIME_H

#include <stdint.h>

#define KOMODO_EXPORT __attribute__((visibility("default")))

/// Raised by one whenever a signature or the layout of the table below changes.
/// The Java side (RuntimeLibrary.ABI_VERSION) refuses any other value.
#define KOMODO_RUNTIME_ABI_VERSION 1

/// EINVAL, as the system numbers errors.
#define KOMODO_INVALID 22

typedef struct komodo_pool komodo_pool;

/// Runs indices [begin, end). `worker` is in [0, threads) and no two calls that run at the same
/// time on behalf of one parallel_for carry the same number, so it can index scratch memory.
typedef void (*komodo_body)(void *closure, int64_t begin, int64_t end, int32_t worker);

typedef struct {
    int64_t abi_version;
    void (*parallel_for)(komodo_pool *, komodo_body, void *closure, int64_t begin, int64_t end,
                         int64_t grain);
} komodo_runtime_table;

/// The table that a kernel's frame points to; also reachable as the symbol `komodo_runtime_entries`.
KOMODO_EXPORT const komodo_runtime_table *komodo_runtime_table_get(void);
KOMODO_EXPORT extern const komodo_runtime_table komodo_runtime_entries;

KOMODO_EXPORT int32_t komodo_runtime_abi_version(void);

/// A pool of `threads` threads, the caller of parallel_for counted as one of them; at least 1.
/// No thread exists before the first parallel_for that needs it. NULL when memory is short or
/// `threads` lies outside [1, 4096].
KOMODO_EXPORT komodo_pool *komodo_pool_create(int32_t threads);

/// Stops and joins the threads and frees the pool; NULL is allowed. No parallel_for of this pool
/// may be running or start afterwards.
KOMODO_EXPORT void komodo_pool_destroy(komodo_pool *pool);

/// Calls `body` until every index of [begin, end) has been visited exactly once, and returns when
/// the last call has returned; everything the body wrote is then visible to the caller.
///
/// Pieces start at begin + i * grain (a grain below 1 counts as 1). The caller takes part as
/// worker 0. The whole range is run inline, as ONE call with worker 0, when the pool is NULL or
/// has one thread, when the range fits one grain, and when the pool is busy: a nested call, or a
/// second caller, never waits for the pool, so no use of it can deadlock.
KOMODO_EXPORT void komodo_parallel_for(komodo_pool *pool, komodo_body body, void *closure,
                                       int64_t begin, int64_t end, int64_t grain);

/// Places a linked image: a copy of `size` bytes in memory of its own, of which [0, text_size) can
/// be executed and read and the rest only read. It is writable before it is executable, never both.
/// Both sizes are multiples of 4096, `text_size` is positive.
/// Returns its address, or minus an error number of the system.
KOMODO_EXPORT int64_t komodo_code_publish(const void *image, int64_t size, int64_t text_size);

/// Frees such an image of the same size; nobody may run it any more. Returns 0, or minus an error
/// number of the system.
KOMODO_EXPORT int64_t komodo_code_withdraw(int64_t code, int64_t size);

/// Fills `facts` with everything that tells what instructions this processor and this system have:
/// answers of CPUID, without the number of the core that was asked, and XCR0. `most` is how many
/// words there is room for. Returns how many there are; if that is more, nothing is written.
KOMODO_EXPORT int64_t komodo_processor_facts(uint32_t *facts, int64_t most);

#endif
