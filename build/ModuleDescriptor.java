import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/// Lets Maven run on Java 17: its jar plugin completes a module descriptor with the `jar` tool of
/// Maven's own JVM, and plugins read it for the module path; neither accepts a class file of Java
/// 25. A descriptor needs nothing newer, so its version is lowered; classes keep theirs.
///
/// Argument: the class folder. Nothing is done where it has no descriptor.
final class ModuleDescriptor {
    /// Class files of Java 17 (JVMS, table 4.1-A).
    private static final int VERSION = 61;

    public static void main(String[] arguments) throws Exception {
        Path descriptor = Path.of(arguments[0], "module-info.class");
        if (!Files.exists(descriptor)) return;
        try (var file = new RandomAccessFile(descriptor.toFile(), "rw")) {
            if (file.readInt() != 0xCAFEBABE)
                throw new IllegalStateException(descriptor + " is no class file");
            file.writeInt(VERSION); // minor 0, major
        }
    }
}
