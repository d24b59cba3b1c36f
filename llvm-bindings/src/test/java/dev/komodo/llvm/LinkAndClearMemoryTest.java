package dev.komodo.llvm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Scanner;

/// Native memory over many links, in a JVM of its own that interprets: a JVM that compiles
/// allocates and frees megabytes beside us.
class LinkAndClearMemoryTest {
    private static final int LINKS = 2000;

    @Test
    void linkingAndClearingKeepsMemoryFlat() throws IOException, InterruptedException {
        List<Long> growths = growthsInAnotherJvm();
        assertThat(growths.get(0))
                .as("bytes that %s links and clears leave behind", LINKS)
                .isLessThan(64 << 10);
        // the same without clearing, to show that the measure sees a leak
        assertThat(growths.get(1))
                .as("bytes that %s open dylibs use", LINKS)
                .isGreaterThan(1 << 20);
    }

    private static List<Long> growthsInAnotherJvm() throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xint",
                                "-XX:+UseSerialGC",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Measured.class.getName())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        List<Long> growths = new ArrayList<>();
        try (InputStream output = process.getInputStream();
                Scanner scanner = new Scanner(output, StandardCharsets.UTF_8)) {
            while (scanner.hasNextLong()) {
                growths.add(scanner.nextLong());
            }
        }
        assertThat(process.waitFor()).isZero();
        return growths;
    }

    /// Prints how many bytes `LINKS` links take, once cleared and once kept open.
    static final class Measured {
        private static final OrcJit JIT = OrcJit.create(LlvmThreads.shared());

        private Measured() {}

        public static void main(String[] arguments) {
            byte[] object =
                    Compiled.object(
                            module ->
                                    Compiled.unary(
                                            module, "twice", Linkage.EXTERNAL, BinaryOp.FMUL, 2));
            linkAndClear(object, LINKS / 4);
            long before = NativeMemory.inUse();
            linkAndClear(object, LINKS);
            long cleared = NativeMemory.inUse() - before;
            List<OrcDylib> open = new ArrayList<>();
            for (int i = 0; i < LINKS; i++) {
                open.add(link(object, i));
            }
            long kept = NativeMemory.inUse() - before;
            open.forEach(OrcDylib::close);
            System.out.println(cleared + " " + kept);
        }

        private static void linkAndClear(byte[] object, int times) {
            for (int i = 0; i < times; i++) {
                link(object, i).close();
            }
        }

        /// A dylib with a name of its own in the pool of names, as kernels have.
        private static OrcDylib link(byte[] object, int number) {
            OrcDylib dylib = JIT.dylib();
            dylib.defineAbsolute(Map.of("unique_name_" + number, 1L));
            dylib.addObject(object);
            assertThat(dylib.lookup("twice")).isNotZero();
            return dylib;
        }
    }
}
