/// ONNX models as Komodo graphs, and NumPy's array files in and out.
module dev.komodo.onnx {
    requires transitive dev.komodo.compiler;
    requires static org.jspecify;

    exports dev.komodo.onnx;
    exports dev.komodo.onnx.conformance;
    exports dev.komodo.onnx.numpy;
}
