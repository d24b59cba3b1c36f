package dev.komodo.emit;

import dev.komodo.llvm.IrBuilder;
import dev.komodo.llvm.LlvmContext;
import dev.komodo.llvm.LlvmMetadata;
import dev.komodo.llvm.LlvmMetadataFactory;
import dev.komodo.llvm.LlvmValue;
import dev.komodo.loop.Buffer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What LLVM may assume about the buffers that one innermost loop touches: no two overlap.
///
/// The promise is made per innermost loop and not per function: a plan may give two buffers the
/// same workspace where one is dead before the other is written, but never within one iteration.
final class AliasScopes {
    /// No promise.
    static final AliasScopes NONE = new AliasScopes(new TreeMap<>());

    /// By name, in the order of names.
    private final SortedMap<String, LlvmMetadata> scopes;

    private final Map<String, List<LlvmMetadata>> others = new HashMap<>();

    private AliasScopes(SortedMap<String, LlvmMetadata> scopes) {
        this.scopes = scopes;
    }

    /// Scopes for the buffers with the given names.
    static AliasScopes of(LlvmContext context, Collection<String> buffers) {
        if (buffers.size() < 2) {
            return NONE;
        }
        LlvmMetadataFactory metadata = context.metadata();
        LlvmMetadata domain = metadata.aliasDomain("loop");
        SortedMap<String, LlvmMetadata> scopes = new TreeMap<>();
        buffers.forEach(name -> scopes.put(name, metadata.aliasScope(name, domain)));
        return new AliasScopes(scopes);
    }

    /// Marks an access to `buffer`; the same value.
    LlvmValue mark(IrBuilder builder, LlvmValue access, Buffer buffer) {
        LlvmMetadata own = scopes.get(buffer.name());
        if (own == null) {
            return access;
        }
        return builder.alias(
                access, List.of(own), others.computeIfAbsent(buffer.name(), this::othersThan));
    }

    private List<LlvmMetadata> othersThan(String buffer) {
        List<LlvmMetadata> found = new ArrayList<>();
        scopes.forEach(
                (name, scope) -> {
                    if (!name.equals(buffer)) {
                        found.add(scope);
                    }
                });
        return List.copyOf(found);
    }
}
