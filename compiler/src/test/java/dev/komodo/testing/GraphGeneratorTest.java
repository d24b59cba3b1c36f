package dev.komodo.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.graph.GraphParser;
import dev.komodo.graph.GraphPrinter;
import dev.komodo.graph.Literal;
import dev.komodo.graph.Node;
import dev.komodo.graph.Op;
import dev.komodo.interp.Interpreter;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

class GraphGeneratorTest {
    @Test
    void givesTheSameAgainForTheSameSeed() {
        for (long seed = 0; seed < 50; seed++) {
            assertThat(GraphGenerator.generate(seed)).isEqualTo(GraphGenerator.generate(seed));
        }
    }

    @Test
    void usesEveryOp() {
        TreeSet<String> seen = new TreeSet<>();
        for (long seed = 0; seed < 400; seed++) {
            for (Node node : GraphGenerator.generate(seed).graph().nodes()) {
                seen.add(node.op().getClass().getSimpleName());
            }
        }
        TreeSet<String> all =
                Arrays.stream(Op.class.getPermittedSubclasses())
                        .map(Class::getSimpleName)
                        .collect(Collectors.toCollection(TreeSet::new));
        all.remove("Weight");
        assertThat(seen).containsAll(all);
    }

    @Test
    void printsParsesAndRuns() {
        for (long seed = 0; seed < 500; seed++) {
            GeneratorOptions options = GeneratorOptions.defaults().withSpecialValues(seed % 4 == 0);
            GeneratedGraph generated = GraphGenerator.generate(seed, options);
            String text = GraphPrinter.print(generated.graph());
            assertThat(GraphParser.parse(text)).as(text).isEqualTo(generated.graph());
            assertThat(GraphPrinter.print(GraphParser.parse(text))).isEqualTo(text);
            List<Literal> results = Interpreter.run(generated.graph(), generated.arguments());
            assertThat(LiteralComparison.difference(generated, results, results)).isEmpty();
        }
    }
}
