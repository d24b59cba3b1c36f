/// Memory for code that was linked by Komodo itself. Never writable and executable at once.
#include "komodo_runtime.h"

#include "libc.h"

#define PAGE_BYTES 4096
#define PROT_READ 1
#define PROT_WRITE 2
#define PROT_EXEC 4
#define MAP_PRIVATE 0x02
#define MAP_ANONYMOUS 0x20
#define MAP_FAILED ((void *)-1)

static int protect(char *code, int64_t size, int64_t text_size) {
    if (mprotect(code, (size_t)text_size, PROT_READ | PROT_EXEC) != 0) return -1;
    return size == text_size
               ? 0
               : mprotect(code + text_size, (size_t)(size - text_size), PROT_READ);
}

int64_t komodo_code_publish(const void *image, int64_t size, int64_t text_size) {
    if (text_size <= 0 || size < text_size || (size | text_size) % PAGE_BYTES != 0)
        return -KOMODO_INVALID;
    char *code = mmap(NULL, (size_t)size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (code == MAP_FAILED) return -(int64_t)*__errno_location();
    memcpy(code, image, (size_t)size);
    if (protect(code, size, text_size) != 0) {
        int64_t fault = *__errno_location();
        munmap(code, (size_t)size);
        return -fault;
    }
    return (int64_t)code;
}

int64_t komodo_code_withdraw(int64_t code, int64_t size) {
    return munmap((void *)code, (size_t)size) == 0 ? 0 : -(int64_t)*__errno_location();
}
