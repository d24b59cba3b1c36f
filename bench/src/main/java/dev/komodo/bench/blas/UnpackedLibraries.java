package dev.komodo.bench.blas;

import dev.komodo.measure.peer.PeerException;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/// Libraries from a jar on the class path as files. What was unpacked before and has the size that
/// the jar says is left alone.
final class UnpackedLibraries {
    private UnpackedLibraries() {}

    /// Unpacks libraries beside each other.
    ///
    /// @param artifact the jar, as `group:artifact:version:classifier`, for the message
    /// @param resources their folder in the jar
    /// @return the folder of the files
    /// @throws PeerException if the jar is absent or the folder cannot be written
    static Path unpack(String artifact, String resources, List<String> names, Path folder) {
        Path target = folder.resolve(artifact.replace(':', '-'));
        try {
            Files.createDirectories(target);
            for (String name : names) {
                URL source = UnpackedLibraries.class.getClassLoader().getResource(resources + name);
                if (source == null) {
                    throw new PeerException(
                            "%s of %s is not here: put that jar on the class path (bench/targets does)"
                                    .formatted(name, artifact));
                }
                unpack(source, target.resolve(name));
            }
            return target;
        } catch (IOException fault) {
            throw new PeerException(
                    "%s cannot be unpacked to %s: %s".formatted(artifact, target, fault), fault);
        }
    }

    private static void unpack(URL source, Path file) throws IOException {
        URLConnection connection = source.openConnection();
        connection.setUseCaches(false); // closing the stream closes the jar
        try (InputStream bytes = connection.getInputStream()) {
            if (Files.exists(file) && Files.size(file) == connection.getContentLengthLong()) {
                return;
            }
            Path part = Files.createTempFile(file.getParent(), "part", ".so");
            Files.copy(bytes, part, StandardCopyOption.REPLACE_EXISTING);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        }
    }
}
