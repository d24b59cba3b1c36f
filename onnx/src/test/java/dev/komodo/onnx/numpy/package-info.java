/// Tests of NumPy's files: NumPy's own bytes, every type and order, and hostile files.
@NullMarked
package dev.komodo.onnx.numpy;

import org.jspecify.annotations.NullMarked;
