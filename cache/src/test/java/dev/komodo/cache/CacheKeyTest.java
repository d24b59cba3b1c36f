package dev.komodo.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;

class CacheKeyTest {
    @Test
    void dependsOnEveryNameAndContentButNotOnOrder() {
        CacheKey key = CacheKey.builder().add("a", "1").add("b", "2").build();

        assertThat(CacheKey.builder().add("b", "2").add("a", "1").build()).isEqualTo(key);
        assertThat(CacheKey.builder().add("a", "2").add("b", "1").build()).isNotEqualTo(key);
        assertThat(CacheKey.builder().add("a", "1").add("c", "2").build()).isNotEqualTo(key);
        assertThat(CacheKey.builder().add("a", "1").build()).isNotEqualTo(key);
        assertThat(key.hex()).matches("[0-9a-f]{64}");
    }

    @Test
    void cannotBeConfusedByMovingABoundary() {
        assertThat(CacheKey.builder().add("ab", "c").build())
                .isNotEqualTo(CacheKey.builder().add("a", "bc").build());
        assertThat(CacheKey.builder().add("a", "1").add("b", "").build())
                .isNotEqualTo(CacheKey.builder().add("a", "").add("b", "1").build());
    }

    @Test
    void isTheSameInEveryVersionOfThisFormat() {
        // computed independently: sha256("komodo cache key 1\n" + u32 5 + "graph" + u64 3 +
        // sha256("x*y"))
        assertThat(CacheKey.builder().add("graph", "x*y").build().hex())
                .isEqualTo("acc18bfdf5f042ed4f384d68a5088f8239917381e7b5d28d12e0e8c117bfb56f");
    }

    @Test
    void keepsTheHashOfEachIngredient() {
        CacheKey key = CacheKey.builder().add("b", "").add("a", new byte[] {'a', 'b', 'c'}).build();

        // FIPS 180-4 examples
        assertThat(key.ingredients())
                .containsExactly(
                        new KeyIngredient(
                                "a",
                                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                                3),
                        new KeyIngredient(
                                "b",
                                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                                0));
        assertThat(CacheKey.parse(key.hex())).isEqualTo(key);
        assertThat(CacheKey.parse(key.hex()).ingredients()).isEmpty();
    }

    @Test
    void explainsWhatDiffers() {
        CacheKey here = CacheKey.builder().add("graph", "g").add("cpu", "1").add("old", "").build();
        CacheKey there =
                CacheKey.builder().add("graph", "g").add("cpu", "2").add("new", "").build();

        assertThat(here.differencesFrom(there)).containsExactly("cpu", "new", "old");
        assertThat(here.differencesFrom(here)).isEmpty();
    }

    @Test
    void refusesADuplicateNameAndAnEmptyOne() {
        assertThatThrownBy(() -> CacheKey.builder().add("a", "1").add("a", "1").build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"a\"");
        assertThatThrownBy(() -> CacheKey.builder().add("", "1"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesAnythingButLowerCaseHexadecimal() {
        String valid = "0".repeat(64);
        for (String text :
                new String[] {
                    "", "0".repeat(63), "../" + "0".repeat(61), "A" + valid.substring(1)
                }) {
            assertThatThrownBy(() -> CacheKey.parse(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("64 lower-case hexadecimal digits");
        }
        assertThat(CacheKey.parse(valid).hex().getBytes(StandardCharsets.US_ASCII)).hasSize(64);
    }
}
