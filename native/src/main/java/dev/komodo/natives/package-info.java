/// Brings native code into the process: libLLVM, and the C runtime that compiled kernels call.
///
/// **What comes in**: [NativeSettings] (`KOMODO_LLVM`, `KOMODO_CACHE`) and the libraries packaged
/// in this module's jar. **What goes out**: [LlvmLibrary] and [RuntimeLibrary], both loaded, and
/// [ThreadPool], which kernels run on.
///
/// **Invariants**: a packaged library is unpacked once per user and content, whole or not at all,
/// however many processes start at once; nothing is loaded from a place that somebody other than
/// the user or root can write to; a loaded library is never unloaded; each failure says which file
/// or folder it is about and what to do.
///
/// **Who may import it**: `llvm-bindings`, `compiler` (package `runtime`) and `cli`. It imports
/// `java.base` only.
///
/// **Where to start**: [LlvmLibrary].
@NullMarked
package dev.komodo.natives;

import org.jspecify.annotations.NullMarked;
