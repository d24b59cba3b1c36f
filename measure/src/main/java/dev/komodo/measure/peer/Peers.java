package dev.komodo.measure.peer;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Finds peers: on the class path, or in a folder that has a folder of jars for each peer, such as
/// `peers/onnxruntime/*.jar`.
public final class Peers {
    private Peers() {}

    /// The peer of a name.
    ///
    /// @param folder where the folders of peers are; it need not exist
    /// @throws PeerException if there is none of that name
    public static PeerProvider find(String name, Path folder) {
        List<PeerProvider> found = new ArrayList<>();
        ServiceLoader.load(PeerProvider.class, loader(folder.resolve(name))).forEach(found::add);
        return found.stream()
                .filter(peer -> peer.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new PeerException(absent(name, folder, found)));
    }

    private static String absent(String name, Path folder, List<PeerProvider> found) {
        TreeSet<String> names = new TreeSet<>(found.stream().map(PeerProvider::name).toList());
        return "The peer '"
                + name
                + "' is not here: there is no adapter in "
                + folder.resolve(name)
                + (names.isEmpty() ? "" : " (found on the class path: " + names + ")")
                + ". A build from source puts onnxruntime there (mvn -DskipTests -pl cli -am"
                + " package); or put komodo-peer-"
                + name
                + ".jar and the runtime's own jar into a folder '"
                + name
                + "' and name the folder around it in KOMODO_PEERS";
    }

    /// A loader of the jars of a folder, below this class's; it stays open, for a peer's native
    /// library lives as long as its classes.
    private static ClassLoader loader(Path jars) {
        ClassLoader own = Peers.class.getClassLoader();
        if (!Files.isDirectory(jars)) {
            return own;
        }
        try (Stream<Path> files = Files.list(jars)) {
            List<URL> urls = new ArrayList<>();
            for (Path jar : files.filter(f -> f.toString().endsWith(".jar")).sorted().toList()) {
                urls.add(url(jar));
            }
            return new URLClassLoader("peers", urls.toArray(URL[]::new), own);
        } catch (IOException unreadable) {
            throw new PeerException("The folder of a peer cannot be read: " + jars, unreadable);
        }
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException strange) {
            throw new PeerException("The path of a peer is no URL: " + jar, strange);
        }
    }
}
