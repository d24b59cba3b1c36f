package dev.komodo;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The shape of the house: which package may import which, who may print or exit, and a sign on
/// each door.
final class HouseTest {
    /// From left to right: each may import those before it.
    private static final List<String> ROOMS =
            List.of(
                    "error",
                    "events",
                    "graph",
                    "library",
                    "vectorize",
                    "interp",
                    "rewrite",
                    "autodiff",
                    "distribution",
                    "target",
                    "loop",
                    "math",
                    "contract",
                    "fourier",
                    "schedule",
                    "emit",
                    "link",
                    "jit",
                    "runtime",
                    "pipeline",
                    "");

    private static final Path SOURCES = Path.of("src/main/java/dev/komodo");

    private final JavaClasses classes =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importUrl(Komodo.class.getProtectionDomain().getCodeSource().getLocation());

    @Test
    void packagesImportOnlyWhatStandsLeftOfThem() {
        assertThat(classes).as("classes were read").hasSizeGreaterThan(100);
        Set<String> faults = new TreeSet<>();
        for (JavaClass from : classes) {
            from.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                    .filter(to -> classes.contain(to.getName()))
                    .filter(to -> position(to) > position(from))
                    .forEach(to -> faults.add(from.getPackageName() + " imports " + to.getName()));
        }
        assertThat(faults).isEmpty();
    }

    private static int position(JavaClass type) {
        String inner =
                type.getPackageName().equals("dev.komodo")
                        ? ""
                        : type.getPackageName().substring(11);
        String room = inner.contains(".") ? inner.substring(0, inner.indexOf('.')) : inner;
        assertThat(ROOMS).as("the room of " + type.getName()).contains(room);
        return ROOMS.indexOf(room);
    }

    @Test
    void eachPackageHasItsSign() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            List<Path> rooms =
                    files.filter(file -> file.toString().endsWith(".java"))
                            .map(Path::getParent)
                            .distinct()
                            .toList();
            assertThat(rooms)
                    .hasSizeGreaterThan(10)
                    .allSatisfy(room -> assertThat(room.resolve("package-info.java")).exists());
        }
    }

    @Test
    void nobodyPrintsOrExits() {
        Set<String> faults = new TreeSet<>();
        for (JavaClass from : classes) {
            from.getFieldAccessesFromSelf().stream()
                    .filter(access -> access.getTargetOwner().isEquivalentTo(System.class))
                    .forEach(
                            access ->
                                    faults.add(
                                            from.getName() + " uses System." + access.getName()));
            from.getMethodCallsFromSelf().stream()
                    .filter(
                            call ->
                                    call.getTargetOwner().isEquivalentTo(System.class)
                                            && call.getName().equals("exit"))
                    .forEach(call -> faults.add(from.getName() + " exits"));
        }
        assertThat(faults).isEmpty();
    }

    @Test
    void thePathsThatTheArchitectureNamesExist() throws IOException {
        String text = Files.readString(Path.of("../ARCHITECTURE.md"));
        Matcher paths =
                Pattern.compile("`([a-z-]+/src/[A-Za-z0-9_./-]+|docs/[a-z.-]+)`").matcher(text);
        int count = 0;
        while (paths.find()) {
            assertThat(Path.of("..", paths.group(1))).exists();
            count++;
        }
        assertThat(count).isGreaterThan(8);
    }
}
