package dev.komodo.pipeline;

import dev.komodo.error.CompilerException;
import dev.komodo.error.InternalCompilerException;
import dev.komodo.events.Recorder;

import java.util.function.Supplier;

/// Runs passes: times each, dumps what it made, verifies it, and names it when it fails. Belongs to
/// one compilation.
public final class PassRunner {
    private final Dumps dumps;
    private final PassListener listener;

    /// A runner.
    public PassRunner(Dumps dumps, PassListener listener) {
        this.dumps = dumps;
        this.listener = listener;
    }

    /// Runs one pass on an input.
    ///
    /// @throws CompilerException what the pass throws; a bug of the pass is an
    ///   [InternalCompilerException] that names it
    public <I, O> O run(Pass<I, O> pass, I input) {
        O output = timed(pass.name(), () -> pass.function().apply(input));
        dumps.write(pass.name() + ".ir", () -> pass.printer().apply(output));
        guarded(pass.name(), () -> verified(pass, output));
        return output;
    }

    /// Runs something that is no function of a printable value, such as LLVM's part.
    public <O> O timed(String name, Supplier<O> work) {
        long begin = System.nanoTime();
        O output = Recorder.stage(name, () -> guarded(name, work));
        listener.ended(name, System.nanoTime() - begin);
        return output;
    }

    /// The dumps, for texts that are no pass's result.
    public Dumps dumps() {
        return dumps;
    }

    private static <I, O> O verified(Pass<I, O> pass, O output) {
        pass.verifier().accept(output);
        return output;
    }

    private static <O> O guarded(String name, Supplier<O> work) {
        try {
            return work.get();
        } catch (CompilerException known) {
            known.addSuppressed(new IllegalStateException("in pass " + name));
            throw known;
        } catch (RuntimeException bug) {
            throw new InternalCompilerException(
                    "The pass "
                            + name
                            + " failed: "
                            + bug
                            + "; this is a bug of Komodo, please report the graph",
                    bug);
        }
    }
}
