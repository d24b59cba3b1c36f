import java.lang.ProcessBuilder.Redirect;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Whole processes, from start to exit, in turns: a hello world on the JVM, the launcher's
/// `--version`, and a run that finds its kernel. Wall-clock and processor time (user and system, of
/// all threads), medians and minima, and ratios to the hello world.
///
/// Arguments: the repository's folder, the number of turns. Run by `bench/start`.
final class StartTimes {
    private static final int CHILDREN = -1; // RUSAGE_CHILDREN, sys/resource.h

    private record Time(double wall, double processor) {}

    public static void main(String[] arguments) throws Throwable {
        Path root = Path.of(arguments[0]);
        int turns = Integer.parseInt(arguments[1]);
        Path folder = Files.createTempDirectory("komodo-start");
        try {
            Path hello = folder.resolve("Hello.java");
            Files.writeString(
                    hello,
                    "public class Hello { public static void main(String[] a) {"
                            + " System.out.println(\"hello world\"); } }");
            String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
            time(List.of(java + "c", "-d", folder.toString(), hello.toString()));
            Map<String, List<String>> commands = commands(root, folder, java);
            Map<String, List<Time>> times = new LinkedHashMap<>();
            for (int turn = -2; turn < turns; turn++) {
                for (Map.Entry<String, List<String>> command : commands.entrySet()) {
                    Time time = time(command.getValue());
                    if (turn >= 0) {
                        times.computeIfAbsent(command.getKey(), _ -> new ArrayList<>()).add(time);
                    }
                }
            }
            print(times);
        } finally {
            for (String file : List.of("Hello.java", "Hello.class")) {
                Files.deleteIfExists(folder.resolve(file));
            }
            Files.delete(folder);
        }
    }

    private static Map<String, List<String>> commands(Path root, Path folder, String java) {
        String komodo = root.resolve("komodo").toString();
        Path digits = root.resolve("examples/digits");
        Map<String, List<String>> commands = new LinkedHashMap<>();
        commands.put("hello world", List.of(java, "-cp", folder.toString(), "Hello"));
        commands.put("komodo --version", List.of(komodo, "--version"));
        commands.put(
                "komodo run, cache hit",
                List.of(
                        komodo,
                        "run",
                        digits.resolve("digits.onnx").toString(),
                        "--input",
                        "images=" + digits.resolve("images.npy")));
        return commands;
    }

    private static Time time(List<String> command) throws Throwable {
        double processor = processorMillis();
        long begin = System.nanoTime();
        Process process =
                new ProcessBuilder(command)
                        .redirectOutput(Redirect.DISCARD)
                        .redirectError(Redirect.INHERIT)
                        .start();
        int status = process.waitFor();
        double wall = (System.nanoTime() - begin) / 1e6;
        if (status != 0) {
            throw new IllegalStateException(command + " ended with status " + status);
        }
        return new Time(wall, processorMillis() - processor);
    }

    /// User and system time of the processes that have ended: the first two `timeval`s of `rusage`.
    private static double processorMillis() throws Throwable {
        MethodHandle usage =
                Linker.nativeLinker()
                        .downcallHandle(
                                Linker.nativeLinker().defaultLookup().findOrThrow("getrusage"),
                                FunctionDescriptor.of(
                                        ValueLayout.JAVA_INT,
                                        ValueLayout.JAVA_INT,
                                        ValueLayout.ADDRESS));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment result = arena.allocate(144, 8); // sizeof(struct rusage)
            int status = (int) usage.invokeExact(CHILDREN, result);
            if (status != 0) {
                throw new IllegalStateException("getrusage failed");
            }
            double millis = 0;
            for (int i = 0; i < 4; i += 2) {
                millis += result.getAtIndex(ValueLayout.JAVA_LONG, i) * 1e3;
                millis += result.getAtIndex(ValueLayout.JAVA_LONG, i + 1) / 1e3;
            }
            return millis;
        }
    }

    private static void print(Map<String, List<Time>> times) {
        System.out.println(
                "| process | wall ms, median | minimum | processor ms, median | minimum | wall /"
                        + " hello, median of pairs |");
        System.out.println("|---|---|---|---|---|---|");
        List<Time> base = times.values().iterator().next();
        times.forEach(
                (name, list) -> {
                    double[] wall = list.stream().mapToDouble(Time::wall).sorted().toArray();
                    double[] cpu = list.stream().mapToDouble(Time::processor).sorted().toArray();
                    double[] ratios = new double[list.size()];
                    Arrays.setAll(ratios, i -> list.get(i).wall() / base.get(i).wall());
                    Arrays.sort(ratios);
                    System.out.printf(
                            "| %s | %.0f | %.0f | %.0f | %.0f | %.2f |%n",
                            name, median(wall), wall[0], median(cpu), cpu[0], median(ratios));
                });
    }

    private static double median(double[] sorted) {
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
