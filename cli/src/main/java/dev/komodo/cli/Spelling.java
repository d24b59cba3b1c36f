package dev.komodo.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// Finds what somebody may have meant.
final class Spelling {
    private Spelling() {}

    /// A question to append to a message, such as `; did you mean 'images'?`; empty if nothing
    /// known is near. A name is near that differs in letter case, or in at most a third of its
    /// letters.
    static String suggest(String word, Collection<String> known) {
        List<String> near =
                known.stream()
                        .filter(name -> distance(word, name) <= allowed(word, name))
                        .sorted(
                                Comparator.comparingInt((String name) -> distance(word, name))
                                        .thenComparing(Comparator.naturalOrder()))
                        .limit(3)
                        .map(name -> "'" + name + "'")
                        .toList();
        return near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?";
    }

    private static int allowed(String word, String name) {
        int length = Math.max(word.length(), name.length());
        return length == 1 ? 0 : Math.max(1, length / 3);
    }

    /// How many insertions, removals, replacements and swaps of neighbours make one word of the
    /// other, letter case aside (optimal string alignment: Damerau 1964).
    static int distance(String from, String to) {
        String a = from.toLowerCase(Locale.ROOT);
        String b = to.toLowerCase(Locale.ROOT);
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                cost[i][j] = i == 0 ? j : j == 0 ? i : step(cost, a, b, i, j);
            }
        }
        return cost[a.length()][b.length()];
    }

    private static int step(int[][] cost, String a, String b, int i, int j) {
        int replaced = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int least = Math.min(replaced, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        boolean swapped =
                i > 1
                        && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, 1 + cost[i - 2][j - 2]) : least;
    }
}
