/// Linked into a stand-in for libc.so.6 during the build only, so that the runtime gets its
/// DT_NEEDED entry and versioned references without any system library. Never loaded.
#define STUB(name) void name(void) {}

STUB(aligned_alloc)
STUB(free)
STUB(memcpy)
STUB(memset)
STUB(mmap)
STUB(mprotect)
STUB(munmap)
STUB(__errno_location)
STUB(pthread_attr_init)
STUB(pthread_attr_setstacksize)
STUB(pthread_attr_destroy)
STUB(pthread_create)
STUB(pthread_join)
STUB(pthread_setname_np)
STUB(pthread_sigmask)
STUB(clock_gettime)
STUB(sched_yield)
STUB(syscall)
