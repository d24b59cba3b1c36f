package dev.komodo.bench.blas;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// The environment that native code of this process sees (`getenv`); what
/// [System#getenv()][System#getenv(String)] says does not change.
final class NativeEnvironment {
    private NativeEnvironment() {}

    /// Removes what the environment tells a library that is about to be loaded: a kind of processor
    /// or a size of cache that was set for other programs would make it a weaker peer.
    ///
    /// @param prefix of the variables' names
    static void forget(String prefix) {
        Linker linker = Linker.nativeLinker();
        MethodHandle unset =
                BlasLibrary.call(
                        linker.defaultLookup(),
                        "unsetenv",
                        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
        try (Arena arena = Arena.ofConfined()) {
            for (String name : System.getenv().keySet()) {
                if (name.startsWith(prefix)) {
                    MemorySegment text = arena.allocateFrom(name);
                    BlasLibrary.invoke(
                            () -> {
                                int _ = (int) unset.invokeExact(text);
                            });
                }
            }
        }
    }
}
