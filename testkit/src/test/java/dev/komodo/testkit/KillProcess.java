package dev.komodo.testkit;

import dev.komodo.Komodo;
import dev.komodo.Options;
import dev.komodo.runtime.Kernel;

import java.io.IOException;
import java.nio.file.Path;

/// A process that compiles and stores one recipe after the other, and says so of each, until it is
/// killed; or one that asks for the first few, and says how each was come by.
final class KillProcess {
    private KillProcess() {}

    /// Cycles.
    ///
    /// @param arguments folder, first recipe, how many
    public static void main(String[] arguments) throws IOException {
        int first = Integer.parseInt(arguments[1]);
        int end = first + Integer.parseInt(arguments[2]);
        Siblings.awaitGo();
        try (Komodo komodo = Komodo.open(Options.defaults().cacheFolder(Path.of(arguments[0])))) {
            for (int number = first; number < end; number++) {
                Recipe recipe = new Recipe(number);
                try (Kernel kernel = komodo.compile(recipe.graph())) {
                    String result = recipe.isMadeBy(kernel) ? "right" : "wrong";
                    System.out.println(number + " " + result + " " + kernel.report().cache());
                }
            }
        }
    }
}
