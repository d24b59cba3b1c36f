package dev.komodo.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

class EntryFormatTest {
    private static final byte[] SECRET = secret(1);
    private static final CacheEntry ENTRY = Entries.entry("g");
    private static final int OBJECT_END = EntryFormat.MIN_BYTES - HmacSha256.BYTES;

    @Test
    void returnsWhatWasWritten() throws EntryFormatException {
        CacheEntry read = EntryFormat.decode(encoded(), ENTRY.key(), SECRET);

        assertThat(read).isEqualTo(ENTRY);
        assertThat(read.key().ingredients()).isEqualTo(ENTRY.key().ingredients());
        assertThatThrownBy(() -> read.object().put(0, (byte) 1))
                .isInstanceOf(ReadOnlyBufferException.class);
    }

    @Test
    void returnsAnEmptyObjectAndEmptyMetadata() throws EntryFormatException {
        EntryMetadata none = new EntryMetadata(List.of(), "", List.of(), List.of(), Map.of());
        CacheEntry empty = new CacheEntry(CacheKey.parse("0".repeat(64)), none, new byte[0]);

        assertThat(EntryFormat.decode(EntryFormat.encode(empty, SECRET), empty.key(), SECRET))
                .isEqualTo(empty);
    }

    @Test
    void containsNoTimeAndNoChance() throws EntryFormatException {
        assertThat(EntryFormat.encode(ENTRY, SECRET)).isEqualTo(encoded());
    }

    @Test
    void refusesEveryTruncationAndEveryExtension() throws EntryFormatException {
        byte[] whole = encoded();
        for (int length = 0; length < whole.length; length++) {
            assertRefused(Arrays.copyOf(whole, length), SECRET);
        }
        assertRefused(Arrays.copyOf(whole, whole.length + 1), SECRET);
    }

    @Test
    void refusesEveryFlippedBit() throws EntryFormatException {
        byte[] whole = encoded();
        for (int bit = 0; bit < whole.length * Byte.SIZE; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / Byte.SIZE] ^= (byte) (1 << (bit % Byte.SIZE));
            assertRefused(flipped, SECRET);
        }
    }

    @Test
    void refusesAnotherSecretAndAnotherKey() throws EntryFormatException {
        assertRefused(encoded(), secret(2));
        assertThatThrownBy(() -> EntryFormat.decode(encoded(), Entries.key("other"), SECRET))
                .isInstanceOf(EntryFormatException.class)
                .hasMessageContaining("another key");
    }

    /// Shows that nothing but the code protects the object: with a fresh code, a changed object
    /// passes.
    @Test
    void restsOnTheAuthenticationCode() throws EntryFormatException {
        byte[] forged = encoded();
        forged[forged.length - HmacSha256.BYTES - 1] ^= 1;
        assertRefused(forged, SECRET);

        sign(forged, SECRET);

        assertThat(EntryFormat.decode(forged, ENTRY.key(), SECRET).object())
                .isNotEqualTo(ENTRY.object());
    }

    /// Even bytes with a valid code are bounds-checked: any damage to the metadata gives an entry
    /// or this exception, nothing else, and never a large allocation.
    @Test
    void boundsSignedMetadata() throws EntryFormatException {
        Random random = new Random(23);
        byte[] whole = encoded();
        int metadataSize = ByteBuffer.wrap(whole).getInt(OBJECT_END - 2 * Integer.BYTES);
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = whole.clone();
            for (int change = 0; change <= random.nextInt(3); change++) {
                damaged[OBJECT_END + random.nextInt(metadataSize)] = (byte) random.nextInt();
            }
            sign(damaged, SECRET);
            try {
                EntryFormat.decode(damaged, ENTRY.key(), SECRET);
            } catch (EntryFormatException e) {
                assertThat(e).hasMessageContaining("malformed");
            }
        }
    }

    @Test
    void refusesLyingSizes() throws EntryFormatException {
        for (int size : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1 << 28}) {
            for (int field = 1; field <= 2; field++) {
                byte[] lying = encoded();
                ByteBuffer.wrap(lying).putInt(OBJECT_END - field * Integer.BYTES, size);
                sign(lying, SECRET);
                assertRefused(lying, SECRET);
            }
        }
    }

    @Test
    void refusesIngredientsOfAnotherKey() throws EntryFormatException {
        CacheEntry other =
                new CacheEntry(CacheKey.parse("1".repeat(64)), ENTRY.metadata(), new byte[3]);
        byte[] bytes = EntryFormat.encode(other, SECRET);
        byte[] withIngredients = encoded();
        System.arraycopy(bytes, 12, withIngredients, 12, Sha256.BYTES);
        sign(withIngredients, SECRET);

        assertThatThrownBy(() -> EntryFormat.decode(withIngredients, other.key(), SECRET))
                .isInstanceOf(EntryFormatException.class)
                .hasMessageContaining("ingredients hash to " + ENTRY.key());
    }

    @Test
    void refusesToWriteAnEntryBeyondTheLimits() {
        EntryMetadata large =
                new EntryMetadata(
                        List.of(),
                        "x".repeat(EntryFormat.MAX_METADATA_BYTES),
                        List.of(),
                        List.of(),
                        Map.of());
        CacheEntry entry = new CacheEntry(Entries.key("large"), large, new byte[0]);

        assertThatThrownBy(() -> EntryFormat.encode(entry, SECRET))
                .isInstanceOf(EntryFormatException.class)
                .hasMessageContaining("limits");
    }

    private static byte[] encoded() throws EntryFormatException {
        return EntryFormat.encode(ENTRY, SECRET);
    }

    private static void assertRefused(byte[] bytes, byte[] secret) {
        assertThatThrownBy(() -> EntryFormat.decode(bytes, ENTRY.key(), secret))
                .isInstanceOf(EntryFormatException.class);
    }

    private static void sign(byte[] bytes, byte[] secret) {
        int end = bytes.length - HmacSha256.BYTES;
        System.arraycopy(HmacSha256.code(secret, bytes, 0, end), 0, bytes, end, HmacSha256.BYTES);
    }

    private static byte[] secret(int seed) {
        byte[] secret = new byte[UserSecret.BYTES];
        new Random(seed).nextBytes(secret);
        return secret;
    }
}
