package dev.komodo.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.graph.DType;
import dev.komodo.graph.GraphParser;
import dev.komodo.graph.GraphPrinter;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.graph.Node;
import dev.komodo.graph.Op;
import dev.komodo.interp.Interpreter;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
        for (long seed = 0; seed < 1000; seed++) {
            for (Node node : GraphGenerator.generate(seed).graph().nodes()) {
                seen.add(node.op().getClass().getSimpleName());
            }
        }
        TreeSet<String> all =
                Stream.of(Op.class, Op.LinearAlgebra.class)
                        .flatMap(family -> Arrays.stream(family.getPermittedSubclasses()))
                        .filter(Class::isRecord)
                        .map(Class::getSimpleName)
                        .collect(Collectors.toCollection(TreeSet::new));
        all.remove("Weight");
        all.remove("Opaque"); // for derivatives only; nothing behind the rewriter sees one
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

    /// The same program in f64 is another right implementation: each result of f32 must lie within
    /// its tolerance of it, and all that is exact must be the same.
    @Test
    void boundsTheErrorsOfItsOutputs() {
        EnumSet<Family> families = EnumSet.complementOf(EnumSet.of(Family.CAST, Family.BITCAST));
        GeneratorOptions options =
                GeneratorOptions.defaults()
                        .withDTypes(EnumSet.of(DType.F32))
                        .withFamilies(families);
        for (long seed = 0; seed < 300; seed++) {
            GeneratedGraph generated = GraphGenerator.generate(seed, options);
            String wide = GraphPrinter.print(generated.graph()).replace("f32[", "f64[");
            List<Literal> found = Interpreter.run(generated.graph(), generated.arguments());
            List<Literal> expected =
                    Interpreter.run(
                            GraphParser.parse(wide),
                            generated.arguments().stream()
                                    .map(GraphGeneratorTest::widened)
                                    .toList());
            for (int i = 0; i < found.size(); i++) {
                double tolerance = generated.tolerances().get(i);
                assertThat(
                                LiteralComparison.difference(
                                        expected.get(i), widened(found.get(i)), tolerance))
                        .as(generated::toString)
                        .isEmpty();
            }
        }
    }

    private static Literal widened(Literal literal) {
        if (literal.dtype() != DType.F32) {
            return literal;
        }
        LiteralBuilder wide = new LiteralBuilder(DType.F64, literal.sizes());
        for (long i = 0; i < literal.elements(); i++) {
            wide.put(i, literal.asDouble(i));
        }
        return wide.build();
    }
}
