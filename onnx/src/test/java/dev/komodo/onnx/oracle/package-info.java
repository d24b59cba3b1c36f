/// Whole models against ONNX Runtime, on seeded random numbers.
@NullMarked
package dev.komodo.onnx.oracle;

import org.jspecify.annotations.NullMarked;
