package dev.komodo.cache;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// A process that asks the cache in a folder for one entry and tells its parent, line by line, what
/// happens: `waiting` when another process has the lock, `computing` when it computes (it then
/// waits for a line from the parent), and at the end where the entry came from.
final class SingleFlightProcess {
    private SingleFlightProcess() {}

    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        DiskStore store =
                DiskStore.open(
                        CacheSettings.of(CacheLocation.explicit(Path.of(arguments[0])))
                                .waitLimit(Duration.ofMinutes(5)),
                        Surroundings.ofThisProcess(),
                        folder -> telling(new FileKeyLocks(folder), out));
        CacheEntry entry = Entries.entry("g");
        Lookup lookup =
                store.getOrCompute(
                        entry.key(),
                        () -> {
                            out.println("computing");
                            readLine(in);
                            return entry;
                        });
        out.println(lookup.source() + " " + lookup.entry().equals(entry));
    }

    private static KeyLocks telling(KeyLocks locks, PrintStream out) {
        return key -> {
            Optional<KeyLocks.Held> held = locks.tryLock(key);
            if (held.isEmpty()) {
                out.println("waiting");
            }
            return held;
        };
    }

    private static void readLine(BufferedReader in) {
        try {
            in.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
