package dev.komodo.jit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.SplittableRandom;

/// Objects are read without trust.
class ElfReaderTest {
    private static final int DAMAGES = 20_000;

    @Test
    void symbolsAreListedByWhoDefinesThem() {
        ElfObject object = ElfObject.read(Objects.calling("system"));
        assertThat(object.definedSymbols()).containsExactly("plan", "prepare", "run");
        assertThat(object.undefinedSymbols()).containsExactly("system");
        assertThat(object.visibleSymbols()).containsExactly("plan", "prepare", "run");
    }

    @Test
    void entriesAreWeakAndEverythingElseIsLocal() {
        ObjectCode code = Kernels.compile(Kernels.parallel("x[0]"), new RandomNames()).code();
        ElfObject object = ElfObject.read(code.bytes());
        assertThat(object.visibleSymbols())
                .containsExactlyInAnyOrderElementsOf(code.entrySymbols());
        assertThat(object.symbols())
                .filteredOn(symbol -> symbol.function() && symbol.defined())
                .allSatisfy(
                        symbol -> assertThat(symbol.name()).matches("[A-Za-z0-9_.]+__[0-9a-f]{32}"))
                .allSatisfy(
                        symbol ->
                                assertThat(symbol.binding())
                                        .isEqualTo(
                                                code.entrySymbols().contains(symbol.name())
                                                        ? ElfObject.Binding.WEAK
                                                        : ElfObject.Binding.LOCAL));
    }

    @Test
    void anySingleDamageIsReadOrRefusedAndNothingElse() {
        byte[] object = Objects.calling("system");
        SplittableRandom random = new SplittableRandom(42);
        for (int i = 0; i < DAMAGES; i++) {
            byte[] damaged = object.clone();
            int flips = random.nextInt(1, 4);
            for (int f = 0; f < flips; f++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            if (random.nextInt(8) == 0) {
                damaged = Arrays.copyOf(damaged, random.nextInt(damaged.length));
            }
            readOrRefuse(damaged);
        }
    }

    @Test
    void headersOfNoiseAreRefused() {
        byte[] object = Objects.calling("system");
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < DAMAGES; i++) {
            byte[] damaged = object.clone();
            for (int at = 24; at < 64; at++) {
                damaged[at] = (byte) random.nextInt(256);
            }
            readOrRefuse(damaged);
        }
        assertThatThrownBy(() -> ElfObject.read(new byte[0]))
                .isInstanceOf(ObjectRefusedException.class);
    }

    private static void readOrRefuse(byte[] bytes) {
        try {
            ElfObject.read(bytes);
        } catch (ObjectRefusedException refused) {
            assertThat(refused).hasMessageStartingWith("An object was refused");
        }
    }
}
