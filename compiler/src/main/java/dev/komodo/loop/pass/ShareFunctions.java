package dev.komodo.loop.pass;

import dev.komodo.loop.LocalNames;
import dev.komodo.loop.LoopFunction;
import dev.komodo.loop.LoopPrinter;
import dev.komodo.loop.LoopProgram;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One function for all that do the same: the layers of a network, the checks of many gathers.
///
/// ```
/// @layer_1(&x, &w): ... w[i + 4096] ...        @layer_1(offset, &x, &w): ... w[i + offset] ...
/// @layer_2(&a, &w): ... w[j + 8192] ...   ->
/// call @layer_1(&x, &w)                        call @layer_1(4096, &x, &w)
/// call @layer_2(&a, &w)                        call @layer_1(8192, &a, &w)
/// ```
///
/// Functions are the same that differ in names and comments alone. Those that differ in what they
/// add to an index besides ([Offsets]), and have no result, become one with parameters, if few
/// parameters are enough: everything else, such as extents and factors, stays in the code, which is
/// as fast as before. What LLVM has to do is then in proportion to the code that is different, not
/// to the graph.
public final class ShareFunctions implements LoopPass {
    /// More parameters than this would cost registers in inner loops.
    static final int MOST_PARAMETERS = 4;

    @Override
    public String name() {
        return "share-functions";
    }

    @Override
    public LoopProgram run(LoopProgram program) {
        Map<String, Group> groups = new LinkedHashMap<>();
        Map<String, Callees.Target> same = new HashMap<>();
        Callees callees = new Callees(same);
        for (LoopFunction function : program.functions()) {
            LoopFunction own = callees.in(function);
            List<Long> offsets = new ArrayList<>();
            Group group = groups.computeIfAbsent(form(own, offsets), _ -> new Group());
            LoopFunction first = group.put(own, offsets);
            if (!first.name().equals(own.name())) {
                same.put(own.name(), new Callees.Target(first.name(), List.of()));
            }
        }
        Map<String, LoopFunction> kept = new LinkedHashMap<>();
        Map<String, Callees.Target> targets = new HashMap<>();
        groups.values().forEach(group -> group.merge(kept, targets));
        same.forEach(
                (name, first) -> targets.put(name, targets.getOrDefault(first.function(), first)));
        return Callees.replaced(program, inOrder(program, kept), targets);
    }

    private static List<LoopFunction> inOrder(LoopProgram program, Map<String, LoopFunction> kept) {
        List<LoopFunction> functions = new ArrayList<>();
        for (LoopFunction function : program.functions()) {
            LoopFunction shared = kept.get(function.name());
            if (shared != null) {
                functions.add(shared);
            }
        }
        return functions;
    }

    /// What functions that may become one have in common, as a hash.
    ///
    /// @param offsets gets the offsets, in the order of the text
    private static String form(LoopFunction function, List<Long> offsets) {
        LoopFunction local = LocalNames.rename(function, "f", callee -> callee);
        LoopFunction open = function.result().isPresent() ? local : Offsets.open(local, offsets);
        MessageDigest digest = digest();
        return HexFormat.of()
                .formatHex(digest.digest(LoopPrinter.print(open).getBytes(StandardCharsets.UTF_8)));
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    /// Functions of one form.
    private static final class Group {
        private final Map<List<Long>, LoopFunction> variants = new LinkedHashMap<>();

        /// The function of the group that does exactly the same: another one, or this one.
        LoopFunction put(LoopFunction function, List<Long> offsets) {
            LoopFunction known = variants.putIfAbsent(List.copyOf(offsets), function);
            return known == null ? function : known;
        }

        /// Says what is left of the group, and what to call in place of the others.
        void merge(Map<String, LoopFunction> kept, Map<String, Callees.Target> targets) {
            LoopFunction first = variants.values().iterator().next();
            Offsets offsets = Offsets.of(List.copyOf(variants.keySet()));
            if (variants.size() == 1 || offsets.parameters() > MOST_PARAMETERS) {
                variants.values().forEach(function -> kept.put(function.name(), function));
                return;
            }
            kept.put(first.name(), offsets.parametrised(first));
            variants.forEach(
                    (own, function) ->
                            targets.put(
                                    function.name(),
                                    new Callees.Target(first.name(), offsets.arguments(own))));
        }
    }
}
