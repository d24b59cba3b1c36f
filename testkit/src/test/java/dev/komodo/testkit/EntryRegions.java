package dev.komodo.testkit;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The parts of an entry's file, known here a second time, so that a change of the format is seen.
///
/// source: the description of `EntryFormat` in module `cache`
final class EntryRegions {
    private static final int METADATA_SIZE = 44;
    private static final int OBJECT_SIZE = 48;
    private static final int METADATA = 52;
    private static final int CODE_BYTES = 32;

    private EntryRegions() {}

    /// Where a part begins, and where the next one does.
    record Region(int begin, int end) {}

    /// All parts, by name, in the order of the file.
    static Map<String, Region> of(byte[] entry) {
        ByteBuffer bytes = ByteBuffer.wrap(entry);
        int object = METADATA + bytes.getInt(METADATA_SIZE);
        int code = object + bytes.getInt(OBJECT_SIZE);
        if (code + CODE_BYTES != entry.length) {
            throw new AssertionError("the format of entries is another one");
        }
        Map<String, Region> regions = new LinkedHashMap<>();
        regions.put("magic", new Region(0, 8));
        regions.put("version", new Region(8, 12));
        regions.put("key", new Region(12, METADATA_SIZE));
        regions.put("sizes", new Region(METADATA_SIZE, METADATA));
        regions.put("metadata", new Region(METADATA, object));
        regions.put("object", new Region(object, code));
        regions.put("authentication code", new Region(code, entry.length));
        return regions;
    }

    /// An entry with a good authentication code, which only its user can make.
    ///
    /// @param cache the folder of the cache, which has the secret
    static byte[] signed(byte[] entry, Path cache) throws Exception {
        byte[] signed = entry.clone();
        byte[] code = code(Files.readAllBytes(cache.resolve("secret")), entry);
        System.arraycopy(code, 0, signed, entry.length - CODE_BYTES, CODE_BYTES);
        return signed;
    }

    private static byte[] code(byte[] secret, byte[] entry) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret, "HmacSHA256"));
        return mac.doFinal(Arrays.copyOf(entry, entry.length - CODE_BYTES));
    }
}
