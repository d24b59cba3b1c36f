package dev.komodo.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.error.InvalidGraphException;
import dev.komodo.testing.GraphGenerator;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Hostile text: mutants of printed graphs are read, or refused with the one exception.
class GraphParserFuzzTest {
    private static final int MUTANTS = 20_000;
    private static final String SPICE = "%,:=[](){}?<>*+-\"\\@0123456789nmxfi.#\n ";

    @Test
    void refusesMutantsWithTheOneException() {
        Random random = new Random(20_000);
        List<String> texts = new ArrayList<>();
        for (long seed = 0; seed < 100; seed++) {
            texts.add(GraphPrinter.print(GraphGenerator.generate(seed).graph()));
        }
        int refused = 0;
        for (int i = 0; i < MUTANTS; i++) {
            String mutant = mutant(texts.get(i % texts.size()), texts, random);
            try {
                Graph graph = GraphParser.parse(mutant);
                assertThat(GraphParser.parse(GraphPrinter.print(graph))).isEqualTo(graph);
            } catch (InvalidGraphException expected) {
                assertThat(expected.getMessage()).isNotBlank();
                refused++;
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError wrong) {
                throw new AssertionError("mutant " + i + ":\n" + mutant, wrong);
            }
        }
        assertThat(refused).isGreaterThan(MUTANTS / 2);
    }

    private static String mutant(String text, List<String> texts, Random random) {
        StringBuilder mutant = new StringBuilder(text);
        for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
            int at = random.nextInt(mutant.length());
            int end = Math.min(mutant.length(), at + 1 + random.nextInt(12));
            switch (random.nextInt(6)) {
                case 0 -> mutant.delete(at, end);
                case 1 -> mutant.insert(at, mutant.substring(at, end));
                case 2 -> mutant.setCharAt(at, SPICE.charAt(random.nextInt(SPICE.length())));
                case 3 -> mutant.insert(at, random.nextLong());
                case 4 -> swapDigit(mutant, at, random);
                default -> {
                    String other = texts.get(random.nextInt(texts.size()));
                    int from = random.nextInt(other.length());
                    mutant.insert(at, other, from, Math.min(other.length(), from + 40));
                }
            }
            if (mutant.isEmpty()) {
                return text;
            }
        }
        return mutant.toString();
    }

    /// Changes the next digit: often still well-formed, and wrong in its types.
    private static void swapDigit(StringBuilder mutant, int from, Random random) {
        for (int at = from; at < mutant.length(); at++) {
            if (Character.isDigit(mutant.charAt(at))) {
                mutant.setCharAt(at, (char) ('0' + random.nextInt(10)));
                return;
            }
        }
    }
}
