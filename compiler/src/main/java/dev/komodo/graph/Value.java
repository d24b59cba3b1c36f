package dev.komodo.graph;

/// A handle to one result of one node of one [Graph]: an index into the graph's dense list of
/// results.
///
/// @param id the result's number, from 0 in the order of the nodes
public record Value(int id) {
    /// Refuses a negative number.
    public Value {
        if (id < 0) {
            throw new IllegalArgumentException("A value's id is not negative: " + id);
        }
    }

    @Override
    public String toString() {
        return "%" + id;
    }
}
