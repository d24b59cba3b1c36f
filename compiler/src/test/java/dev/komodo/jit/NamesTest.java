package dev.komodo.jit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.komodo.emit.NameSource;
import dev.komodo.error.InternalCompilerException;

import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Every name ends in 32 hexadecimal digits that no other name has.
class NamesTest {
    @Test
    void randomNamesAreUuidsOfVersion4AndDoNotRepeat() {
        NameSource names = new RandomNames();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            String name = names.next("kernel");
            assertThat(name).matches("kernel__[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}");
            assertThat(seen.add(name)).isTrue();
        }
    }

    @Test
    void twoSourcesDoNotShareAState() {
        assertThat(new RandomNames().next("a")).isNotEqualTo(new RandomNames().next("a"));
    }

    @Test
    void reproducibleNamesDependOnKeyAndOrdinalOnly() {
        NameSource first = new ReproducibleNames("key");
        NameSource second = new ReproducibleNames("key");
        NameSource other = new ReproducibleNames("another");
        String name = first.next("a");
        assertThat(name).matches("a__[0-9a-f]{12}8[0-9a-f]{3}[89ab][0-9a-f]{15}");
        assertThat(second.next("a")).isEqualTo(name);
        assertThat(first.next("a")).isNotEqualTo(name);
        assertThat(other.next("a")).isNotEqualTo(name);
    }

    @Test
    void hintsBecomeSymbolsOfAnyAssembler() {
        assertThat(new FixedNames().next("größe\n\"x\" " + "y".repeat(100)))
                .matches("[A-Za-z0-9_.]{1,80}__0{32}");
    }

    @Test
    void givenNamesEndWithAnExplanation() {
        NameSource names = new GivenNames(List.of("a__0"));
        assertThat(names.next("a")).isEqualTo("a__0");
        assertThatThrownBy(() -> names.next("b"))
                .isInstanceOf(InternalCompilerException.class)
                .hasMessageContaining("'b'");
    }
}
