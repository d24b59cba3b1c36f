package dev.komodo.onnx.importer;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Why operators are not imported, and what to do instead.
final class RefusedOperators {
    private static final String TEXTS =
            "works on texts, and Komodo's tensors are numbers; compute it before the call, and"
                    + " leave it out of the model";

    private static final String SEQUENCES =
            "works on sequences, and Komodo takes and gives tensors only; where their length is"
                    + " constant, export the elements as tensors of their own, or as one tensor";

    private static final String OPTIONALS =
            "works on optionals, and Komodo takes and gives tensors only; export the model with the"
                    + " input, or without it";

    private static final String IMAGES =
            "decodes image files; decode before the call, for example with javax.imageio";

    private static final String GRADIENTS =
            "asks for derivatives; import the model without it, and derive its graph with"
                    + " dev.komodo.autodiff.Derivatives";

    private static final String CLASSIC =
            "is of the domain of trees, support vectors and feature tables; export with tensor"
                    + " operators (for example by Hummingbird), or compute it before the call";

    private static final Map<String, String> REASONS = reasons();

    private RefusedOperators() {}

    private static Map<String, String> reasons() {
        Map<String, String> reasons = new HashMap<>();
        for (String name :
                List.of("RegexFullMatch", "StringConcat", "StringNormalizer", "StringSplit")) {
            reasons.put(":" + name, TEXTS);
        }
        for (String name :
                List.of(
                        "ConcatFromSequence",
                        "SequenceAt",
                        "SequenceConstruct",
                        "SequenceEmpty",
                        "SequenceErase",
                        "SequenceInsert",
                        "SequenceLength",
                        "SequenceMap",
                        "SplitToSequence")) {
            reasons.put(":" + name, SEQUENCES);
        }
        for (String name : List.of("Optional", "OptionalGetElement", "OptionalHasElement")) {
            reasons.put(":" + name, OPTIONALS);
        }
        reasons.put(":ImageDecoder", IMAGES);
        reasons.put("ai.onnx.preview.training:Gradient", GRADIENTS);
        return Map.copyOf(reasons);
    }

    /// The operators that are refused by name, as `domain:name`.
    static Set<String> names() {
        return new HashSet<>(REASONS.keySet());
    }

    /// Why no row of the table holds for an operator: a sentence without its subject.
    ///
    /// @param domain empty for ONNX's own
    static String reason(String domain, String name, int version) {
        String known = REASONS.get(domain + ":" + name);
        if (known != null) {
            return known;
        }
        List<Operator> rows = OperatorTable.rows(domain, name);
        if (!rows.isEmpty()) {
            return otherSets(rows);
        }
        if (domain.equals("ai.onnx.ml")) {
            return CLASSIC;
        }
        String home = domain.isEmpty() ? "ai.onnx" : domain;
        return "is no operator of "
                + home
                + " that Komodo knows; give it as a function of the model, or replace it";
    }

    private static String otherSets(List<Operator> rows) {
        int first = rows.stream().mapToInt(Operator::since).min().orElseThrow();
        int last = rows.stream().mapToInt(Operator::until).max().orElseThrow();
        String sets =
                last == Operator.NEWEST
                        ? "from operator set " + first + " on"
                        : "of operator sets " + first + " to " + last + " only";
        return "is imported " + sets + "; onnx.version_converter brings a model to another one";
    }
}
