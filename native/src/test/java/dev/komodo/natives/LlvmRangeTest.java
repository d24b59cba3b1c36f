package dev.komodo.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// One range of LLVM, said once.
final class LlvmRangeTest {
    @Test
    void aRangeHoldsAllPatchesOfOneMinorVersionUpToItsCap() {
        LlvmRange range = LlvmRange.parse(">=20.1,<=20.1.7");
        assertThat(range.contains(20, 1, 0)).isTrue();
        assertThat(range.contains(20, 1, 7)).isTrue();
        assertThat(range.contains(20, 1, 8)).isFalse();
        assertThat(range.contains(20, 2, 0)).isFalse();
        assertThat(range.contains(20, 0, 7)).isFalse();
        assertThat(range.contains(19, 1, 7)).isFalse();
        assertThat(range.contains(21, 1, 0)).isFalse();
        assertThat(range).hasToString(">=20.1,<=20.1.7");
    }

    @Test
    void onlyTheCanonicalFormIsARange() {
        for (String other :
                List.of(
                        "",
                        ">=20.1",
                        ">=20.1,<21",
                        ">=20.1,<=21.1.0",
                        ">=20.1, <=20.1.7",
                        "20.1.7",
                        ">=20.1.0,<=20.1.7")) {
            assertThatThrownBy(() -> LlvmRange.parse(other))
                    .as(other)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'" + other + "'");
        }
    }

    /// Maven installs exactly this artifact, and fails where it is absent.
    @Test
    void theBuildTakesExactlyTheCap() throws IOException {
        Path pom = Path.of("../pom.xml");
        assertThat(
                        Pattern.compile("<llvm\\.version>(.*?)-[0-9.]+</llvm\\.version>")
                                .matcher(Files.readString(pom))
                                .results()
                                .map(result -> result.group(1)))
                .containsExactly(LlvmRange.supported().cap());
    }

    @Test
    void theDocumentsSayTheSameRange() throws IOException {
        for (String document : List.of("README.md", "../README.md")) {
            assertThat(
                            Pattern.compile(">=\\d[^`\\s]*")
                                    .matcher(Files.readString(Path.of(document)))
                                    .results()
                                    .map(MatchResult::group)
                                    .distinct())
                    .as(document)
                    .containsExactly(LlvmRange.supported().toString());
        }
    }

    @Test
    void thePackagedLibraryIsOfThatSeries() {
        assertThat(PackagedLibrary.named(PackagedLibrary.LLVM).name())
                .isEqualTo("libLLVM.so." + LlvmRange.supported().series());
    }
}
