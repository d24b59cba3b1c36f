package dev.komodo.cli;

import dev.komodo.error.UnsupportedException;
import dev.komodo.graph.Literal;
import dev.komodo.onnx.OnnxModel;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Inputs whose values a model's graph cannot be built without, because they determine shapes or
/// axes: their files are read first, and they become part of the graph and of its key.
///
/// @param model the model with these inputs fixed
/// @param rest the texts of `--input` without those of fixed inputs
record FixedInputs(OnnxModel model, List<String> rest) {
    /// More bytes than any tensor of sizes, axes or indices has that determines a shape.
    private static final long MOST_BYTES = 1 << 16;

    /// Fixes what must be, and no more.
    ///
    /// @param given the texts of `--input`
    /// @throws InputException if a file of an input cannot be read
    /// @throws UnsupportedException if the model has no graph even so
    static FixedInputs of(OnnxModel model, List<String> given) {
        try {
            model.graph();
            return new FixedInputs(model, given);
        } catch (UnsupportedException withoutValues) {
            Map<String, Literal> values = values(model, given);
            if (values.isEmpty()) {
                throw withoutValues;
            }
            OnnxModel fixed = model.specialise(values);
            List<String> rest = new ArrayList<>(given);
            rest.removeIf(text -> fixed.fixedInputs().contains(InputSpec.parse(text).name()));
            return new FixedInputs(fixed, rest);
        }
    }

    /// The small tensors that files give to inputs.
    private static Map<String, Literal> values(OnnxModel model, List<String> given) {
        Map<String, Literal> values = new HashMap<>();
        for (String text : given) {
            InputSpec input = InputSpec.parse(text);
            if (input.archive().isPresent()) {
                addArrays(values, model, input.archive().get());
            } else if (model.inputs().contains(input.name())) {
                value(input).ifPresent(value -> values.put(input.name(), value));
            }
        }
        return values;
    }

    private static void addArrays(Map<String, Literal> values, OnnxModel model, Path archive) {
        try {
            for (String array : ArchiveArrays.names(archive)) {
                if (model.inputs().contains(array) && !values.containsKey(array)) {
                    InputFiles.literal(array, archive, array, MOST_BYTES)
                            .ifPresent(value -> values.put(array, value));
                }
            }
        } catch (IOException unreadable) {
            throw InputFiles.unreadable(archive, unreadable);
        }
    }

    private static Optional<Literal> value(InputSpec input) {
        return switch (input.resolved()) {
            case InputSpec.File(Path file) -> InputFiles.literal(input.name(), file, MOST_BYTES);
            case InputSpec.Member(Path file, String array) ->
                    InputFiles.literal(input.name(), file, array, MOST_BYTES);
            case InputSpec.Random _, InputSpec.Constant _ -> Optional.empty();
        };
    }
}
