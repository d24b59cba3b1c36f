package dev.komodo.jit;

import dev.komodo.emit.NameSource;
import dev.komodo.error.InternalCompilerException;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Function;

/// Looks at what a cache gave before it is linked: whether compiling gives the same now.
@FunctionalInterface
public interface KernelVerifier {
    /// Believes what the cache's own checks believe.
    KernelVerifier NONE = (_, _) -> Optional.empty();

    /// In which way an entry is not what it should be, or nothing.
    Optional<String> difference(KernelManifest manifest, ByteBuffer object);

    /// Compiles again with the names that the entry has, and compares manifests and all bytes.
    ///
    /// @param compile makes the program with names from a source
    static KernelVerifier recompiling(Function<NameSource, CompiledProgram> compile) {
        return (manifest, object) -> {
            CompiledProgram again;
            try {
                again = compile.apply(new GivenNames(manifest.names()));
            } catch (InternalCompilerException e) {
                return Optional.of("it can't be compiled with its names: " + e.getMessage());
            }
            if (!KernelManifest.of(again).equals(manifest)) {
                return Optional.of("compiling gives another manifest than it has");
            }
            ByteBuffer fresh = ByteBuffer.wrap(again.code().bytes());
            int at = fresh.mismatch(object);
            return at < 0
                    ? Optional.empty()
                    : Optional.of(
                            "compiling gives other bytes than it has, first at byte "
                                    + at
                                    + " (it has "
                                    + object.remaining()
                                    + " bytes, compiling gives "
                                    + fresh.remaining()
                                    + ")");
        };
    }
}
