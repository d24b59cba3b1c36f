package dev.komodo.rewrite;

import dev.komodo.error.CompilerException;
import dev.komodo.error.InternalCompilerException;
import dev.komodo.graph.Graph;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Literal;
import dev.komodo.graph.Value;
import dev.komodo.interp.Interpreter;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Executes the program before and after each rule that fires, with the interpreter, and names the
/// rule after which the results differ: an exact rule by a bit, a stabilising one by more than half
/// of the digits of the largest number on the way. What is large or fails on the sample is left
/// alone and counted. For tests and for finding faults: each rule costs a run of what it was
/// applied to. One rewriting at a time.
public final class SelfCheck implements RewriteListener {
    /// One with moderate numbers, the others with special ones among them.
    private static final int ROUNDS = 4;

    private final Samples samples;
    private int checked;
    private int skipped;

    private SelfCheck(Samples samples) {
        this.samples = samples;
    }

    /// The simplified graph, each rewrite checked on samples.
    ///
    /// @param seed of the samples
    public static Graph rewrite(Graph graph, RuleSet rules, long seed) {
        return Rewriter.rewrite(graph, rules, sampled(seed));
    }

    /// A check with samples of the graph's inputs.
    ///
    /// @param seed of the samples
    public static SelfCheck sampled(long seed) {
        return new SelfCheck(new Samples(seed, Map.of(), Map.of()));
    }

    /// A check with arguments of a call; what sub-graphs take is sampled.
    ///
    /// @param arguments in the order of the graph's inputs
    public static SelfCheck with(Graph graph, List<Literal> arguments) {
        return new SelfCheck(Samples.of(graph, arguments));
    }

    /// How many times a rule was checked.
    public int checked() {
        return checked;
    }

    /// How many times a rule fired on what could not be run.
    public int skipped() {
        return skipped;
    }

    @Override
    public void fired(
            Rule rule, GraphBuilder graph, List<Literal> weights, Value before, Value after) {
        if (rule.validity() == Validity.ALGEBRA) {
            skipped++;
            return;
        }
        Optional<Graph> pair = Excerpt.of(graph, weights, before, after);
        boolean ran = false;
        for (int round = 0; pair.isPresent() && round < ROUNDS; round++) {
            boolean special = round > 0;
            Optional<List<Literal>> results =
                    samples.draw(pair.get(), round).flatMap(drawn -> run(pair.get(), drawn));
            if (results.isPresent()) {
                ran = true;
                ResultComparison.difference(rule, results.get(), special)
                        .ifPresent(difference -> fail(rule, pair.get(), difference));
            }
        }
        checked += ran ? 1 : 0;
        skipped += ran ? 0 : 1;
    }

    private static Optional<List<Literal>> run(Graph graph, List<Literal> arguments) {
        try {
            return Optional.of(Interpreter.run(graph, arguments));
        } catch (CompilerException | ArithmeticException noResult) {
            return Optional.empty(); // the sample is outside of what the program takes
        }
    }

    private static void fail(Rule rule, Graph graph, String difference) {
        throw new InternalCompilerException(
                "The rule '"
                        + rule.name()
                        + "' ("
                        + rule.before()
                        + " -> "
                        + rule.after()
                        + ", "
                        + rule.validity()
                        + ") changes a result: "
                        + difference
                        + ". This is a bug of Komodo, please report the program, in which 'before'"
                        + " and 'after' should agree:\n"
                        + graph);
    }
}
