package dev.komodo.jit;

import dev.komodo.emit.NameSource;
import dev.komodo.error.InternalCompilerException;

import java.util.Iterator;
import java.util.List;

/// The names of an earlier emission of the same program, in order: with them a second compilation
/// must give the same bytes. For one thread and one module.
public final class GivenNames implements NameSource {
    private final Iterator<String> names;

    /// A source that gives out the names once.
    public GivenNames(List<String> names) {
        this.names = List.copyOf(names).iterator();
    }

    @Override
    public String next(String hint) {
        if (!names.hasNext()) {
            throw new InternalCompilerException(
                    "A compilation with given names met the definition '"
                            + hint
                            + "' after the last name: the emission before had fewer definitions");
        }
        return names.next();
    }
}
