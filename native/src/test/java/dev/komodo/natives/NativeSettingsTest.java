package dev.komodo.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.Map;

final class NativeSettingsTest {
    @Test
    void komodoCacheWinsOverXdgAndHome() {
        NativeSettings settings =
                NativeSettings.of(
                        Map.of("KOMODO_CACHE", "/a", "XDG_CACHE_HOME", "/b", "KOMODO_LLVM", "/c"),
                        "/home/u");
        assertThat(settings.cache()).isEqualTo(Path.of("/a"));
        assertThat(settings.llvm()).contains(Path.of("/c"));
    }

    @Test
    void xdgWinsOverHome() {
        assertThat(NativeSettings.of(Map.of("XDG_CACHE_HOME", "/b"), "/home/u").cache())
                .isEqualTo(Path.of("/b/komodo"));
    }

    @Test
    void emptyVariablesAndARelativeXdgFolderCountAsAbsent() {
        NativeSettings settings =
                NativeSettings.of(
                        Map.of("KOMODO_CACHE", "", "XDG_CACHE_HOME", "b", "KOMODO_LLVM", " "),
                        "/home/u");
        assertThat(settings.cache()).isEqualTo(Path.of("/home/u/.cache/komodo"));
        assertThat(settings.llvm()).isEmpty();
    }

    @Test
    void aUserWithoutHomeIsToldToSetKomodoCache() {
        assertThatThrownBy(() -> NativeSettings.of(Map.of(), "?"))
                .isInstanceOf(NativeLibraryException.class)
                .hasMessageContaining("Set KOMODO_CACHE");
    }
}
