/// Tests of the conformance suite, and the suite itself on ONNX's cases.
@NullMarked
package dev.komodo.onnx.conformance;

import org.jspecify.annotations.NullMarked;
