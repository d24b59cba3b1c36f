package dev.komodo.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.Komodo;
import dev.komodo.cache.ObjectStore;
import dev.komodo.llvm.LlvmThreads;
import dev.komodo.natives.LlvmLibrary;
import dev.komodo.onnx.OnnxModel;

import org.junit.jupiter.api.Assumptions;

import java.io.File;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// Komodo's libraries as this build made them: jars in `mvn verify`, class folders in `mvn test`.
record Libraries(List<Path> paths) {
    private static final List<Class<?>> ONE_OF_EACH =
            List.of(
                    LlvmLibrary.class,
                    LlvmThreads.class,
                    ObjectStore.class,
                    Komodo.class,
                    OnnxModel.class);

    /// The modules that call restricted methods: what a user writes after `--enable-native-access`.
    static final String NATIVE = "dev.komodo.natives,dev.komodo.llvm,dev.komodo.compiler";

    /// Those on the class path of this test, which is given up where they were compiled without
    /// their module descriptors.
    static Libraries built() {
        Libraries libraries = new Libraries(ONE_OF_EACH.stream().map(Libraries::location).toList());
        Assumptions.assumeTrue(
                libraries.modules().size() == ONE_OF_EACH.size(),
                "compiled without module descriptors: build with Maven");
        return libraries;
    }

    private static Path location(Class<?> member) {
        try {
            return Path.of(member.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    List<ModuleDescriptor> modules() {
        return ModuleFinder.of(paths.toArray(Path[]::new)).findAll().stream()
                .map(module -> module.descriptor())
                .filter(module -> !module.isAutomatic())
                .toList();
    }

    /// For `-cp` and `-p`.
    String asPath() {
        assertThat(paths).allSatisfy(path -> assertThat(path).exists());
        return paths.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }
}
