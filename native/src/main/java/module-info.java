/// libLLVM and the C runtime, put into the process. For Komodo's own modules.
///
/// Calls restricted methods: `--enable-native-access=dev.komodo.natives`.
@SuppressWarnings("module") // the modules named below are built after this one
module dev.komodo.natives {
    requires static org.jspecify;

    exports dev.komodo.natives to
            dev.komodo.llvm,
            dev.komodo.compiler;
}
