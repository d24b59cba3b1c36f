package dev.komodo.jit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.komodo.link.ElfObject;
import dev.komodo.link.ObjectRefusedException;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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

    /// Each of many symbols is named by another part of one long text: copies of them all would
    /// take gigabytes.
    @Test
    void namesWithoutMeasureAreRefused() {
        int symbols = 20_000;
        int names = 1 << 20;
        int table = 64 + 3 * 64;
        ByteBuffer object =
                ByteBuffer.allocate(table + symbols * 24 + names).order(ByteOrder.LITTLE_ENDIAN);
        object.put(0, new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1});
        object.putShort(16, (short) 1).putShort(18, (short) 62); // relocatable, x86-64
        object.putLong(40, 64).putShort(58, (short) 64).putShort(60, (short) 3);
        section(object, 1, 2, table, symbols * 24L, 2, 24);
        section(object, 2, 3, table + symbols * 24L, names, 0, 0);
        for (int i = 1; i < symbols; i++) {
            object.putInt(table + i * 24, i);
        }
        Arrays.fill(object.array(), table + symbols * 24, object.capacity() - 1, (byte) 'a');
        assertThatThrownBy(() -> ElfObject.read(object.array()))
                .isInstanceOf(ObjectRefusedException.class)
                .hasMessageContaining("name");
    }

    private static void section(
            ByteBuffer object, int index, int type, long offset, long size, int link, long entry) {
        int at = 64 + index * 64;
        object.putInt(at + 4, type).putLong(at + 24, offset).putLong(at + 32, size);
        object.putInt(at + 40, link).putLong(at + 56, entry);
    }

    private static void readOrRefuse(byte[] bytes) {
        try {
            ElfObject.read(bytes);
        } catch (ObjectRefusedException refused) {
            assertThat(refused).hasMessageStartingWith("An object was refused");
        }
    }
}
