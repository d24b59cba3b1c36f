package dev.komodo.natives;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.util.function.Supplier;

/// Loads libLLVM in its own class loader, calls it, and says where it lies in memory. Also a
/// program that does so.
public final class LlvmProbe implements Supplier<String> {
    @Override
    public String get() {
        LlvmLibrary library = LlvmLibrary.load();
        MemorySegment function = SymbolLookup.loaderLookup().find("LLVMGetVersion").orElseThrow();
        if (!function.equals(library.symbols().find("LLVMGetVersion").orElseThrow()))
            throw new AssertionError("two lookups find two functions");
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment numbers = arena.allocate(ValueLayout.JAVA_INT, 3);
            Linker.nativeLinker()
                    .downcallHandle(
                            function,
                            FunctionDescriptor.ofVoid(
                                    ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.ADDRESS))
                    .invokeExact(numbers, numbers.asSlice(4), numbers.asSlice(8));
            return numbers.getAtIndex(ValueLayout.JAVA_INT, 0)
                    + "."
                    + numbers.getAtIndex(ValueLayout.JAVA_INT, 1)
                    + " at "
                    + Long.toHexString(function.address());
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /// Prints the path of libLLVM and its version.
    public static void main(String[] arguments) {
        String version = new LlvmProbe().get();
        System.out.println(LlvmLibrary.load().path() + " " + version.split(" ", -1)[0]);
    }
}
