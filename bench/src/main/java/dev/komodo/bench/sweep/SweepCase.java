package dev.komodo.bench.sweep;

/// One model of the sweep.
///
/// @param family what it belongs to
/// @param name its shape, in words
/// @param model what it computes
record SweepCase(String family, String name, SmallModel model) {
    /// The family and the shape.
    String fullName() {
        return family + " " + name;
    }
}
