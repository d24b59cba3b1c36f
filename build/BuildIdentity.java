import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/// Writes `BUILD_ID`: the SHA-256 of the names and bytes of all jars of a distribution. Its
/// presence says that the distribution is complete, so it is written last.
final class BuildIdentity {
    public static void main(String[] arguments) throws Exception {
        Path distribution = Path.of(arguments[0]);
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        List<Path> jars;
        try (var files = Files.walk(distribution)) {
            jars = files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
        }
        if (jars.isEmpty()) {
            throw new IllegalStateException("No jars in " + distribution);
        }
        for (Path jar : jars) {
            digest.update(distribution.relativize(jar).toString().getBytes("UTF-8"));
            digest.update((byte) 0);
            try (var in = Files.newInputStream(jar)) {
                byte[] block = new byte[1 << 20];
                for (int n; (n = in.read(block)) >= 0; ) {
                    digest.update(block, 0, n);
                }
            }
        }
        Path temporary = distribution.resolve("BUILD_ID.tmp");
        Files.writeString(temporary, HexFormat.of().formatHex(digest.digest(), 0, 16) + "\n");
        Files.move(
                temporary,
                distribution.resolve("BUILD_ID"),
                java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }
}
