package dev.komodo.bench.blas;

import dev.komodo.measure.peer.PeerException;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Intel's oneMKL as Bytedeco repackages it, with Intel's OpenMP threads.
///
/// On a processor of another maker it runs the kernels of `libmkl_def` (AVX2 on AMD), whatever else
/// the processor can do; nothing is done about that here.
public final class Mkl {
    private static final String ARTIFACT = "org.bytedeco:mkl:2025.3-1.5.13:linux-x86_64-redist";
    private static final String RESOURCES = "org/bytedeco/mkl/linux-x86_64/";

    /// How long its threads spin after a call, in milliseconds; 200 by default, longer than others
    /// wait before they count.
    private static final int SPIN_MILLIS = 20;

    private Mkl() {}

    /// Loads it.
    ///
    /// @param folder where libraries are unpacked (300 MB)
    /// @throws PeerException if its jar is absent
    public static BlasLibrary load(Path folder) {
        Path unpacked =
                UnpackedLibraries.unpack(
                        ARTIFACT,
                        RESOURCES,
                        List.of(
                                "libmkl_rt.so.2",
                                "libmkl_core.so.2",
                                "libmkl_intel_lp64.so.2",
                                "libmkl_intel_thread.so.2",
                                "libiomp5.so",
                                "libmkl_def.so.2",
                                "libmkl_mc3.so.2",
                                "libmkl_avx2.so.2",
                                "libmkl_avx512.so.2",
                                "libmkl_vml_def.so.2",
                                "libmkl_vml_mc3.so.2",
                                "libmkl_vml_avx2.so.2",
                                "libmkl_vml_avx512.so.2"),
                        folder);
        NativeEnvironment.forget("MKL_");
        NativeEnvironment.forget("KMP_");
        SymbolLookup symbols =
                SymbolLookup.libraryLookup(unpacked.resolve("libmkl_rt.so.2"), Arena.global());
        MethodHandle getVersion =
                BlasLibrary.call(
                        symbols,
                        "MKL_Get_Version_String",
                        FunctionDescriptor.ofVoid(ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
        String version = version(getVersion);
        limitSpinning(unpacked);
        return new BlasLibrary("mkl", version, Mkl::kernels, symbols, "MKL_Set_Num_Threads");
    }

    private static String version(MethodHandle getVersion) {
        int length = 256;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocate(length);
            BlasLibrary.invoke(
                    () -> {
                        getVersion.invokeExact(text, length - 1);
                    });
            String whole = text.getString(0).strip();
            Matcher number = Pattern.compile("Version ([\\d.]+)").matcher(whole);
            return number.find() ? number.group(1) : whole;
        }
    }

    private static void limitSpinning(Path unpacked) {
        MethodHandle setSpinning =
                BlasLibrary.call(
                        SymbolLookup.libraryLookup(unpacked.resolve("libiomp5.so"), Arena.global()),
                        "kmp_set_blocktime",
                        FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT));
        BlasLibrary.invoke(
                () -> {
                    setSpinning.invokeExact(SPIN_MILLIS);
                });
    }

    /// The library of kernels that is loaded now.
    private static String kernels() {
        Pattern library = Pattern.compile("libmkl_(def|mc3|avx2|avx512)\\.so");
        TreeSet<String> loaded = new TreeSet<>();
        try {
            for (String line :
                    Files.readAllLines(Path.of("/proc/self/maps"), StandardCharsets.ISO_8859_1)) {
                Matcher matcher = library.matcher(line);
                if (matcher.find()) {
                    loaded.add("libmkl_" + matcher.group(1));
                }
            }
        } catch (IOException unreadable) {
            throw new PeerException("/proc/self/maps cannot be read", unreadable);
        }
        return String.join(", ", loaded);
    }
}
