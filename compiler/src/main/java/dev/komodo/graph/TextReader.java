package dev.komodo.graph;

import dev.komodo.error.InvalidGraphException;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.Supplier;

/// Reads a text from left to right: words, numbers, strings, lists. Space and `//` comments
/// separate. Each fault names its line and column.
final class TextReader {
    private static final int SHOWN = 24;

    private final String text;
    private int position;

    TextReader(String text) {
        this.text = text;
    }

    /// The fault at the present position.
    InvalidGraphException fault(String expected) {
        skipSpace();
        String rest = text.substring(position, Math.min(position + SHOWN, text.length()));
        String found = rest.isEmpty() ? "the end" : "'" + rest.lines().findFirst().orElse("") + "'";
        return new InvalidGraphException(where() + ": expected " + expected + ", found " + found);
    }

    /// Calls `part`; a fault without a place gets the present one.
    <T> T placed(Supplier<T> part) {
        int start = position;
        try {
            return part.get();
        } catch (InvalidGraphException fault) {
            if (String.valueOf(fault.getMessage()).startsWith("line ")) {
                throw fault;
            }
            position = start;
            throw new InvalidGraphException(where() + ": " + fault.getMessage(), fault);
        } catch (ArithmeticException overflow) {
            position = start;
            throw new InvalidGraphException(
                    where() + ": an extent overflows 64 bits (" + overflow.getMessage() + ")",
                    overflow);
        }
    }

    private String where() {
        int line = 1;
        int column = 1;
        for (int i = 0; i < position; i++) {
            boolean newLine = text.charAt(i) == '\n';
            line += newLine ? 1 : 0;
            column = newLine ? 1 : column + 1;
        }
        return "line " + line + ", column " + column;
    }

    private void skipSpace() {
        while (position < text.length()) {
            if (text.startsWith("//", position)) {
                int end = text.indexOf('\n', position);
                position = end < 0 ? text.length() : end;
            } else if (Character.isWhitespace(text.charAt(position))) {
                position++;
            } else {
                return;
            }
        }
    }

    /// Whether the text goes on with this, which is not consumed.
    boolean sees(String expected) {
        skipSpace();
        return text.startsWith(expected, position);
    }

    boolean seesDigit() {
        skipSpace();
        return position < text.length() && isDigit(text.charAt(position));
    }

    boolean atEnd() {
        skipSpace();
        return position == text.length();
    }

    /// Consumes this if the text goes on with it.
    boolean accept(String expected) {
        boolean sees = sees(expected);
        position += sees ? expected.length() : 0;
        return sees;
    }

    void expect(String expected) {
        if (!accept(expected)) {
            throw fault("'" + expected + "'");
        }
    }

    private String take(IntPredicate accepted) {
        skipSpace();
        int start = position;
        while (position < text.length() && accepted.test(text.charAt(position))) {
            position++;
        }
        return text.substring(start, position);
    }

    /// A word: letters, digits and underscores, not starting with a digit.
    String word(String expected) {
        if (seesDigit()) {
            throw fault(expected);
        }
        String word = take(c -> isLetter(c) || isDigit(c));
        if (word.isEmpty()) {
            throw fault(expected);
        }
        return word;
    }

    /// A name: plain (a word with dots) or quoted.
    String name(String expected) {
        if (sees("\"")) {
            return quoted();
        }
        if (seesDigit() || sees(".")) {
            throw fault(expected);
        }
        String name = take(c -> isLetter(c) || isDigit(c) || c == '.');
        if (name.isEmpty()) {
            throw fault(expected);
        }
        return name;
    }

    /// A string in quotes with the escapes `\"`, `\\` and four hexadecimal digits behind `\\u`.
    String quoted() {
        expect("\"");
        StringBuilder content = new StringBuilder();
        while (position < text.length() && text.charAt(position) != '"') {
            char c = text.charAt(position++);
            content.append(c == '\\' ? escaped() : c);
        }
        if (position == text.length()) {
            throw fault("'\"' at the end of a string");
        }
        position++;
        return content.toString();
    }

    private char escaped() {
        if (text.startsWith("u", position) && position + 5 <= text.length()) {
            String digits = text.substring(position + 1, position + 5);
            if (digits.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128)) {
                position += 5;
                return (char) Integer.parseInt(digits, 16);
            }
        }
        if (text.startsWith("\"", position) || text.startsWith("\\", position)) {
            return text.charAt(position++);
        }
        throw fault("an escape");
    }

    /// An element of a constant: all up to a comma, a brace or space.
    String element() {
        String element = take(c -> isLetter(c) || isDigit(c) || "+-.:".indexOf(c) >= 0);
        if (element.isEmpty()) {
            throw fault("an element");
        }
        return element;
    }

    long number() {
        return number(accept("-"));
    }

    /// A number whose sign is read already.
    long number(boolean negative) {
        String digits = seesDigit() ? take(TextReader::isDigit) : "";
        try {
            return Long.parseLong(negative ? "-" + digits : digits);
        } catch (NumberFormatException malformed) {
            position -= digits.length();
            InvalidGraphException fault = fault("an integer of 64 bits");
            fault.addSuppressed(malformed);
            throw fault;
        }
    }

    int index() {
        long number = number();
        if (number < 0 || number > Integer.MAX_VALUE) {
            throw fault("an index from 0 before this; " + number + " is none");
        }
        return (int) number;
    }

    /// `[a, b, ...]`.
    <T> List<T> list(Supplier<T> item) {
        return list("[", item, "]");
    }

    /// Items between brackets, with commas.
    <T> List<T> list(String open, Supplier<T> item, String close) {
        expect(open);
        List<T> items = new ArrayList<>();
        while (!accept(close)) {
            if (!items.isEmpty()) {
                expect(",");
            }
            items.add(item.get());
        }
        return List.copyOf(items);
    }

    private static boolean isLetter(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}
