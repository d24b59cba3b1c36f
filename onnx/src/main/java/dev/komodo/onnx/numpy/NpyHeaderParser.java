package dev.komodo.onnx.numpy;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads the head of a `.npy` file.
///
/// ```
/// 93 "NUMPY" major minor | length of the text, little-endian, 2 bytes (major 1) or 4 (2, 3) | text
/// text := "{" [entry ("," entry)* [","]] "}" spaces newline     each of the three entries exactly once, in any order
/// entry := "'descr'" ":" string | "'fortran_order'" ":" ("True" | "False") | "'shape'" ":" tuple
/// tuple := "(" [integer ("," integer)* [","]] ")"               an integer may end in "L", as Python 2 wrote it
/// ```
final class NpyHeaderParser {
    static final int MAGIC_BYTES = 8;
    static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

    /// Far more than 64 sizes of 19 digits need.
    private static final int MAX_TEXT_BYTES = 1 << 16;

    private final String file;
    private final String text;
    private final int textOffset;
    private int position;

    private @Nullable NpyType type;
    private ByteOrder order = ByteOrder.LITTLE_ENDIAN;
    private @Nullable Boolean fortranOrder;
    private @Nullable List<Long> shape;

    private NpyHeaderParser(String file, String text, int textOffset) {
        this.file = file;
        this.text = text;
        this.textOffset = textOffset;
    }

    /// How many bytes the head of a file takes, from its first 12 bytes; as many as are given if
    /// they are no beginning that [#parse(String, ByteBuffer)] would go on from.
    static int headerBytes(byte[] prefix) {
        int major = prefix.length > MAGIC.length ? prefix[MAGIC.length] : 0;
        int textOffset = MAGIC_BYTES + (major == 1 ? Short.BYTES : Integer.BYTES);
        if (major < 1 || major > 3 || prefix.length < textOffset) {
            return prefix.length;
        }
        long length = textBytes(ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN), major);
        return length > MAX_TEXT_BYTES ? prefix.length : textOffset + (int) length;
    }

    private static long textBytes(ByteBuffer littleEndian, int major) {
        return major == 1
                ? Short.toUnsignedInt(littleEndian.getShort(MAGIC_BYTES))
                : Integer.toUnsignedLong(littleEndian.getInt(MAGIC_BYTES));
    }

    /// The header at the start of `content`.
    ///
    /// @param file a name for messages
    /// @throws NumpyFormatException if it is not one of the supported kind
    static NpyHeader parse(String file, ByteBuffer content) throws NumpyFormatException {
        ByteBuffer in = content.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        if (in.remaining() < MAGIC_BYTES
                || !in.slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))) {
            throw new NumpyFormatException(
                    file, 0, "not a .npy file: it does not start with 93 \"NUMPY\" and a version");
        }
        int major = in.get(MAGIC.length);
        int minor = in.get(MAGIC.length + 1);
        if (major < 1 || major > 3 || minor != 0) {
            throw new NumpyFormatException(
                    file,
                    MAGIC.length,
                    "format version " + major + "." + minor + "; 1.0, 2.0 and 3.0 are known");
        }
        int textOffset = MAGIC_BYTES + (major == 1 ? Short.BYTES : Integer.BYTES);
        if (in.remaining() < textOffset) {
            throw new NumpyFormatException(
                    file, in.remaining(), "the file ends in its header (truncated?)");
        }
        long length = textBytes(in, major);
        if (length > MAX_TEXT_BYTES) {
            throw new NumpyFormatException(
                    file,
                    MAGIC_BYTES,
                    "a header of " + length + " bytes; the limit is " + MAX_TEXT_BYTES);
        }
        if (length > in.remaining() - textOffset) {
            throw new NumpyFormatException(
                    file, in.remaining(), "the file ends in its header (truncated?)");
        }
        String text = decode(file, in.slice(textOffset, (int) length), major, textOffset);
        return new NpyHeaderParser(file, text, textOffset).parseText((int) length);
    }

    private static String decode(String file, ByteBuffer bytes, int major, int offset)
            throws NumpyFormatException {
        if (major < 3) {
            return StandardCharsets.ISO_8859_1.decode(bytes).toString();
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            NumpyFormatException fault =
                    new NumpyFormatException(file, offset, "the header is not UTF-8");
            fault.initCause(e);
            throw fault;
        }
    }

    private NpyHeader parseText(int textBytes) throws NumpyFormatException {
        expect('{');
        Set<String> seen = new HashSet<>();
        while (!take('}')) {
            int start = position;
            String key = string();
            if (!seen.add(key)) {
                throw fault(start, "'" + key + "' appears twice");
            }
            expect(':');
            entry(key, start);
            if (!take(',')) {
                expect('}');
                break;
            }
        }
        skipSpaces();
        if (position != text.length()) {
            throw fault(position, "text after the header's closing brace");
        }
        if (type == null || fortranOrder == null || shape == null) {
            throw fault(0, "the header needs 'descr', 'fortran_order' and 'shape', found " + seen);
        }
        return new NpyHeader(type, order, fortranOrder, shape, textOffset + textBytes);
    }

    private void entry(String key, int start) throws NumpyFormatException {
        switch (key) {
            case "descr" -> description();
            case "fortran_order" -> fortranOrder = truth();
            case "shape" -> shape = tuple();
            default -> throw fault(start, "unknown entry '" + key + "'");
        }
    }

    private void description() throws NumpyFormatException {
        skipSpaces();
        int start = position;
        if (peek() == '[') {
            throw fault(
                    start,
                    "a structured type; save each of its fields as an array of "
                            + NpyType.allCodes());
        }
        String description = string();
        char first = description.isEmpty() ? ' ' : description.charAt(0);
        boolean hasOrder = "<>|=".indexOf(first) >= 0;
        Optional<NpyType> known = NpyType.ofCode(hasOrder ? description.substring(1) : description);
        if (known.isEmpty() || (first == '|' && known.get().byteSize() > 1)) {
            throw fault(start, NpyType.whyNot(description));
        }
        type = known.get();
        order = first == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }

    private boolean truth() throws NumpyFormatException {
        skipSpaces();
        for (String word : new String[] {"True", "False"}) {
            if (text.startsWith(word, position)) {
                position += word.length();
                return word.equals("True");
            }
        }
        throw fault(position, "expected True or False");
    }

    private List<Long> tuple() throws NumpyFormatException {
        expect('(');
        List<Long> sizes = new ArrayList<>();
        boolean comma = true;
        while (!take(')')) {
            if (!comma) {
                throw fault(position, "expected ',' or ')'");
            }
            sizes.add(integer());
            comma = take(',');
        }
        if (sizes.size() == 1 && !comma) {
            throw fault(position, "a tuple of one element needs a comma");
        }
        return sizes;
    }

    private long integer() throws NumpyFormatException {
        skipSpaces();
        int start = position;
        while (peek() >= '0' && peek() <= '9') {
            position++;
        }
        try {
            long value = Long.parseLong(text, start, position, 10);
            if (peek() == 'L') {
                position++;
            }
            return value;
        } catch (NumberFormatException e) {
            NumpyFormatException fault = fault(start, "expected a size from 0 to 2^63-1");
            fault.initCause(e);
            throw fault;
        }
    }

    private String string() throws NumpyFormatException {
        skipSpaces();
        char quote = peek();
        int end = text.indexOf(quote, position + 1);
        if ((quote != '\'' && quote != '"') || end < 0) {
            throw fault(position, "expected a string in quotes");
        }
        String value = text.substring(position + 1, end);
        if (value.indexOf('\\') >= 0) {
            throw fault(position, "expected a string without escapes");
        }
        position = end + 1;
        return value;
    }

    private void expect(char expected) throws NumpyFormatException {
        if (!take(expected)) {
            throw fault(position, "expected '" + expected + "'");
        }
    }

    private boolean take(char expected) {
        skipSpaces();
        boolean found = peek() == expected;
        position += found ? 1 : 0;
        return found;
    }

    private void skipSpaces() {
        while (peek() == ' ' || peek() == '\n' || peek() == '\t' || peek() == '\r') {
            position++;
        }
    }

    /// The next character, or 0 at the end.
    private char peek() {
        return position < text.length() ? text.charAt(position) : 0;
    }

    private NumpyFormatException fault(int at, String fault) {
        return new NumpyFormatException(file, (long) textOffset + at, "in the header: " + fault);
    }
}
