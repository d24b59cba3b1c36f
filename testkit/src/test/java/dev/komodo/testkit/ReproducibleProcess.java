package dev.komodo.testkit;

import dev.komodo.Komodo;
import dev.komodo.Options;
import dev.komodo.runtime.Kernel;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A process that asks for some kernels, keeps them all, and then says of each how it came and
/// whether its results are right.
final class ReproducibleProcess {
    private ReproducibleProcess() {}

    /// Asks.
    ///
    /// @param arguments folder, whether names come from the keys, first recipe, how many
    public static void main(String[] arguments) {
        Options options =
                Options.defaults()
                        .cacheFolder(Path.of(arguments[0]))
                        .reproducible(Boolean.parseBoolean(arguments[1]));
        int first = Integer.parseInt(arguments[2]);
        int end = first + Integer.parseInt(arguments[3]);
        try (Komodo komodo = Komodo.open(options)) {
            List<Kernel> kernels = new ArrayList<>();
            for (int number = first; number < end; number++) {
                kernels.add(komodo.compile(new Recipe(number).graph()));
            }
            for (int number = first; number < end; number++) {
                Kernel kernel = kernels.get(number - first);
                boolean isRight = new Recipe(number).isMadeBy(kernel);
                System.out.println(kernel.report().cache() + (isRight ? " right" : " wrong"));
            }
            kernels.forEach(Kernel::close);
        }
    }
}
