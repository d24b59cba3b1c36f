package dev.komodo.testkit;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What memory this process takes.
///
/// @param done how many kernels were done
/// @param residentBytes what the process takes in all (`VmRSS`)
/// @param allocatedBytes what `malloc` has given out and not got back: LLVM's side, and parts of
///   the JVM
/// @param codeBytes executable mappings of no file: linked kernels, and the JVM's compiled methods
record MemorySample(int done, long residentBytes, long allocatedBytes, long codeBytes) {
    /// source: `struct mallinfo2`, mallinfo(3): ten `size_t`
    private static final MemoryLayout MALLOC_INFO =
            MemoryLayout.structLayout(MemoryLayout.sequenceLayout(10, ValueLayout.JAVA_LONG));

    private static final int MAPPED_BYTES = 4;
    private static final int USED_BYTES = 7;

    private static final MethodHandle MALLINFO2 =
            Linker.nativeLinker()
                    .downcallHandle(
                            Linker.nativeLinker().defaultLookup().findOrThrow("mallinfo2"),
                            FunctionDescriptor.of(MALLOC_INFO));

    /// The memory of this process now.
    static MemorySample now(int done) throws IOException {
        return new MemorySample(done, resident(), allocated(), code());
    }

    /// The sample that [#toString] wrote.
    static MemorySample parse(String line) {
        String[] words = line.split(" ", -1);
        return new MemorySample(
                Integer.parseInt(words[1]),
                Long.parseLong(words[2]),
                Long.parseLong(words[3]),
                Long.parseLong(words[4]));
    }

    @Override
    public String toString() {
        return "sample " + done + " " + residentBytes + " " + allocatedBytes + " " + codeBytes;
    }

    /// For people.
    String describe() {
        return "%.1f MiB resident, %.2f MiB in malloc, %.2f MiB of code"
                .formatted(mebi(residentBytes), mebi(allocatedBytes), mebi(codeBytes));
    }

    private static double mebi(long bytes) {
        return bytes / (double) (1 << 20);
    }

    private static long resident() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) << 10;
            }
        }
        throw new IOException("/proc/self/status has no VmRSS");
    }

    private static long allocated() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = (MemorySegment) MALLINFO2.invokeExact((SegmentAllocator) arena);
            return info.getAtIndex(ValueLayout.JAVA_LONG, MAPPED_BYTES)
                    + info.getAtIndex(ValueLayout.JAVA_LONG, USED_BYTES);
        } catch (Throwable failure) {
            throw new AssertionError("mallinfo2", failure);
        }
    }

    private static long code() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("/proc/self/maps"));
        long bytes = 0;
        for (String line : lines) {
            String[] words = line.strip().split("\\s+", -1);
            if (words.length == 5 && words[1].contains("x")) { // no sixth word: no file
                String[] range = words[0].split("-", -1);
                bytes += Long.parseLong(range[1], 16) - Long.parseLong(range[0], 16);
            }
        }
        return bytes;
    }
}
