package dev.komodo.llvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.komodo.llvm.generated.Llvm;
import dev.komodo.natives.LlvmFunction;
import dev.komodo.natives.LlvmLibrary;
import dev.komodo.natives.LlvmRange;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.foreign.SymbolLookup;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The generated bindings, the include list and the loaded library fit each other.
class BindingsTest {
    @Test
    void everyBoundSymbolExistsInTheLoadedLibrary() {
        SymbolLookup library = LlvmLibrary.load().symbols();
        assertThat(boundFunctions())
                .hasSizeGreaterThan(100)
                .allSatisfy(name -> assertThat(library.find(name)).as(name).isPresent());
    }

    @Test
    void boundFunctionsAreThoseOfTheIncludeList() throws IOException {
        assertThat(boundFunctions()).isEqualTo(included());
    }

    @Test
    void functionsThatTakeTheProcessOverAreNotBound() throws IOException {
        assertThat(included())
                .doesNotContain(
                        "LLVMParseCommandLineOptions",
                        "LLVMEnablePrettyStackTrace",
                        "LLVMShutdown");
    }

    @Test
    void everyBoundFunctionIsUsed() throws IOException {
        String layer = source();
        assertThat(boundFunctions())
                .filteredOn(name -> !layer.contains("Llvm." + name + "("))
                .filteredOn(name -> !layer.contains("Llvm::" + name))
                .filteredOn(name -> !layer.contains("(\"" + name + "\","))
                .isEmpty();
    }

    @Test
    void thePackagedLibraryIsExactlyTheCapOfTheRange() {
        assertThat(LlvmVersion.loaded().isSupported()).isTrue();
        assertThat(LlvmVersion.loaded()).hasToString(LlvmRange.supported().cap());
    }

    @Test
    void anotherVersionIsRefusedWithAClearMessage() {
        for (LlvmVersion other :
                List.of(
                        new LlvmVersion(19, 1, 7),
                        new LlvmVersion(20, 1, 99),
                        new LlvmVersion(20, 2, 0))) {
            assertThatThrownBy(other::requireSupported)
                    .isInstanceOf(LlvmException.class)
                    .hasMessageContaining("accepts LLVM " + LlvmRange.supported())
                    .hasMessageContaining("is LLVM " + other)
                    .hasMessageContaining("KOMODO_LLVM");
        }
    }

    private static Set<String> boundFunctions() {
        return Arrays.stream(Llvm.class.getDeclaredFields())
                .filter(field -> field.getType() == LlvmFunction.class)
                .map(Field::getName)
                .collect(Collectors.toSet());
    }

    private static Set<String> included() throws IOException {
        String option = "--include-function ";
        try (Stream<String> lines =
                Files.lines(module().resolve("src/main/jextract/includes.txt"))) {
            return lines.filter(line -> line.startsWith(option))
                    .map(line -> line.substring(option.length()).strip())
                    .collect(Collectors.toSet());
        }
    }

    private static String source() throws IOException {
        try (Stream<Path> files = Files.list(module().resolve("src/main/java/dev/komodo/llvm"))) {
            StringBuilder all = new StringBuilder();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.append(Files.readString(file));
            }
            return all.toString();
        }
    }

    /// The module's folder: Maven runs tests in it, other runners in the root.
    private static Path module() {
        Path here = Path.of("").toAbsolutePath();
        return Files.isDirectory(here.resolve("src/main/jextract"))
                ? here
                : here.resolve("llvm-bindings");
    }
}
