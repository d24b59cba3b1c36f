package dev.komodo.rewrite;

import java.util.ArrayList;
import java.util.List;

/// Rules that are applied together, the first that fires wins.
///
/// @param rules in order
public record RuleSet(List<Rule> rules) {
    /// Copies the list.
    public RuleSet {
        rules = List.copyOf(rules);
    }

    /// The rules that are always worth it.
    public static RuleSet simplify() {
        return new RuleSet(
                List.of(
                        // values that are known
                        new FoldConstants(),
                        new FoldFixedDims(),
                        // movement that moves nothing, or twice
                        new DropReshapeOfSameShape(),
                        new MergeReshapes(),
                        new DropIdentityTranspose(),
                        new MergeTransposes(),
                        new DropIdentityBroadcast(),
                        new MergeBroadcasts(),
                        new DropWholeSlice(),
                        new DropEmptyPad(),
                        // arithmetic that changes nothing
                        new DropNoOpCast(),
                        new DropRoundTripCast(),
                        new DropAddZero(),
                        new DropMultiplyByOne(),
                        new DropDoubleNegation(),
                        new DropSelectOfSame(),
                        // the same by cheaper means
                        new ReplaceDivisionByPowerOfTwo()));
    }

    /// These rules, then those.
    public RuleSet andThen(RuleSet others) {
        List<Rule> all = new ArrayList<>(rules);
        all.addAll(others.rules);
        return new RuleSet(all);
    }
}
