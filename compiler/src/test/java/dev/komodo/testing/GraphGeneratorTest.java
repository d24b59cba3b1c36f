package dev.komodo.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.graph.BinaryOp;
import dev.komodo.graph.CompareOp;
import dev.komodo.graph.DType;
import dev.komodo.graph.GraphParser;
import dev.komodo.graph.GraphPrinter;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.graph.Node;
import dev.komodo.graph.Op;
import dev.komodo.graph.ReduceOp;
import dev.komodo.graph.ScatterOp;
import dev.komodo.graph.UnaryOp;
import dev.komodo.interp.Interpreter;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
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

    /// Each kind of the ops that have kinds, and each dtype with each op that takes them all.
    @Test
    void usesEveryKindAndEveryDType() {
        TreeSet<String> wanted = new TreeSet<>();
        for (DType dtype : DType.values()) {
            for (String op :
                    List.of("Cast", "Select", "Reshape", "Slice", "Pad", "Concat", "Gather")) {
                wanted.add(op + " " + dtype);
            }
            if (dtype != DType.BOOL) {
                wanted.addAll(List.of("Binary " + dtype, "Reduce " + dtype, "Contract " + dtype));
            }
        }
        Stream.of(UnaryOp.values()).forEach(kind -> wanted.add("Unary " + kind));
        Stream.of(BinaryOp.values()).forEach(kind -> wanted.add("Binary " + kind));
        Stream.of(CompareOp.values()).forEach(kind -> wanted.add("Compare " + kind));
        Stream.of(ReduceOp.values()).forEach(kind -> wanted.add("Reduce " + kind));
        Stream.of(ScatterOp.values()).forEach(kind -> wanted.add("Scatter " + kind));
        for (long seed = 0; seed < 20_000 && !wanted.isEmpty(); seed++) {
            for (Node node : GraphGenerator.generate(seed).graph().nodes()) {
                String op = node.op().getClass().getSimpleName();
                wanted.remove(op + " " + node.types().getFirst().dtype());
                kind(node.op()).ifPresent(kind -> wanted.remove(op + " " + kind));
            }
        }
        assertThat(wanted).as("what none of the 20,000 graphs has").isEmpty();
    }

    private static Optional<Enum<?>> kind(Op op) {
        return switch (op) {
            case Op.Unary unary -> Optional.of(unary.kind());
            case Op.Binary binary -> Optional.of(binary.kind());
            case Op.Compare compare -> Optional.of(compare.kind());
            case Op.Reduce reduce -> Optional.of(reduce.kind());
            case Op.Scatter scatter -> Optional.of(scatter.kind());
            case Op _ -> Optional.empty();
        };
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
