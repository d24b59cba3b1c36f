package dev.komodo.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.graph.Graph;
import dev.komodo.graph.GraphVerifier;
import dev.komodo.graph.Tensor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/// Each rule fires on its example, keeps its promise there, and leaves its counter-example alone.
class RuleExamplesTest {
    static List<RuleExamples.Example> examples() {
        return RuleExamples.all();
    }

    @Test
    void everyRuleHasAnExample() {
        assertThat(examples().stream().map(RuleExamples.Example::rule))
                .containsExactlyInAnyOrderElementsOf(
                        RuleSet.withAlgebra().rules().stream().map(Rule::name).toList());
    }

    @ParameterizedTest
    @MethodSource("examples")
    void firesAndKeepsItsPromise(RuleExamples.Example example) {
        assertThat(fired(example.fires(), example)).contains(example.rule());
    }

    @ParameterizedTest
    @MethodSource("examples")
    void mustNotFire(RuleExamples.Example example) {
        assertThat(fired(example.mustNot(), example)).doesNotContain(example.rule());
    }

    /// The rules that fire on a program, each of them checked.
    private static Set<String> fired(
            Function<RuleInputs, Tensor> program, RuleExamples.Example example) {
        boolean algebra =
                RuleSet.simplify().rules().stream()
                        .noneMatch(rule -> rule.name().equals(example.rule()));
        Graph graph =
                Graph.build("example", g -> g.output("result", program.apply(RuleInputs.in(g))));
        Set<String> names = new TreeSet<>();
        SelfCheck check = SelfCheck.sampled(7);
        Graph rewritten =
                Rewriter.rewrite(
                        graph,
                        algebra ? RuleSet.withAlgebra() : RuleSet.simplify(),
                        (rule, builder, weights, before, after) -> {
                            names.add(rule.name());
                            check.fired(rule, builder, weights, before, after);
                        });
        GraphVerifier.verify(rewritten);
        assertThat(algebra ? 0 : check.skipped()).as("not checked").isZero();
        return names;
    }

    @Test
    void theDocumentListsEveryRule() throws IOException {
        StringBuilder table = new StringBuilder();
        table.append("| rule | before | after | floats |\n|---|---|---|---|\n");
        for (Rule rule : RuleSet.withAlgebra().rules()) {
            table.append(
                    "| `%s` | %s | %s | %s |\n"
                            .formatted(
                                    rule.name(),
                                    escaped(rule.before()),
                                    escaped(rule.after()),
                                    rule.validity().name().toLowerCase(Locale.ROOT)));
        }
        RewritesDocument.require("rules", table.toString());
    }

    private static String escaped(String text) {
        return text.replace("|", "\\|").replace("*", "\\*");
    }
}
