/// Tests of the ONNX decoder: messages written by hand, every type of element, hostile bytes, and
/// the files of the shared collections.
@NullMarked
package dev.komodo.onnx.model;

import org.jspecify.annotations.NullMarked;
