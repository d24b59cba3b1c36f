package dev.komodo.bench.rival;

/// A rival with its arguments bound. Belongs to the thread that opened it.
public interface RivalSession extends AutoCloseable {
    /// Before calls that follow each other; not timed.
    default void beginTurn() {}

    /// Computes.
    void run();

    /// Brings the result of the last call to where the caller wants it, if calls do not; not timed.
    default void publish() {}

    @Override
    default void close() {}
}
