package dev.komodo.onnx.importer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The text of `docs/operators.md`.
final class OperatorReference {
    private static final Map<String, List<String>> GROUPS = groups();

    /// What no model may use: one sentence says so.
    private static final Set<String> FOREIGN =
            Set.of("string", "complex64", "complex128", "sequence", "optional", "map");

    private final Path file;
    private int complete;
    private int partial;
    private int refused;

    /// @param file may be overwritten
    OperatorReference(Path file) {
        this.file = file;
    }

    private static Map<String, List<String>> groups() {
        Map<String, List<String>> groups = new LinkedHashMap<>();
        groups.put("floats", List.of("f16", "bf16", "f32", "f64"));
        groups.put("signed", List.of("i8", "i16", "i32", "i64"));
        groups.put("unsigned", List.of("u8", "u16", "u32", "u64"));
        groups.put(
                "float8",
                List.of("float8e4m3fn", "float8e4m3fnuz", "float8e5m2", "float8e5m2fnuz"));
        groups.put("small", List.of("uint4", "int4", "float4e2m1", "float8e8m0", "uint2", "int2"));
        return groups;
    }

    /// The document.
    String text() {
        StringBuilder rows = new StringBuilder();
        List<String> faults = new ArrayList<>();
        String domain = "";
        rows.append(heading(domain));
        for (StandardOperator operator : StandardOperator.all()) {
            if (!operator.domain().equals(domain)) {
                domain = operator.domain();
                rows.append(heading(domain));
            }
            try {
                rows.append(row(operator)).append('\n');
            } catch (AssertionError wrong) {
                faults.add(String.valueOf(wrong.getMessage()));
            }
        }
        if (!faults.isEmpty()) {
            throw new AssertionError(String.join("\n", faults));
        }
        return introduction() + rows;
    }

    private static String heading(String domain) {
        return "\n## "
                + (domain.isEmpty() ? "ai.onnx" : domain)
                + "\n\n| operator | operator sets | element types | fixed | status |\n"
                + "|---|---|---|---|---|\n";
    }

    private String row(StandardOperator operator) {
        OperatorSupport support = OperatorSupport.of(operator, file);
        String sets =
                support.covered().isEmpty()
                        ? ranges(operator.versions().getFirst(), operator.last(), List.of())
                        : ranges(
                                support.covered().getFirst(),
                                support.covered().getLast(),
                                support.covered());
        List<String> cells =
                List.of(
                        operator.name(),
                        support.covered().isEmpty() ? "none of " + sets : sets,
                        types(support.accepted()),
                        String.join(", ", support.fixed()),
                        status(support));
        return cells.stream().collect(Collectors.joining(" | ", "| ", " |"));
    }

    private static String ranges(int first, int last, List<Integer> covered) {
        boolean isWhole = covered.isEmpty() || covered.size() == last - first + 1;
        if (!isWhole) {
            throw new AssertionError("operator sets with gaps: " + covered);
        }
        return first == last ? "" + first : first + "-" + last;
    }

    private static String types(Map<String, List<String>> types) {
        return types.entrySet().stream()
                .map(entry -> "`" + entry.getKey() + "` " + grouped(entry.getValue()))
                .collect(Collectors.joining("; "));
    }

    private static String grouped(List<String> types) {
        List<String> rest = new ArrayList<>(types);
        List<String> words = new ArrayList<>();
        GROUPS.forEach(
                (name, members) -> {
                    if (rest.containsAll(members)) {
                        rest.removeAll(members);
                        words.add(name);
                    }
                });
        words.addAll(rest);
        return String.join(" ", words);
    }

    private String status(OperatorSupport support) {
        StandardOperator operator = support.operator();
        if (support.covered().isEmpty()) {
            refused++;
            return "unsupported: "
                    + RefusedOperators.reason(operator.domain(), operator.name(), operator.last());
        }
        List<String> missing = new ArrayList<>();
        int first = operator.versions().getFirst();
        if (first < support.covered().getFirst()) {
            missing.add(
                    "operator sets " + ranges(first, support.covered().getFirst() - 1, List.of()));
        }
        support.refused()
                .forEach(
                        (parameter, types) -> {
                            List<String> own =
                                    types.stream().filter(t -> !FOREIGN.contains(t)).toList();
                            if (!own.isEmpty()) {
                                missing.add(grouped(own) + " for `" + parameter + "`");
                            }
                        });
        if (!support.leftOut().isEmpty()) {
            missing.add("the input " + String.join(", ", support.leftOut()));
        }
        boolean isRepeated = operator.outputs().stream().anyMatch(o -> o.isRepeated());
        if (!isRepeated && support.outputs() < operator.outputs().size()) {
            missing.add(
                    IntStream.range(support.outputs(), operator.outputs().size())
                            .mapToObj(i -> operator.outputs().get(i).name())
                            .collect(Collectors.joining(", ", "the output ", "")));
        }
        if (missing.isEmpty()) {
            complete++;
            return "complete";
        }
        partial++;
        return "in part, without " + String.join("; ", missing);
    }

    private String introduction() {
        return """
        # Operators

        What Komodo imports of ONNX, operator by operator. Nobody wrote this table: a test builds a small model for
        each operator and each element type, gives it to the importer, and writes down what came of it
        (`onnx/src/test/java/dev/komodo/onnx/importer/OperatorReferenceTest.java`, which also says how to write it anew).

        **Can Komodo run a model?** `komodo inspect model.onnx` says it, and names each operator that stands in the way, its node
        and the reason. A model of operators that are `complete` below, whose inputs and outputs are tensors of numbers, and whose
        `fixed` inputs are constants, or are computed of sizes, runs at any size. Where a call gives such an input, `OnnxModel.specialise` (in the
        command: the arguments) makes a kernel for its value.

        - **operator sets**: those that are imported, up to %d. A model of an older one: `onnx.version_converter` brings it up.
        - **element types**, of those that ONNX allows, by ONNX's type parameters: *floats* f16 bf16 f32 f64; *signed* i8 i16 i32 i64; *unsigned* u8 u16 u32
          u64; *float8* the four 8-bit floats with mantissa; *small* uint4 int4 uint2 int2 float4e2m1 float8e8m0. Of float8 and small ones a graph holds codes
          (`onnx/README.md`). Texts and complex numbers are in no graph; *complete* leaves them out. Komodo may take types that ONNX does not.
        - **fixed**: inputs whose values shapes or axes depend on, so that they must be known before the call. The bounds of a Slice and the count of a TopK need not be
          where the kernel computes them from data: such results have the true size of each call, as those of NonZero, Compress, Unique and NonMaxSuppression have.
        - **status**: of %d operators, %d are complete, %d in part, %d unsupported.
        - Whatever the operator, there are no sequences, optionals, maps and sparse tensors; If on a condition that only a call knows takes branches
          of the same types; a Loop that emits values has a trip count known before the call; random numbers are the same ones in each call, by the attribute `seed` or
          the node's place in the model, and are refused in the body of a loop.
        """
                .formatted(
                        Operator.NEWEST, complete + partial + refused, complete, partial, refused);
    }
}
