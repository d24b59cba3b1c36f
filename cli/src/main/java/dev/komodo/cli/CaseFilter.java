package dev.komodo.cli;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Which cases `komodo verify` runs, by their names.
final class CaseFilter {
    private final List<Predicate<String>> patterns;

    /// A filter that accepts what one of the patterns accepts; without patterns, everything.
    ///
    /// @param patterns texts that a name contains; with `*` (any text) or `?` (any character),
    ///   patterns of a whole name or of what follows its last slash
    CaseFilter(List<String> patterns) {
        this.patterns = patterns.stream().map(CaseFilter::predicate).toList();
    }

    /// Whether a case is wanted.
    boolean accepts(String name) {
        return patterns.isEmpty() || patterns.stream().anyMatch(p -> p.test(name));
    }

    private static Predicate<String> predicate(String text) {
        if (text.indexOf('*') < 0 && text.indexOf('?') < 0) {
            return name -> name.contains(text);
        }
        StringBuilder expression = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            expression.append(
                    switch (c) {
                        case '*' -> ".*";
                        case '?' -> ".";
                        default -> Pattern.quote(String.valueOf(c));
                    });
        }
        Pattern pattern = Pattern.compile(expression.toString(), Pattern.DOTALL);
        return name ->
                pattern.matcher(name).matches()
                        || pattern.matcher(name.substring(name.lastIndexOf('/') + 1)).matches();
    }
}
