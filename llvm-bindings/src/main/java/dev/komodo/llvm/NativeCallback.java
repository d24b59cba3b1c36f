package dev.komodo.llvm;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;

/// What LLVM calls back: of one native signature, as [dev.komodo.natives.NativeCalls] are, for the
/// same reason. Parameters that a caller in LLVM does not pass hold anything.
///
/// An exception that leaves a callback ends the JVM.
@FunctionalInterface
interface NativeCallback {
    /// The parameters are integers or addresses.
    void call(long first, long second, long third, long fourth);

    /// The address of native code that calls `callback`, for as long as the arena is open.
    static MemorySegment allocate(NativeCallback callback, Arena arena) {
        return Linker.nativeLinker()
                .upcallStub(Signature.CALL.bindTo(callback), Signature.NATIVE, arena);
    }

    /// Holder of what all callbacks share.
    final class Signature {
        private static final FunctionDescriptor NATIVE =
                FunctionDescriptor.ofVoid(
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG);
        private static final MethodHandle CALL = handle();

        private Signature() {}

        private static MethodHandle handle() {
            try {
                return MethodHandles.lookup()
                        .findVirtual(NativeCallback.class, "call", NATIVE.toMethodType());
            } catch (ReflectiveOperationException absent) {
                throw new LinkageError("NativeCallback has the method call", absent);
            }
        }
    }
}
