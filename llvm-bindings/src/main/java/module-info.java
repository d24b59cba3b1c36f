/// LLVM's C API, typed. For Komodo's compiler.
///
/// Calls restricted methods: `--enable-native-access=dev.komodo.llvm`.
@SuppressWarnings("module") // the compiler is built after this module
module dev.komodo.llvm {
    requires dev.komodo.natives;
    requires static org.jspecify;

    exports dev.komodo.llvm to
            dev.komodo.compiler;
}
