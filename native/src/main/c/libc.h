/// The few functions of glibc that the runtime uses, declared by hand: the build has no system
/// headers. The same names, with the versions they are bound to, are in libc_stub.map.
#ifndef KOMODO_LIBC_H
#define KOMODO_LIBC_H

#include <stddef.h>
#include <stdint.h>

typedef unsigned long pthread_t;

/// 56 bytes in glibc on x86-64; opaque here.
typedef union {
    char bytes[56];
    long alignment;
} pthread_attr_t;

/// 1024 bits; signal s is bit s - 1.
typedef struct {
    unsigned long words[16];
} sigset_t;

typedef struct {
    long seconds;
    long nanos;
} komodo_timespec;

#define SIG_SETMASK 2
#define CLOCK_MONOTONIC 1

void *aligned_alloc(size_t alignment, size_t size);
void free(void *memory);
void *memcpy(void *to, const void *from, size_t size);
void *memset(void *memory, int value, size_t size);
int pthread_attr_init(pthread_attr_t *attributes);
int pthread_attr_setstacksize(pthread_attr_t *attributes, size_t bytes);
int pthread_attr_destroy(pthread_attr_t *attributes);
int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *),
                   void *argument);
int pthread_join(pthread_t thread, void **result);
int pthread_setname_np(pthread_t thread, const char *name);
int pthread_sigmask(int how, const sigset_t *set, sigset_t *old);
void *mmap(void *where, size_t size, int protection, int flags, int file, long offset);
int mprotect(void *memory, size_t size, int protection);
int munmap(void *memory, size_t size);
int *__errno_location(void);
int clock_gettime(int clock, komodo_timespec *time);
int sched_yield(void);
long syscall(long number, ...);

#endif
