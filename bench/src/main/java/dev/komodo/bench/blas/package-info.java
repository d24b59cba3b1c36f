/// OpenBLAS, MKL and oneDNN: the products of matrices that others are measured by.
///
/// - **For**: calling `cblas_sgemm` and `cblas_dgemm` of the first two, and the primitive `matmul`
///   of the last, in this process, on Komodo's arrays, at a number of threads.
/// - **In and out**: jars of libraries on the class path and a folder for what is unpacked in;
///   products to call out.
/// - **Invariants**: the strongest kernels that a library has for this processor are used, and
///   [BlasLibrary#kernels()] says which; a library that is absent is a
///   [dev.komodo.measure.peer.PeerException] that says what to do.
/// - **Importers**: `bench`.
/// - **Start at** [BlasLibrary], [OneDnn].
@NullMarked
package dev.komodo.bench.blas;

import org.jspecify.annotations.NullMarked;
