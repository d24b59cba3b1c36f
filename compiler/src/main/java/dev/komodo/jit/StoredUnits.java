package dev.komodo.jit;

import dev.komodo.cache.CacheEntry;
import dev.komodo.cache.CacheKey;
import dev.komodo.cache.EntryMetadata;
import dev.komodo.cache.Lookup;
import dev.komodo.cache.ObjectStore;
import dev.komodo.emit.EmittedUnit;
import dev.komodo.emit.Unit;
import dev.komodo.events.Recorder;
import dev.komodo.link.ElfObject;
import dev.komodo.link.ObjectRefusedException;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/// Objects of units as entries of the cache: authenticated, validated and compiled once by all
/// processes as kernels are, under keys of their own. Safe between threads.
///
/// A unit's object has no names that mean anything outside of it, so two entries can't disagree
/// about a name, and none can stand for a kernel: their keys have other ingredients, their
/// signatures say what they are, and kernels are refused that have no entries. Whoever computes a
/// unit holds the lock of that unit and waits for no other one, so waiting ends.
public final class StoredUnits implements UnitObjects {
    private static final String SIGNATURE = "komodo-unit 1";
    private static final String NAMES = "names";

    private final ObjectStore store;

    /// Units in a store.
    public StoredUnits(ObjectStore store) {
        this.store = store;
    }

    @Override
    public Made get(Unit unit, CodeOptions options, Supplier<Made> compile) {
        CacheKey key = KernelKeys.ofUnit(unit.text(), options);
        Lookup lookup = store.getOrCompute(key, () -> entry(key, compile.get()));
        try {
            Made made = checked(unit, lookup.entry());
            Recorder.unit(key.hex(), lookup.isHit() ? "hit" : "miss");
            return made;
        } catch (ObjectRefusedException refusal) {
            store.reject(key, String.valueOf(refusal.getMessage()));
            Made again = compile.get();
            store.put(entry(key, again));
            Recorder.unit(key.hex(), "miss");
            return again;
        }
    }

    private static CacheEntry entry(CacheKey key, Made made) {
        ElfObject object = ElfObject.read(made.object());
        EntryMetadata metadata =
                new EntryMetadata(
                        List.of(),
                        SIGNATURE,
                        object.definedSymbols(),
                        object.undefinedSymbols(),
                        Map.of(NAMES, String.join("\n", made.emitted().definitions())));
        return new CacheEntry(key, metadata, made.object());
    }

    /// What an entry holds, if it is an object of this unit: it defines what it says, all of the
    /// unit's functions among it, and leaves open the functions that the unit calls and what any
    /// kernel may.
    ///
    /// @throws ObjectRefusedException if it is anything else
    static Made checked(Unit unit, CacheEntry entry) {
        EntryMetadata metadata = entry.metadata();
        String names = metadata.properties().get(NAMES);
        if (!metadata.signature().equals(SIGNATURE) || names == null) {
            throw refused("is no unit, but '" + metadata.signature() + "'");
        }
        List<String> definitions =
                names.isEmpty() ? List.of() : Arrays.asList(names.split("\n", -1));
        byte[] bytes = new byte[entry.objectSize()];
        entry.object().get(bytes);
        ElfObject object = ElfObject.read(bytes);
        if (!object.definedSymbols().equals(metadata.definedSymbols())) {
            throw refused("defines " + object.definedSymbols());
        }
        Set<String> given = new HashSet<>(definitions);
        Set<String> missing = new TreeSet<>(unit.exports().keySet());
        missing.removeAll(given);
        if (given.size() != definitions.size() || !missing.isEmpty()) {
            throw refused("was given the names " + definitions + ", without " + missing);
        }
        Set<String> unknown = new TreeSet<>(object.visibleSymbols());
        unknown.removeAll(given);
        if (!unknown.isEmpty()) { // LLVM's own names, of constants, are seen inside only
            throw refused("shows " + unknown + ", which were not given");
        }
        for (String symbol : object.undefinedSymbols()) {
            if (!unit.imports().containsKey(symbol)) {
                ObjectCheck.requireAllowed(symbol);
            }
        }
        return new Made(new EmittedUnit(List.of(), definitions), bytes);
    }

    private static ObjectRefusedException refused(String what) {
        return new ObjectRefusedException("A unit's object was refused: it " + what);
    }
}
