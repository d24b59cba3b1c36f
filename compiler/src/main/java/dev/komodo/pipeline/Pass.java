package dev.komodo.pipeline;

import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;

/// One arrow of the pipeline.
///
/// @param name in kebab case; names the dump file and stands in exceptions
/// @param function what it does
/// @param verifier throws if the result breaks an invariant
/// @param printer the text of the result, for dumps
/// @param <I> what goes in
/// @param <O> what comes out
public record Pass<I, O>(
        String name, Function<I, O> function, Consumer<O> verifier, Function<O, String> printer) {
    /// Refuses null.
    public Pass {
        Objects.requireNonNull(name);
        Objects.requireNonNull(function);
        Objects.requireNonNull(verifier);
        Objects.requireNonNull(printer);
    }
}
