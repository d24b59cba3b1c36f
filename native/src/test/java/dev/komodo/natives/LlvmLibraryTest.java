package dev.komodo.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

final class LlvmLibraryTest {
    @TempDir Path temporary;

    @Test
    void loadsThePackagedLibraryOnce() {
        LlvmLibrary library = LlvmLibrary.load();
        assertThat(LlvmLibrary.load()).isSameAs(library);
        assertThat(library.symbols().find("LLVMContextCreate")).isPresent();
        assertThat(library.buildId()).matches("[0-9a-f]{40}|sha256:[0-9a-f]{64}");
    }

    @Test
    void aLaterLoadWithOtherSettingsSaysThatItIsTooLate() {
        LlvmLibrary.load();
        NativeSettings other = new NativeSettings(Optional.empty(), temporary);
        assertThatThrownBy(() -> LlvmLibrary.load(other))
                .isInstanceOf(NativeLibraryException.class)
                .hasMessageContaining("was loaded from");
    }

    @Test
    void twoClassLoadersShareOneCopyOfTheLibrary() throws Exception {
        String here = new LlvmProbe().get();
        List<String> found = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            try (URLClassLoader loader =
                    new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
                Class<?> type = loader.loadClass(LlvmProbe.class.getName());
                assertThat(type).isNotEqualTo(LlvmProbe.class);
                found.add((String) ((Supplier<?>) type.getConstructor().newInstance()).get());
            }
        }
        assertThat(found).containsExactly(here, here);
        try (Stream<Path> files = Files.list(LlvmLibrary.load().path().getParent())) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .containsOnly(PackagedLibrary.LLVM, ".lock");
        }
    }

    private static URL[] classPath() throws MalformedURLException {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1))
            if (!entry.isEmpty()) urls.add(Path.of(entry).toUri().toURL());
        return urls.toArray(URL[]::new);
    }

    @Test
    void manyProcessesStartingFirstAtOnceUnpackOneFile() throws Exception {
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            ProcessBuilder builder =
                    new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                            "--enable-native-access=ALL-UNNAMED",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            LlvmProbe.class.getName());
            builder.environment().remove("KOMODO_LLVM");
            builder.environment().put("KOMODO_CACHE", temporary.toString());
            processes.add(builder.redirectErrorStream(true).start());
        }
        List<String> printed = new ArrayList<>();
        for (Process process : processes) {
            try (InputStream output = process.getInputStream()) {
                printed.add(new String(output.readAllBytes(), StandardCharsets.UTF_8).strip());
            }
            assertThat(process.waitFor()).as(printed.getLast()).isZero();
        }
        assertThat(printed.stream().distinct()).hasSize(1);
        assertThat(printed.getFirst()).endsWith("20.1");
        try (Stream<Path> files = Files.walk(temporary)) {
            assertThat(
                            files.filter(Files::isRegularFile)
                                    .map(f -> f.getFileName().toString())
                                    .sorted())
                    .containsExactly(".lock", PackagedLibrary.LLVM);
        }
    }

    @Test
    void komodoLlvmMayNameTheFileOrItsFolder() {
        Path packaged = LlvmLibrary.load().path();
        assertThat(LlvmLibrary.locate(chosen(packaged))).isEqualTo(packaged);
        assertThat(LlvmLibrary.locate(chosen(packaged.resolveSibling(".").normalize())))
                .isEqualTo(packaged);
    }

    @Test
    void komodoLlvmThatDoesNotExistIsNamed() {
        Path nowhere = temporary.resolve("nowhere");
        assertThatThrownBy(() -> LlvmLibrary.locate(chosen(nowhere)))
                .isInstanceOf(NativeLibraryException.class)
                .hasMessageContaining("KOMODO_LLVM names " + nowhere)
                .hasMessageContaining("does not exist");
    }

    @Test
    void komodoLlvmFolderWithoutTheLibraryIsNamed() {
        assertThatThrownBy(() -> LlvmLibrary.locate(chosen(temporary)))
                .isInstanceOf(NativeLibraryException.class)
                .hasMessageContaining("holds none of libLLVM.so.20.1");
    }

    @Test
    void komodoLlvmThatIsNoLibraryIsNamed() throws IOException {
        Path text = Files.writeString(temporary.resolve("libLLVM.so.20.1"), "hello");
        assertThatThrownBy(() -> ElfIdentity.of(LlvmLibrary.locate(chosen(text))))
                .isInstanceOf(NativeLibraryException.class)
                .hasMessageContaining(text + " is not a shared library");
    }

    @Test
    void aLibraryThatTheSystemRefusesIsNamed() throws IOException {
        Path text = Files.writeString(temporary.resolve("text.so"), "x".repeat(4096));
        assertThatThrownBy(() -> LibraryLoading.load(text, temporary))
                .isInstanceOf(NativeLibraryException.class)
                .hasMessageStartingWith("Cannot load " + text)
                .hasMessageContaining("glibc 2.34");
    }

    private NativeSettings chosen(Path llvm) {
        return new NativeSettings(Optional.of(llvm), temporary);
    }
}
