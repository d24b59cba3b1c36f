package dev.komodo.cache;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a loader must know about an object before it links it. The symbols are baked in here when
/// the object is compiled and are read from here, never derived again.
///
/// @param entrySymbols the functions that the loader looks up, in the order the compiler chose
/// @param signature the compiler's text of how the entries are called
/// @param definedSymbols exactly the symbols that the object may define
/// @param allowedUndefinedSymbols the only symbols that the object may leave open
/// @param properties anything else the compiler wants back, by name
public record EntryMetadata(
        List<String> entrySymbols,
        String signature,
        List<String> definedSymbols,
        List<String> allowedUndefinedSymbols,
        SortedMap<String, String> properties) {
    public EntryMetadata {
        entrySymbols = List.copyOf(entrySymbols);
        definedSymbols = List.copyOf(definedSymbols);
        allowedUndefinedSymbols = List.copyOf(allowedUndefinedSymbols);
        properties = Collections.unmodifiableSortedMap(new TreeMap<>(properties));
    }

    public EntryMetadata(
            List<String> entrySymbols,
            String signature,
            List<String> definedSymbols,
            List<String> allowedUndefinedSymbols,
            Map<String, String> properties) {
        this(
                entrySymbols,
                signature,
                definedSymbols,
                allowedUndefinedSymbols,
                new TreeMap<>(properties));
    }
}
