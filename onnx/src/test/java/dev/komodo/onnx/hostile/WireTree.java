package dev.komodo.onnx.hostile;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// A protobuf message as a tree that can be changed and written again: mutants that stay well
/// formed reach what lies behind the decoder.
///
/// source: Protocol Buffers, "Encoding".
final class WireTree {
    private static final long[] EXTREMES = {
        0,
        1,
        -1,
        2,
        3,
        7,
        127,
        128,
        255,
        1L << 31,
        (1L << 31) - 1,
        1L << 32,
        Long.MIN_VALUE,
        Long.MAX_VALUE,
        1L << 62,
        1_000_000_007
    };

    private sealed interface Content {}

    /// A number.
    private record Varint(long value) implements Content {}

    /// 4 or 8 bytes, or text, packed numbers or data of any length.
    private static final class Raw implements Content {
        private final byte[] bytes;
        private final boolean isFixed;

        Raw(byte[] bytes, boolean isFixed) {
            this.bytes = bytes;
            this.isFixed = isFixed;
        }
    }

    /// A message.
    private record Message(List<Field> fields) implements Content {}

    private record Field(int number, Content content) {}

    private final List<Field> fields;

    private WireTree(List<Field> fields) {
        this.fields = fields;
    }

    /// The tree of a well-formed message. What can be read as a message is taken for one.
    static WireTree of(byte[] message) {
        return new WireTree(parse(message, 0).orElseThrow());
    }

    private static Optional<List<Field>> parse(byte[] bytes, int depth) {
        List<Field> fields = new ArrayList<>();
        Reader in = new Reader(bytes);
        while (in.at < bytes.length) {
            long tag = in.varint();
            int number = (int) (tag >>> 3);
            Optional<Content> content = content(in, (int) (tag & 7), depth);
            if (number < 1 || number > 100 || content.isEmpty()) {
                return Optional.empty();
            }
            fields.add(new Field(number, content.get()));
        }
        return in.at == bytes.length ? Optional.of(fields) : Optional.empty();
    }

    private static Optional<Content> content(Reader in, int kind, int depth) {
        return switch (kind) {
            case 0 -> Optional.of(new Varint(in.varint()));
            case 1 -> in.bytes(8).map(bytes -> new Raw(bytes, true));
            case 5 -> in.bytes(4).map(bytes -> new Raw(bytes, true));
            case 2 -> in.bytes(in.varint()).map(bytes -> delimited(bytes, depth));
            default -> Optional.empty();
        };
    }

    private static Content delimited(byte[] bytes, int depth) {
        Optional<List<Field>> inner =
                bytes.length < 2 || bytes.length > 4096 || depth > 12
                        ? Optional.empty()
                        : parse(bytes, depth + 1);
        return inner.isPresent() ? new Message(inner.get()) : new Raw(bytes, false);
    }

    /// One change somewhere.
    ///
    /// @param other fields are taken over from it
    void mutate(Random random, WireTree other) {
        List<List<Field>> messages = new ArrayList<>();
        collect(fields, messages);
        List<Field> message = messages.get(random.nextInt(messages.size()));
        if (message.isEmpty()) {
            return;
        }
        int at = random.nextInt(message.size());
        Field field = message.get(at);
        switch (random.nextInt(8)) {
            case 0 -> message.remove(at);
            case 1 -> message.add(random.nextInt(message.size() + 1), copy(field));
            case 2 -> message.add(at, message.remove(random.nextInt(message.size())));
            case 3 -> message.set(at, copy(other.any(random)));
            default -> message.set(at, new Field(field.number, changed(field.content, random)));
        }
    }

    /// Apart from the original, so that no message can come to hold itself.
    private static Field copy(Field field) {
        return field.content instanceof Message(List<Field> inner)
                ? new Field(
                        field.number,
                        new Message(new ArrayList<>(inner.stream().map(WireTree::copy).toList())))
                : field;
    }

    private Field any(Random random) {
        List<List<Field>> messages = new ArrayList<>();
        collect(fields, messages);
        messages.removeIf(List::isEmpty);
        List<Field> message = messages.get(random.nextInt(messages.size()));
        return message.get(random.nextInt(message.size()));
    }

    private static void collect(List<Field> fields, List<List<Field>> messages) {
        messages.add(fields);
        for (Field field : fields) {
            if (field.content instanceof Message(List<Field> inner)) {
                collect(inner, messages);
            }
        }
    }

    private static Content changed(Content content, Random random) {
        return switch (content) {
            case Varint(long value) ->
                    new Varint(
                            random.nextBoolean()
                                    ? EXTREMES[random.nextInt(EXTREMES.length)]
                                    : value + random.nextInt(-2, 3));
            case Raw raw -> new Raw(flipped(raw.bytes, random), raw.isFixed);
            case Message(List<Field> inner) -> {
                List<Field> copy = new ArrayList<>(inner);
                if (!copy.isEmpty()) {
                    copy.remove(random.nextInt(copy.size()));
                }
                yield new Message(copy);
            }
        };
    }

    private static byte[] flipped(byte[] bytes, Random random) {
        byte[] copy = bytes.clone();
        if (copy.length > 0) {
            copy[random.nextInt(copy.length)] = (byte) random.nextInt(256);
        }
        return copy;
    }

    /// The message again.
    byte[] bytes() {
        return write(fields);
    }

    private static byte[] write(List<Field> fields) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Field field : fields) {
            long tag = (long) field.number << 3;
            switch (field.content) {
                case Varint(long value) -> {
                    varint(out, tag);
                    varint(out, value);
                }
                case Raw raw when raw.isFixed -> {
                    varint(out, tag | (raw.bytes.length == 8 ? 1 : 5));
                    out.writeBytes(raw.bytes);
                }
                case Raw raw -> delimited(out, tag, raw.bytes);
                case Message(List<Field> inner) -> delimited(out, tag, write(inner));
            }
        }
        return out.toByteArray();
    }

    private static void delimited(ByteArrayOutputStream out, long tag, byte[] bytes) {
        varint(out, tag | 2);
        varint(out, bytes.length);
        out.writeBytes(bytes);
    }

    private static void varint(ByteArrayOutputStream out, long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.write((int) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    private static final class Reader {
        private final byte[] bytes;
        private int at;

        Reader(byte[] bytes) {
            this.bytes = bytes;
        }

        /// Behind the end: zeros, and no end.
        long varint() {
            long value = 0;
            for (int shift = 0; shift < 64 && at < bytes.length; shift += 7) {
                byte next = bytes[at++];
                value |= (long) (next & 0x7F) << shift;
                if (next >= 0) {
                    return value;
                }
            }
            at = bytes.length + 1;
            return 0;
        }

        Optional<byte[]> bytes(long length) {
            if (length < 0 || at > bytes.length || length > bytes.length - at) {
                at = bytes.length + 1;
                return Optional.empty();
            }
            byte[] taken = Arrays.copyOfRange(bytes, at, at + (int) length);
            at += (int) length;
            return Optional.of(taken);
        }
    }
}
