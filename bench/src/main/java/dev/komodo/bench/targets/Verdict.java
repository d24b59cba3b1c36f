package dev.komodo.bench.targets;

/// An aim, what was found, and whether that is enough.
///
/// @param threads the number of threads that it is about
/// @param found a ratio, or nanoseconds
record Verdict(Aim aim, int threads, double found, boolean isReached) {
    static Verdict atLeast(Aim aim, int threads, double asked, double found) {
        return new Verdict(aim, threads, found, found >= asked);
    }

    static Verdict atMost(Aim aim, int threads, double asked, double found) {
        return new Verdict(aim, threads, found, found <= asked);
    }

    /// `yes`, or `no:` with what was found.
    String text() {
        return isReached ? "yes" : "no: " + foundText();
    }

    private String foundText() {
        return switch (aim) {
            case Aim.Within _ -> Durations.text(found);
            case Aim.Ratio _, Aim.Scaling _ -> "%.2f".formatted(found);
        };
    }
}
