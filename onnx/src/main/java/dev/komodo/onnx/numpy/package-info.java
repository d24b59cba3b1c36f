/// NumPy's array files, `.npy` and `.npz`, in and out.
///
/// **What this room is for.** Inputs of a model come from NumPy and outputs go back to it. This
/// package turns a file into an element type, a shape and plain bytes, and back, without knowing a
/// compiler's types.
///
/// **In and out.** In: `.npy` of format versions 1 to 3 (source: the module `numpy.lib.format` and
/// NEP 1), both byte orders, C and Fortran order; `.npz` as written by `savez` and
/// `savez_compressed`. Out: elements in a memory segment, always little-endian in C order, of any
/// number; files of version 1, C order.
///
/// **Invariants.**
/// - A file is hostile: sizes are multiplied with overflow checks and compared with the bytes that
///   are really there before anything is allocated, and Python text is matched against its one
///   grammar, not evaluated.
/// - Reading and writing take 64 KiB beside the elements themselves. No file is held as a whole.
/// - Every fault of a file is a [dev.komodo.onnx.numpy.NumpyFormatException] that names the file
///   and the byte.
/// - Pickled objects, structured types, text, times and complex numbers are refused by name.
///
/// **Who may import it.** Anyone. It imports `java.base` only.
///
/// **Where to start.** [dev.komodo.onnx.numpy.NpyReader], then [dev.komodo.onnx.numpy.NpyStream].
@NullMarked
package dev.komodo.onnx.numpy;

import org.jspecify.annotations.NullMarked;
