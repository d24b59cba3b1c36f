package dev.komodo.cache;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// The metadata section of an entry: the key's ingredients (name, hash, size), entry symbols,
/// signature, defined symbols, allowed undefined symbols, properties. A text is its size in UTF-8
/// and the bytes; a list is its count and the elements.
final class EntryText {
    private EntryText() {}

    static byte[] encode(CacheEntry entry) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            List<KeyIngredient> ingredients = entry.key().ingredients();
            out.writeInt(ingredients.size());
            for (KeyIngredient ingredient : ingredients) {
                writeText(out, ingredient.name());
                writeText(out, ingredient.hash());
                out.writeLong(ingredient.byteSize());
            }
            EntryMetadata metadata = entry.metadata();
            writeTexts(out, metadata.entrySymbols());
            writeText(out, metadata.signature());
            writeTexts(out, metadata.definedSymbols());
            writeTexts(out, metadata.allowedUndefinedSymbols());
            out.writeInt(metadata.properties().size());
            for (Map.Entry<String, String> property : metadata.properties().entrySet()) {
                writeText(out, property.getKey());
                writeText(out, property.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("an in-memory stream does not fail", e);
        }
        return bytes.toByteArray();
    }

    /// The entry that a metadata section and an object make up.
    ///
    /// @throws java.nio.BufferUnderflowException if a size points past the end
    /// @throws IllegalArgumentException for any other malformed content
    static CacheEntry decode(ByteBuffer in, ByteBuffer object, CacheKey expected) {
        int count = readCount(in);
        List<KeyIngredient> ingredients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ingredients.add(new KeyIngredient(readText(in), readText(in), in.getLong()));
        }
        CacheKey key = ingredients.isEmpty() ? expected : CacheKey.of(ingredients);
        if (!key.equals(expected)) {
            throw new IllegalArgumentException("the key's ingredients hash to " + key);
        }
        EntryMetadata metadata =
                new EntryMetadata(
                        readTexts(in),
                        readText(in),
                        readTexts(in),
                        readTexts(in),
                        readProperties(in));
        if (in.hasRemaining()) {
            throw new IllegalArgumentException(in.remaining() + " bytes are left over");
        }
        return new CacheEntry(key, metadata, object);
    }

    private static void writeTexts(DataOutputStream out, List<String> texts) throws IOException {
        out.writeInt(texts.size());
        for (String text : texts) {
            writeText(out, text);
        }
    }

    private static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static SortedMap<String, String> readProperties(ByteBuffer in) {
        SortedMap<String, String> properties = new TreeMap<>();
        int count = readCount(in);
        for (int i = 0; i < count; i++) {
            properties.put(readText(in), readText(in));
        }
        return properties;
    }

    private static List<String> readTexts(ByteBuffer in) {
        int count = readCount(in);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(readText(in));
        }
        return texts;
    }

    private static String readText(ByteBuffer in) {
        int size = readCount(in);
        ByteBuffer bytes = in.slice(in.position(), size);
        in.position(in.position() + size);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("a text is not UTF-8", e);
        }
    }

    /// A number of bytes or of elements, each of which takes at least one byte.
    private static int readCount(ByteBuffer in) {
        int count = in.getInt();
        if (count < 0 || count > in.remaining()) {
            throw new IllegalArgumentException(
                    "a size of " + count + " with " + in.remaining() + " bytes left");
        }
        return count;
    }
}
