import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.ConstantPoolSharingOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/// Gives classes that were compiled for Java 5 or earlier the stack maps of Java 8, in place, in
/// the jars of a folder whose name starts with a prefix. Nothing else in them changes.
///
/// The JVM verifies classes without stack maps by inference, at every start, and does not take them
/// into its ahead-of-time cache (picocli: 170 classes).
///
/// Arguments: the folder, the prefix.
final class ModernClasses {
    private static final int FIRST_WITH_STACK_MAPS = 50;

    public static void main(String[] arguments) throws Exception {
        List<Path> jars;
        try (Stream<Path> files = Files.list(Path.of(arguments[0]))) {
            jars =
                    files.filter(file -> isMeant(file.getFileName().toString(), arguments[1]))
                            .toList();
        }
        if (jars.isEmpty()) {
            throw new IllegalStateException("No " + arguments[1] + "*.jar in " + arguments[0]);
        }
        for (Path jar : jars) {
            Path temporary = jar.resolveSibling(jar.getFileName() + ".tmp");
            Files.write(temporary, rewritten(jar));
            Files.move(temporary, jar, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static boolean isMeant(String name, String prefix) {
        return name.startsWith(prefix) && name.endsWith(".jar");
    }

    private static byte[] rewritten(Path path) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarFile jar = new JarFile(path.toFile());
                URLClassLoader classes = new URLClassLoader(new URL[] {path.toUri().toURL()});
                JarOutputStream out = new JarOutputStream(bytes)) {
            ClassFile context =
                    ClassFile.of(
                            StackMapsOption.GENERATE_STACK_MAPS,
                            ConstantPoolSharingOption.SHARED_POOL,
                            ClassHierarchyResolverOption.of(
                                    ClassHierarchyResolver.ofResourceParsing(classes)
                                            .orElse(ClassHierarchyResolver.defaultResolver())));
            for (JarEntry entry : Collections.list(jar.entries())) {
                byte[] content = jar.getInputStream(entry).readAllBytes();
                JarEntry copy = new JarEntry(entry.getName());
                copy.setTime(entry.getTime());
                out.putNextEntry(copy);
                out.write(entry.getName().endsWith(".class") ? modern(context, content) : content);
                out.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] modern(ClassFile context, byte[] content) {
        ClassModel old = context.parse(content);
        if (old.majorVersion() >= FIRST_WITH_STACK_MAPS) {
            return content;
        }
        ClassTransform version =
                (builder, element) -> {
                    if (element instanceof ClassFileVersion) {
                        builder.withVersion(ClassFile.JAVA_8_VERSION, 0);
                    } else {
                        builder.with(element);
                    }
                };
        ClassTransform code = ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL);
        byte[] changed = context.transformClass(old, version.andThen(code));
        List<VerifyError> faults = context.verify(changed);
        if (!faults.isEmpty()) {
            throw new IllegalStateException(old.thisClass().asInternalName() + ": " + faults);
        }
        return changed;
    }
}
