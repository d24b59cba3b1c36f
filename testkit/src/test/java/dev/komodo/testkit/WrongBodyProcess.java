package dev.komodo.testkit;

import dev.komodo.emit.NameSource;
import dev.komodo.runtime.Kernel;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// A process that compiles some recipes into two caches, once under each naming, or one that loads
/// the recipes of all siblings out of a cache and keeps all the kernels. It then says of each
/// kernel whether its results are right.
final class WrongBodyProcess {
    private WrongBodyProcess() {}

    /// Writes or reads.
    ///
    /// @param arguments `write`, folder, first recipe, how many; or `read`, folder, naming,
    ///   linking, how many
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[1]);
        Siblings.awaitGo();
        if (arguments[0].equals("write")) {
            int first = Integer.parseInt(arguments[2]);
            List<Recipe> recipes = recipes(first, Integer.parseInt(arguments[3]));
            for (Naming naming : Naming.values()) {
                write(folder(folder, naming), recipes, naming.ofProcess());
            }
        } else {
            Naming naming = Naming.valueOf(arguments[2]);
            read(
                    folder(folder, naming),
                    recipes(0, Integer.parseInt(arguments[4])),
                    naming.ofProcess(),
                    Linking.valueOf(arguments[3]));
        }
    }

    /// The cache for the kernels of a naming.
    static Path folder(Path folder, Naming naming) {
        return folder.resolve(naming.name());
    }

    private static void write(Path folder, List<Recipe> recipes, NameSource names) {
        try (Workbench workbench =
                new Workbench(Linking.ISOLATED.loader(Workbench.store(folder)))) {
            for (Recipe recipe : recipes) {
                try (Kernel kernel = workbench.compile(recipe, names)) {
                    tell(recipe, kernel);
                }
            }
        }
    }

    private static void read(Path folder, List<Recipe> recipes, NameSource names, Linking linking) {
        try (Workbench workbench = new Workbench(linking.loader(Workbench.store(folder)))) {
            List<Kernel> kernels = new ArrayList<>();
            for (Recipe recipe : recipes) {
                kernels.add(workbench.load(recipe));
            }
            Recipe own = new Recipe(Integer.MAX_VALUE); // a sampler loads some and compiles others
            Kernel ownKernel = workbench.compile(own, names);
            for (int i = 0; i < kernels.size(); i++) {
                tell(recipes.get(i), kernels.get(i));
            }
            tell(own, ownKernel);
            kernels.forEach(Kernel::close);
            ownKernel.close();
        }
    }

    private static List<Recipe> recipes(int first, int count) {
        return IntStream.range(first, first + count).mapToObj(Recipe::new).toList();
    }

    private static void tell(Recipe recipe, Kernel kernel) {
        System.out.println(recipe.isMadeBy(kernel) ? "right" : "wrong");
    }
}
