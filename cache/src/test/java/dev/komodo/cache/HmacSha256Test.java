package dev.komodo.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Random;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

class HmacSha256Test {
    @Test
    void givesTheCodeOfRfc4231TestCase2() {
        byte[] message = "what do ya want for nothing?".getBytes(StandardCharsets.US_ASCII);
        byte[] key = "Jefe".getBytes(StandardCharsets.US_ASCII);

        assertThat(HexFormat.of().formatHex(HmacSha256.code(key, message, 0, message.length)))
                .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    @Test
    void agreesWithThePlatformForEveryKeySizeAndAnyPart() throws GeneralSecurityException {
        Random random = new Random(17);
        for (int keySize = 1; keySize <= 64; keySize++) {
            byte[] key = new byte[keySize];
            byte[] message = new byte[random.nextInt(500)];
            random.nextBytes(key);
            random.nextBytes(message);
            int offset = random.nextInt(message.length + 1);
            int length = random.nextInt(message.length - offset + 1);
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update(message, offset, length);

            assertThat(HmacSha256.code(key, message, offset, length)).isEqualTo(mac.doFinal());
        }
    }

    @Test
    void refusesAKeyThatIsLongerThanABlock() {
        assertThatThrownBy(() -> HmacSha256.code(new byte[65], new byte[0], 0, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
