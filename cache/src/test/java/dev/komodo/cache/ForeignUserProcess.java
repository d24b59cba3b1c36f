package dev.komodo.cache;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A process that asks the cache in a folder for the entry `g`, computes it if it must, asks again,
/// and prints where it came from both times and the warnings, one per line. Further arguments are
/// layers.
final class ForeignUserProcess {
    private ForeignUserProcess() {}

    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        List<String> warnings = new ArrayList<>();
        List<Path> layers = new ArrayList<>();
        for (int i = 1; i < arguments.length; i++) {
            layers.add(Path.of(arguments[i]));
        }
        Surroundings real = Surroundings.ofThisProcess();
        ObjectStore store =
                StoreAssembly.of(
                        CacheSettings.of(CacheLocation.explicit(Path.of(arguments[0])))
                                .layers(layers),
                        new Surroundings(
                                real.files(),
                                real.trust(),
                                new Warnings(warnings::add),
                                real.clock()),
                        FileKeyLocks::new);
        CacheEntry entry = Entries.entry("g");
        for (int i = 0; i < 2; i++) {
            Lookup lookup = store.getOrCompute(entry.key(), () -> entry);
            out.println(lookup.source() + " " + lookup.entry().equals(entry));
        }
        store.put(Entries.entry("other"));
        store.close();
        warnings.forEach(out::println);
    }
}
