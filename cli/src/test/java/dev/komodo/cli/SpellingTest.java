package dev.komodo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

final class SpellingTest {
    @ParameterizedTest
    @CsvSource({"kitten, sitting, 3", "ca, ac, 1", "RUN, run, 0", "'', abc, 3", "abc, abc, 0"})
    void countsWhatHasToChange(String from, String to, int distance) {
        assertThat(Spelling.distance(from, to)).isEqualTo(distance);
        assertThat(Spelling.distance(to, from)).isEqualTo(distance);
    }

    @ParameterizedTest
    @CsvSource({
        "imagse, '; did you mean ''images''?'",
        "IMAGES, '; did you mean ''images''?'",
        "label, '; did you mean ''labels''?'",
        "weights, ''",
        "m, ''",
    })
    void suggestsWhatIsNear(String word, String suggestion) {
        assertThat(Spelling.suggest(word, List.of("images", "labels", "n"))).isEqualTo(suggestion);
    }
}
