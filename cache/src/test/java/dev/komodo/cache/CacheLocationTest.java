package dev.komodo.cache;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.Map;

class CacheLocationTest {
    private static final Path HOME = Path.of("/home/ada");

    @Test
    void prefersTheExplicitFolderThenTheVariablesThenTheHome() {
        Map<String, String> both = Map.of("KOMODO_CACHE", "/k", "XDG_CACHE_HOME", "/x");

        assertThat(CacheLocation.resolve(Path.of("/e"), both, HOME))
                .isEqualTo(new CacheLocation(Path.of("/e"), CacheLocation.Origin.EXPLICIT));
        assertThat(CacheLocation.resolve(null, both, HOME))
                .isEqualTo(new CacheLocation(Path.of("/k"), CacheLocation.Origin.KOMODO_CACHE));
        assertThat(CacheLocation.resolve(null, Map.of("XDG_CACHE_HOME", "/x"), HOME))
                .isEqualTo(
                        new CacheLocation(
                                Path.of("/x/komodo"), CacheLocation.Origin.XDG_CACHE_HOME));
        assertThat(CacheLocation.resolve(null, Map.of(), HOME))
                .isEqualTo(
                        new CacheLocation(
                                Path.of("/home/ada/.cache/komodo"), CacheLocation.Origin.HOME));
    }

    @Test
    void ignoresEmptyVariablesAndARelativeXdgFolder() {
        assertThat(
                        CacheLocation.resolve(
                                null, Map.of("KOMODO_CACHE", "", "XDG_CACHE_HOME", "x"), HOME))
                .extracting(CacheLocation::origin)
                .isEqualTo(CacheLocation.Origin.HOME);
    }

    @Test
    void makesTheFolderAbsolute() {
        assertThat(CacheLocation.explicit(Path.of("a/../b")).folder())
                .isEqualTo(Path.of("b").toAbsolutePath());
        assertThat(CacheLocation.explicit(Path.of("/c")).nativeFolder())
                .isEqualTo(Path.of("/c/native"));
    }
}
