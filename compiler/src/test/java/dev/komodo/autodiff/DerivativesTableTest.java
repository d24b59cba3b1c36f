package dev.komodo.autodiff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.graph.BinaryOp;
import dev.komodo.graph.Op;
import dev.komodo.graph.ReduceOp;
import dev.komodo.graph.UnaryOp;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The tables of `docs/derivatives.md` say what the code does.
class DerivativesTableTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z0-9_]+)` \\| (\\w+) \\|");

    @Test
    void eachKindHasItsRow() throws IOException {
        assertThat(rows("one operand")).isEqualTo(rows(UnaryOp.values(), Differentiability::of));
        assertThat(rows("two operands")).isEqualTo(rows(BinaryOp.values(), Differentiability::of));
        assertThat(rows("Reductions")).isEqualTo(rows(ReduceOp.values(), Differentiability::of));
    }

    @Test
    void eachOpHasItsRow() throws IOException {
        Set<String> named = new TreeSet<>();
        rows("Other ops").forEach(row -> named.add(row.substring(0, row.indexOf(' '))));
        Set<String> families = Set.of("unary", "binary", "reduce");
        assertThat(named).isEqualTo(records(Op.class, families));
    }

    private static Set<String> records(Class<?> sealed, Set<String> but) {
        Set<String> names = new TreeSet<>();
        for (Class<?> permitted : sealed.getPermittedSubclasses()) {
            if (permitted.isInterface()) {
                names.addAll(records(permitted, but));
            } else {
                String name = permitted.getSimpleName().toLowerCase(Locale.ROOT);
                names.add(name.equals("dimvector") ? "dims" : name);
            }
        }
        names.removeAll(but);
        return names;
    }

    private static <E extends Enum<E>> List<String> rows(
            E[] kinds, Function<E, Differentiability> of) {
        List<String> rows = new ArrayList<>();
        for (E kind : kinds) {
            String status =
                    switch (of.apply(kind)) {
                        case DIFFERENTIABLE -> "yes";
                        case NONE -> "none";
                        case UNDEFINED -> "undefined";
                    };
            rows.add(kind.name().toLowerCase(Locale.ROOT) + " " + status);
        }
        return rows.stream().sorted().toList();
    }

    /// The rows of the table under a heading, sorted.
    private static List<String> rows(String heading) throws IOException {
        String text = Files.readString(Path.of("../docs/derivatives.md"));
        String section = text.substring(text.indexOf(heading, text.indexOf("\n## ")));
        int end = section.indexOf("\n## ");
        Matcher matcher = ROW.matcher(end < 0 ? section : section.substring(0, end));
        List<String> rows = new ArrayList<>();
        while (matcher.find()) {
            rows.add(matcher.group(1) + " " + matcher.group(2));
        }
        return rows.stream().sorted().toList();
    }
}
