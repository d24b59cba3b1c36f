package dev.komodo.bench.targets;

import java.util.List;
import java.util.Locale;

/// What is asked of a row.
sealed interface Aim {
    /// So many times as fast as the fastest of some peers that are here, at one thread and at two.
    ///
    /// @param peers their names
    record Ratio(double least, List<String> peers) implements Aim {
        public Ratio {
            peers = List.copyOf(peers);
        }

        static Ratio of(double least, String... peers) {
            return new Ratio(least, List.of(peers));
        }

        @Override
        public String text() {
            return (peers.size() == 1 ? "%.2f x %s" : "%.2f x best of %s")
                    .formatted(least, String.join(", ", peers));
        }
    }

    /// At most so many nanoseconds at one thread.
    ///
    /// @param side who, such as `bound`
    record Within(String side, double nanos) implements Aim {
        @Override
        public String text() {
            return side + " within " + Durations.text(nanos);
        }
    }

    /// So many times as fast with two threads as with one.
    record Scaling(double least) implements Aim {
        @Override
        public String text() {
            return String.format(Locale.ROOT, "%.1f from 1 to 2 threads", least);
        }
    }

    /// For people.
    String text();
}
