package dev.komodo.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class CacheSizeTest {
    @Test
    void readsNumbersWithUnitsOf1024() {
        assertThat(CacheSize.parse("1048576")).isEqualTo(new CacheSize(1 << 20));
        assertThat(CacheSize.parse("500M").bytes()).isEqualTo(500L << 20);
        assertThat(CacheSize.parse(" 2 gib ").bytes()).isEqualTo(2L << 30);
        assertThat(CacheSize.parse("1kB").bytes()).isEqualTo(1024);
        assertThat(CacheSize.parse("7T").bytes()).isEqualTo(7L << 40);
        assertThat(CacheSize.parse("Unlimited")).isEqualTo(CacheSize.UNLIMITED);
    }

    @Test
    void refusesEverythingElse() {
        for (String text :
                List.of("", "M", "-1", "0", "0G", "1.5G", "5X", "1 0", "9999999999T", "٣M")) {
            assertThatThrownBy(() -> CacheSize.parse(text))
                    .as(text)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("cache size");
        }
    }

    @Test
    void printsWhatItReads() {
        for (String text : List.of("1", "1023", "500M", "2G", "3T", "5000T", "unlimited")) {
            assertThat(CacheSize.parse(text)).hasToString(text);
        }
    }

    @Test
    void settingsComeFromTheEnvironmentAndABadOneIsOneWarning() {
        List<String> warnings = new ArrayList<>();
        CacheLocation location = CacheLocation.explicit(Path.of("/c"));
        CacheSettings settings =
                CacheSettings.of(
                        location,
                        Map.of("KOMODO_CACHE_MAX_SIZE", "5M", "KOMODO_CACHE_LAYERS", "/a::/b"),
                        new Warnings(warnings::add));
        assertThat(settings.maxSize()).isEqualTo(CacheSize.parse("5M"));
        assertThat(settings.layers()).containsExactly(Path.of("/a"), Path.of("/b"));
        assertThat(warnings).isEmpty();

        CacheSettings odd =
                CacheSettings.of(
                        location,
                        Map.of("KOMODO_CACHE_MAX_SIZE", "lots"),
                        new Warnings(warnings::add));
        assertThat(odd.maxSize()).isEqualTo(CacheSize.DEFAULT);
        assertThat(odd.layers()).isEmpty();
        assertThat(warnings).singleElement().asString().contains("lots").contains("500M");
    }
}
