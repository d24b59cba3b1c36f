package dev.komodo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/// What the build does to the classes of the distribution (`build/ArchivableClasses.java`): they
/// say what they said before.
final class ArchivableClassesTest {
    private static final String SOURCE =
            """
            import java.util.*;

            public class Probe {
                sealed interface Shape {
                    static String name(Object shape) {
                        return switch (shape) {
                            case null -> "none";
                            case Square(int side) when side > 9 -> "large";
                            case Square _ -> "square";
                            case Line _, Empty _ -> "thin";
                            case String text -> text;
                            default -> shape.getClass().getSimpleName();
                        };
                    }
                }
                record Square(int side) implements Shape {}
                record Line(boolean z, byte b, char c, short s, long l, float f, double d,
                            String text, int[] array, List<Object> list) implements Shape {}
                record Empty() implements Shape {}

                static int kind(Shape shape) {
                    return switch (shape) {
                        case Square _ -> 1;
                        case Line _ -> 2;
                        case Empty _ -> 3;
                    };
                }

                public static String run() {
                    record Local(int x, Object y) {}
                    int[] array = new int[0];
                    List<Object> all = new ArrayList<>();
                    for (double d : new double[] {0.0, -0.0, Double.NaN, 3}) {
                        for (String text : new String[] {null, "a"}) {
                            for (int[] ints : new int[][] {null, array}) {
                                all.add(new Line(d == 3, (byte) d, (char) (60 + d), (short) -d,
                                        1L << 40, (float) d, d, text, ints, List.of(d)));
                            }
                        }
                    }
                    all.addAll(List.of(new Square(3), new Square(30), new Empty(), "text", 7));
                    all.addAll(List.of(new Local(1, "y"), new Local(1, "y"), new Square(3)));
                    StringBuilder out = new StringBuilder(Shape.name(null));
                    for (Object one : all) {
                        out.append('\\n').append(Shape.name(one));
                        out.append(' ').append(one instanceof Shape shape ? kind(shape) : 0);
                        out.append(' ').append(one.toString().replaceAll("@[0-9a-f]+", "@"));
                        boolean isIdentity = one instanceof Line line && line.array() != null;
                        out.append(' ').append(isIdentity ? 0 : one.hashCode()).append(' ');
                        for (Object other : all) {
                            out.append(one.equals(other) ? 1 : 0);
                        }
                        out.append(one.equals(null));
                    }
                    try {
                        kind(null);
                    } catch (NullPointerException expected) {
                        out.append(" refused");
                    }
                    return out.toString();
                }
            }
            """;

    @TempDir Path folder;

    @Test
    void theyMeanTheSameAndNeedNoClassesMadeAtRunTime() throws Exception {
        Path classes = compiled();
        String before = said(classes);
        Path jar = folder.resolve("probe-1.jar");
        pack(classes, jar);
        rewrite();

        assertThat(said(jar)).isEqualTo(before).contains("large", "Local[x=1, y=y]", " refused");
        try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
            for (String name : List.of("Probe", "Probe$Shape", "Probe$Line")) {
                byte[] bytes = loader.getResourceAsStream(name + ".class").readAllBytes();
                assertThat(bootstraps(ClassFile.of().parse(bytes)))
                        .noneMatch(owner -> owner.contains("java/lang/runtime/"));
            }
        }
    }

    private Path compiled() throws IOException {
        Path source = folder.resolve("Probe.java");
        Path classes = Files.createDirectories(folder.resolve("classes"));
        Files.writeString(source, SOURCE);
        int status =
                ToolProvider.findFirst("javac")
                        .orElseThrow()
                        .run(System.out, System.err, "-d", classes.toString(), source.toString());
        assertThat(status).isZero();
        return classes;
    }

    private static void pack(Path classes, Path jar) throws IOException {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.list(classes)) {
            for (Path file : files.sorted().toList()) {
                out.putNextEntry(new JarEntry(file.getFileName().toString()));
                Files.copy(file, out);
            }
        }
    }

    private void rewrite() throws Exception {
        Path tool = Path.of("../build/ArchivableClasses.java");
        Path output = folder.resolve("output");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process =
                new ProcessBuilder(java, tool.toString(), folder.toString(), "probe-")
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(output)).isZero();
    }

    private static String said(Path place) throws Exception {
        ClassLoader none = ClassLoader.getPlatformClassLoader();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {place.toUri().toURL()}, none)) {
            Method run = loader.loadClass("Probe").getMethod("run");
            return (String) run.invoke(null);
        }
    }

    private static List<String> bootstraps(ClassModel type) {
        List<String> owners = new ArrayList<>();
        type.methods().stream()
                .flatMap(method -> method.code().stream())
                .forEach(
                        code -> {
                            for (CodeElement element : code) {
                                if (element instanceof InvokeDynamicInstruction call) {
                                    owners.add(call.bootstrapMethod().owner().descriptorString());
                                }
                            }
                        });
        return owners;
    }
}
