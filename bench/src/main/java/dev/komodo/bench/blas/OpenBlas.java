package dev.komodo.bench.blas;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// OpenBLAS as Bytedeco builds it: threads of its own (no OpenMP), kernels for many processors.
public final class OpenBlas {
    private static final String ARTIFACT = "org.bytedeco:openblas:0.3.31-1.5.13:linux-x86_64";
    private static final String RESOURCES = "org/bytedeco/openblas/linux-x86_64/";

    private OpenBlas() {}

    /// Loads it.
    ///
    /// @param folder where libraries are unpacked
    /// @throws dev.komodo.measure.peer.PeerException if its jar is absent
    public static BlasLibrary load(Path folder) {
        Path unpacked =
                UnpackedLibraries.unpack(
                        ARTIFACT,
                        RESOURCES,
                        List.of(
                                "libopenblas.so.0",
                                "libgfortran.so.5",
                                "libquadmath.so.0",
                                "libgcc_s.so.1"),
                        folder);
        NativeEnvironment.forget("OPENBLAS_");
        SymbolLookup symbols =
                SymbolLookup.libraryLookup(unpacked.resolve("libopenblas.so.0"), Arena.global());
        String configuration = text(symbols, "openblas_get_config");
        Matcher version = Pattern.compile("OpenBLAS (\\S+)").matcher(configuration);
        return new BlasLibrary(
                "openblas",
                version.find() ? version.group(1) : configuration,
                () -> text(symbols, "openblas_get_corename"),
                symbols,
                "openblas_set_num_threads");
    }

    private static String text(SymbolLookup symbols, String function) {
        MethodHandle call =
                BlasLibrary.call(symbols, function, FunctionDescriptor.of(ValueLayout.ADDRESS));
        MemorySegment[] text = new MemorySegment[1];
        BlasLibrary.invoke(() -> text[0] = (MemorySegment) call.invokeExact());
        return text[0].reinterpret(1 << 10).getString(0);
    }
}
