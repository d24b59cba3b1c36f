package dev.komodo.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.lang.reflect.Executable;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What Komodo's modules show to the world.
final class ModulesTest {
    /// A new export is a promise: it is made here as well.
    private static final Map<String, Set<String>> EXPORTS =
            Map.of(
                    "dev.komodo.natives",
                    Set.of(),
                    "dev.komodo.llvm",
                    Set.of(),
                    "dev.komodo.cache",
                    Set.of("dev.komodo.cache"),
                    "dev.komodo.compiler",
                    Set.of(
                            "dev.komodo",
                            "dev.komodo.autodiff",
                            "dev.komodo.distribution",
                            "dev.komodo.error",
                            "dev.komodo.graph",
                            "dev.komodo.interp",
                            "dev.komodo.library",
                            "dev.komodo.pipeline",
                            "dev.komodo.runtime",
                            "dev.komodo.target",
                            "dev.komodo.vectorize"),
                    "dev.komodo.onnx",
                    Set.of(
                            "dev.komodo.onnx",
                            "dev.komodo.onnx.conformance",
                            "dev.komodo.onnx.numpy"));

    /// Public for other packages of their module, of no use outside: nobody there can make what
    /// they take.
    private static final Set<String> INTERNAL =
            Set.of("dev.komodo.pipeline.Pipeline", "dev.komodo.runtime.Kernel(constructor)");

    private final Libraries libraries = Libraries.built();

    @Test
    void theModulesExportWhatIsPromised() {
        assertThat(libraries.modules())
                .extracting(ModuleDescriptor::name)
                .containsExactlyInAnyOrderElementsOf(EXPORTS.keySet());
        for (ModuleDescriptor module : libraries.modules()) {
            assertThat(exported(module)).as(module.name()).isEqualTo(EXPORTS.get(module.name()));
        }
    }

    @Test
    void nobodyNeedsMoreThanTheJavaBaseAndKomodo() {
        for (ModuleDescriptor module : libraries.modules()) {
            assertThat(module.requires())
                    .as(module.name())
                    .filteredOn(
                            required ->
                                    !required.modifiers()
                                            .contains(ModuleDescriptor.Requires.Modifier.STATIC))
                    .allSatisfy(
                            required ->
                                    assertThat(required.name())
                                            .matches(
                                                    "java\\.base|java\\.net\\.http|jdk\\.jfr|dev\\.komodo\\..*"));
        }
    }

    @Test
    void signaturesOfExportedTypesNameExportedTypesOnly() throws Exception {
        Set<String> packages =
                EXPORTS.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
        Set<String> faults = new TreeSet<>();
        int count = 0;
        for (Class<?> type : exportedTypes(packages)) {
            count++;
            for (Executable member : members(type)) {
                Stream.concat(
                                Stream.of(member.getParameterTypes()),
                                member instanceof java.lang.reflect.Method method
                                        ? Stream.of(method.getReturnType())
                                        : Stream.empty())
                        .map(used -> used.isArray() ? used.getComponentType() : used)
                        .filter(used -> used.getPackageName().startsWith("dev.komodo"))
                        .filter(used -> !packages.contains(used.getPackageName()))
                        .forEach(used -> faults.add(member + " names " + used.getName()));
            }
        }
        assertThat(count).isGreaterThan(80);
        assertThat(faults).isEmpty();
    }

    private static Set<String> exported(ModuleDescriptor module) {
        return module.exports().stream()
                .filter(export -> !export.isQualified())
                .map(ModuleDescriptor.Exports::source)
                .collect(Collectors.toSet());
    }

    private List<Class<?>> exportedTypes(Set<String> packages) throws IOException {
        List<Class<?>> types = new ArrayList<>();
        for (ModuleReference module :
                ModuleFinder.of(libraries.paths().toArray(Path[]::new)).findAll()) {
            try (ModuleReader reader = module.open();
                    Stream<String> names = reader.list()) {
                for (String name : names.filter(n -> n.endsWith(".class")).toList()) {
                    int end = name.lastIndexOf('/');
                    if (end < 0 || !packages.contains(name.substring(0, end).replace('/', '.'))) {
                        continue;
                    }
                    Class<?> type = type(name);
                    if (isPublic(type) && !INTERNAL.contains(type.getName())) {
                        types.add(type);
                    }
                }
            }
        }
        return types;
    }

    private static Class<?> type(String file) {
        try {
            return Class.forName(
                    file.substring(0, file.length() - ".class".length()).replace('/', '.'),
                    false,
                    ModulesTest.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean isPublic(Class<?> type) {
        Class<?> outer = type.getEnclosingClass();
        return Modifier.isPublic(type.getModifiers()) && (outer == null || isPublic(outer));
    }

    private static List<Executable> members(Class<?> type) {
        Stream<Executable> constructors =
                INTERNAL.contains(type.getName() + "(constructor)")
                        ? Stream.empty()
                        : Stream.of(type.getDeclaredConstructors());
        return Stream.concat(constructors, Stream.of(type.getDeclaredMethods()))
                .filter(
                        member ->
                                (member.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED))
                                        != 0)
                .filter(member -> !member.isSynthetic())
                .toList();
    }
}
