import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/// Writes the hash of a module's classes and resources into a file that becomes part of its jar's
/// manifest: an ingredient of the cache keys (`dev.komodo.jit.CodeIdentity` computes the same hash
/// of a class folder).
///
/// Arguments: the class folder, the file to write.
final class CodeHash {
    private static final String ROOT = "dev/komodo/";

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        String hash = hash(folder);
        Path manifest = Path.of(arguments[1]);
        Files.createDirectories(manifest.toAbsolutePath().getParent());
        Files.writeString(manifest, "Manifest-Version: 1.0\nKomodo-Code-Hash: " + hash + "\n");
    }

    private static String hash(Path folder) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (String name : names(folder)) {
            byte[] content = Files.readAllBytes(folder.resolve(name));
            digest.update(name.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, content.length));
            digest.update(content);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static List<String> names(Path folder) throws IOException {
        Path root = folder.resolve(ROOT);
        List<String> names = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            files.filter(Files::isRegularFile)
                    .forEach(file -> names.add(ROOT + root.relativize(file)));
        }
        names.sort(null);
        return names;
    }
}
