package dev.komodo.cache;

import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// One warning per place: a broken entry that many calls meet is reported once.
final class Warnings {
    /// Beyond this many places, further ones are not reported.
    static final int MAX_PLACES = 1_000;

    private static final Warnings LOG = new Warnings(Warnings::log);

    private final Set<Path> places = ConcurrentHashMap.newKeySet();
    private final Consumer<String> sink;

    Warnings(Consumer<String> sink) {
        this.sink = sink;
    }

    /// The warnings of this process, to the System.Logger `dev.komodo.cache`.
    static Warnings toLog() {
        return LOG;
    }

    void warn(Path place, String message) {
        if (places.size() < MAX_PLACES && places.add(place)) {
            sink.accept(message);
        }
    }

    /// What only a developer of the cache wants to know.
    static void trace(String message) {
        System.getLogger("dev.komodo.cache").log(System.Logger.Level.DEBUG, message);
    }

    private static void log(String message) {
        // looked up here, not in a field: the first logger of a process takes milliseconds
        System.getLogger("dev.komodo.cache").log(System.Logger.Level.WARNING, message);
    }
}
