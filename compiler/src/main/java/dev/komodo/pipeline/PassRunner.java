package dev.komodo.pipeline;

import dev.komodo.error.CompilerException;
import dev.komodo.error.InternalCompilerException;
import dev.komodo.events.Recorder;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Runs passes: times each, dumps what it made, verifies it, and names it when it fails. Belongs to
/// one compilation.
public final class PassRunner {
    private final Dumps dumps;
    private final PassListener listener;
    private final boolean verifiesEach;

    /// A runner. Where assertions are on, as in tests, it verifies what each pass made at once.
    public PassRunner(Dumps dumps, PassListener listener) {
        this(dumps, listener, PassRunner.class.desiredAssertionStatus());
    }

    /// A runner.
    ///
    /// @param verifiesEach whether what each of several passes made is verified at once
    PassRunner(Dumps dumps, PassListener listener, boolean verifiesEach) {
        this.dumps = dumps;
        this.listener = listener;
        this.verifiesEach = verifiesEach;
    }

    /// Runs one pass on an input.
    ///
    /// @throws CompilerException what the pass throws; a bug of the pass is an
    ///   [InternalCompilerException] that names it
    public <I, O> O run(Pass<I, O> pass, I input) {
        O output = unverified(pass, input);
        verify(pass, output);
        return output;
    }

    /// Runs passes of one language one after another. What the last one made is verified; only if
    /// that, or a pass, fails is what those before it made verified as well, in order, so that the
    /// guilty pass is named: in a young JVM, verifying takes as long as the passes do.
    ///
    /// @throws CompilerException as [#run(Pass, Object)]
    public <I, O> O run(Pass<I, O> first, List<Pass<O, O>> rest, I input) {
        List<Runnable> verifications = new ArrayList<>();
        try {
            O output = unverified(first, input);
            note(verifications, first, output);
            for (Pass<O, O> pass : rest) {
                output = unverified(pass, output);
                note(verifications, pass, output);
            }
            verifications.getLast().run();
            return output;
        } catch (CompilerException failure) {
            verifications.forEach(Runnable::run);
            throw failure;
        }
    }

    private <O> void note(List<Runnable> verifications, Pass<?, O> pass, O output) {
        verifications.add(() -> verify(pass, output));
        if (verifiesEach) {
            verifications.getLast().run();
        }
    }

    private <I, O> O unverified(Pass<I, O> pass, I input) {
        O output = timed(pass.name(), () -> pass.function().apply(input));
        dumps.write(pass.name() + ".ir", () -> pass.printer().apply(output));
        return output;
    }

    private <O> void verify(Pass<?, O> pass, O output) {
        guarded(pass.name(), () -> verified(pass, output));
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

    private static <O> O verified(Pass<?, O> pass, O output) {
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
