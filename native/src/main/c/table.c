/// The table through which kernels call the runtime.
#include "komodo_runtime.h"

const komodo_runtime_table komodo_runtime_entries = {
    .abi_version = KOMODO_RUNTIME_ABI_VERSION,
    .parallel_for = komodo_parallel_for,
};

const komodo_runtime_table *komodo_runtime_table_get(void) { return &komodo_runtime_entries; }

int32_t komodo_runtime_abi_version(void) { return KOMODO_RUNTIME_ABI_VERSION; }
