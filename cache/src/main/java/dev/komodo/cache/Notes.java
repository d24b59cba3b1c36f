package dev.komodo.cache;

import java.util.Map;
import java.util.Optional;

/// Small facts that a program keeps beside its objects because finding them takes long: answers to
/// questions that have one answer for good.
///
/// They are authenticated, trusted, published and bounds-checked as entries are, and are as little
/// of a duty: a fault is an absent note. They are not entries: nothing lists, counts, evicts or
/// exports them, and no layer or remote store gives them. Safe between threads and processes.
public interface Notes {
    /// Keeps nothing.
    Notes NONE =
            new Notes() {
                @Override
                public Optional<Map<String, String>> read(CacheKey question) {
                    return Optional.empty();
                }

                @Override
                public boolean areAbsent() {
                    return true;
                }

                @Override
                public void write(CacheKey question, Map<String, String> answer) {
                    // nothing is kept here
                }
            };

    /// The answer that was written last under an equal question, or nothing.
    ///
    /// @param question everything that the answer depends on, as named ingredients
    Optional<Map<String, String>> read(CacheKey question);

    /// Whether there is surely no answer to anything. One look at a folder.
    boolean areAbsent();

    /// Keeps an answer, if that is possible.
    void write(CacheKey question, Map<String, String> answer);
}
