package dev.komodo.loop;

import dev.komodo.error.InvalidGraphException;

import java.util.List;

/// Cuts the text of a loop program into tokens, with one token of look-ahead behind the current.
final class LoopLexer {
    /// The sort of a token.
    enum Kind {
        /// A name or keyword.
        WORD,
        /// A number, from its first digit on, or `$` with hexadecimal digits.
        NUMBER,
        /// A text in quotes, without them.
        STRING,
        /// An operator or bracket.
        SIGN,
        /// `# ...` to the end of the line; the text behind `# `.
        COMMENT,
        /// The end of the text.
        END
    }

    /// A token and where it begins.
    record Token(Kind kind, String text, int offset) {}

    private static final List<String> SIGNS =
            List.of(
                    ">>>", ">>", "<<", "<=", ">=", "==", "!=", "->", "+", "-", "*", "/", "%", "&",
                    "|", "^", "<", ">", "=", "(", ")", "[", "]", "{", "}", ",", ";", ":", "@");

    private final String text;
    private int offset;
    private Token current;
    private Token following;

    LoopLexer(String text) {
        this.text = text;
        this.current = scan();
        this.following = scan();
    }

    Token current() {
        return current;
    }

    Token following() {
        return following;
    }

    /// Goes on by one and returns what was current.
    Token next() {
        Token taken = current;
        current = following;
        following = scan();
        return taken;
    }

    /// A failure at the current token.
    InvalidGraphException failure(String message) {
        return failure(message, current.offset());
    }

    InvalidGraphException failure(String message, int at) {
        String before = text.substring(0, at);
        long line = before.chars().filter(c -> c == '\n').count() + 1;
        int column = at - before.lastIndexOf('\n');
        return new InvalidGraphException(
                "Loop program, line %d, column %d: %s".formatted(line, column, message));
    }

    private Token scan() {
        while (offset < text.length() && Character.isWhitespace(text.charAt(offset))) {
            offset++;
        }
        int start = offset;
        if (start == text.length()) {
            return new Token(Kind.END, "the end", start);
        }
        char c = text.charAt(start);
        if (c == '#') {
            return comment(start);
        }
        if (c == '"') {
            return string(start);
        }
        if (Symbols.isNameStart(c)) {
            while (offset < text.length() && Symbols.isNamePart(text.charAt(offset))) {
                offset++;
            }
            return new Token(Kind.WORD, text.substring(start, offset), start);
        }
        return (c >= '0' && c <= '9') || c == '$' ? number(start) : sign(start);
    }

    private Token sign(int start) {
        for (String sign : SIGNS) {
            if (text.startsWith(sign, start)) {
                offset += sign.length();
                return new Token(Kind.SIGN, sign, start);
            }
        }
        throw failure("unexpected character '" + text.charAt(start) + "'", start);
    }

    private Token number(int start) {
        boolean isHex = text.startsWith("0x", start);
        offset++;
        while (offset < text.length()) {
            char c = text.charAt(offset);
            char last = Character.toLowerCase(text.charAt(offset - 1));
            boolean isSign = (c == '+' || c == '-') && last == (isHex ? 'p' : 'e');
            if (!Symbols.isNamePart(c) && !isSign) {
                break;
            }
            offset++;
        }
        return new Token(Kind.NUMBER, text.substring(start, offset), start);
    }

    private Token comment(int start) {
        int end = text.indexOf('\n', start);
        end = end < 0 ? text.length() : end;
        offset = end;
        int from = text.startsWith("# ", start) ? start + 2 : start + 1;
        return new Token(Kind.COMMENT, unescape(text.substring(from, end), start), start);
    }

    private Token string(int start) {
        offset++;
        while (offset < text.length() && text.charAt(offset) != '"') {
            offset += text.charAt(offset) == '\\' ? 2 : 1;
        }
        if (offset >= text.length()) {
            throw failure("a text in quotes does not end", start);
        }
        offset++;
        String body = text.substring(start + 1, offset - 1);
        return new Token(Kind.STRING, unescape(body, start), start);
    }

    private String unescape(String body, int at) {
        StringBuilder out = new StringBuilder(body.length());
        for (int i = 0; i < body.length(); i++) {
            char c = body.charAt(i);
            if (c != '\\') {
                out.append(c);
                continue;
            }
            char escaped = ++i < body.length() ? body.charAt(i) : ' ';
            out.append(
                    switch (escaped) {
                        case 'n' -> '\n';
                        case 'r' -> '\r';
                        case '\\', '"' -> escaped;
                        default ->
                                throw failure(
                                        "unknown escape; known: \\n \\r \\\\ \\\" (a backslash is"
                                                + " \\\\)",
                                        at);
                    });
        }
        return out.toString();
    }
}
