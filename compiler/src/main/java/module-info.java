/// Tensor graphs compiled to native kernels: build a graph, compile it, bind arrays, run.
///
/// Calls restricted methods, as do the modules below it:
/// `--enable-native-access=dev.komodo.natives,dev.komodo.llvm,dev.komodo.compiler`.
module dev.komodo.compiler {
    requires transitive dev.komodo.cache;
    requires dev.komodo.llvm;
    requires dev.komodo.natives;
    requires static jdk.jfr;
    requires static org.jspecify;

    exports dev.komodo;
    exports dev.komodo.autodiff;
    exports dev.komodo.distribution;
    exports dev.komodo.error;
    exports dev.komodo.graph;
    exports dev.komodo.interp;
    exports dev.komodo.library;
    exports dev.komodo.pipeline;
    exports dev.komodo.runtime;
    exports dev.komodo.target;
    exports dev.komodo.vectorize;
}
