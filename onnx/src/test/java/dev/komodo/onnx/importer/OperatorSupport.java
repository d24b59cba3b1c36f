package dev.komodo.onnx.importer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// How far an operator can be imported, as found by trying.
///
/// @param covered the operator sets among those that have it for which there is a row
/// @param accepted by type parameter, the element types that a model may use
/// @param refused by type parameter, those that ONNX allows and a model may not use; no entry where
///   there are none
/// @param fixed the inputs whose values must be known before the call
/// @param leftOut the optional inputs that a model must not have
/// @param outputs how many of the outputs there are
record OperatorSupport(
        StandardOperator operator,
        List<Integer> covered,
        Map<String, List<String>> accepted,
        Map<String, List<String>> refused,
        List<String> fixed,
        List<String> leftOut,
        int outputs) {
    /// The element types to try other things with, the first one that the operator allows.
    private static final List<String> USUAL = List.of("f32", "i64", "i32", "u8", "i8", "bool");

    OperatorSupport {
        covered = List.copyOf(covered);
        fixed = List.copyOf(fixed);
        leftOut = List.copyOf(leftOut);
    }

    /// Tries an operator.
    ///
    /// @param file may be overwritten
    /// @throws AssertionError if there are rows for it, and the sample is refused
    static OperatorSupport of(StandardOperator operator, Path file) {
        List<Integer> covered =
                IntStream.rangeClosed(operator.versions().getFirst(), operator.last())
                        .filter(version -> isCovered(operator, version))
                        .boxed()
                        .toList();
        if (covered.isEmpty()) {
            return new OperatorSupport(
                    operator, covered, Map.of(), Map.of(), List.of(), List.of(), 0);
        }
        OperatorSample sample = OperatorSample.of(operator);
        List<String> leftOut = new ArrayList<>();
        Trial trial = new Trial(operator, sample, covered.getLast(), file);
        for (int i = sample.inputs().size() - 1; i >= 0 && trial.refusal().isPresent(); i--) {
            if (operator.input(i).isOptional()) {
                Trial without = new Trial(operator, sample.without(i), covered.getLast(), file);
                if (without.refusal().isEmpty()) {
                    leftOut.add(operator.input(i).name());
                    trial = without;
                }
            }
        }
        return trial.run(covered, leftOut);
    }

    private static boolean isCovered(StandardOperator operator, int version) {
        return OperatorTable.find(operator.domain(), operator.name(), version).isPresent();
    }

    private record Trial(StandardOperator operator, OperatorSample sample, int version, Path file) {
        private Map<String, String> usual() {
            Map<String, String> usual = new HashMap<>();
            operator.types().forEach((name, types) -> usual.put(name, first(types)));
            return usual;
        }

        Optional<String> refusal() {
            return new SampleModel(operator, sample, usual()).refusal(version, file);
        }

        OperatorSupport run(List<Integer> covered, List<String> leftOut) {
            refusal()
                    .ifPresent(
                            reason -> {
                                throw new AssertionError(
                                        "the sample of " + operator.label() + ": " + reason);
                            });
            Map<String, String> usual = usual();
            Map<String, List<String>> accepted = new LinkedHashMap<>();
            Map<String, List<String>> refused = new LinkedHashMap<>();
            for (Map.Entry<String, List<String>> parameter : operator.types().entrySet()) {
                if (!isFree(parameter.getKey())) {
                    continue;
                }
                for (String type : parameter.getValue()) {
                    Map<String, List<String>> group =
                            accepts(usual, parameter.getKey(), type) ? accepted : refused;
                    group.computeIfAbsent(parameter.getKey(), _ -> new ArrayList<>()).add(type);
                }
            }
            int outputs = Math.max(sample.outputs(), (int) required());
            return new OperatorSupport(
                    operator, covered, accepted, refused, fixed(usual), leftOut, outputs);
        }

        private long required() {
            return operator.outputs().stream().filter(output -> !output.isOptional()).count();
        }

        private static String first(List<String> types) {
            return USUAL.stream().filter(types::contains).findFirst().orElse(types.getFirst());
        }

        /// Whether the model chooses the type, rather than the operator.
        private boolean isFree(String parameter) {
            return IntStream.range(0, sample.inputs().size())
                            .anyMatch(
                                    i ->
                                            !sample.inputs().get(i).equals("_")
                                                    && operator.input(i).type().equals(parameter))
                    || sample.attributes().values().stream()
                            .anyMatch(v -> v.substring(1).equals(parameter))
                    || sample.captured().stream().anyMatch(c -> c.contains(":" + parameter + "["));
        }

        /// With the usual other types, or with the same for all parameters that may be it.
        private boolean accepts(Map<String, String> usual, String parameter, String type) {
            if (List.of("sequence", "optional", "map").contains(type)) {
                return false;
            }
            Map<String, String> alone = new HashMap<>(usual);
            alone.put(parameter, type);
            Map<String, String> together = new HashMap<>(alone);
            operator.types()
                    .forEach(
                            (name, types) -> {
                                if (types.contains(type)) {
                                    together.put(name, type);
                                }
                            });
            return isAccepted(alone) || isAccepted(together);
        }

        private boolean isAccepted(Map<String, String> types) {
            return new SampleModel(operator, sample, types).refusal(version, file).isEmpty();
        }

        private List<String> fixed(Map<String, String> usual) {
            List<String> names = new ArrayList<>();
            for (int i = 0; i < sample.inputs().size(); i++) {
                if (sample.isConstant(i)
                        && new SampleModel(operator, sample.open(i), usual)
                                .refusal(version, file)
                                .isPresent()) {
                    names.add(operator.input(i).name());
                }
            }
            return names;
        }
    }
}
