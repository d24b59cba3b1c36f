/// Tests of imported models: what they compute, not how they are built.
@NullMarked
package dev.komodo.onnx;

import org.jspecify.annotations.NullMarked;
