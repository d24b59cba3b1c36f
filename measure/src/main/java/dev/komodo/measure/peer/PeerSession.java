package dev.komodo.measure.peer;

import dev.komodo.runtime.NDArray;

import java.lang.foreign.Arena;
import java.util.Map;

/// A model in a peer, with its inputs bound. Belongs to the thread that opened it.
public interface PeerSession extends AutoCloseable {
    /// Calls the model and copies its results, by name. From then on [#run] writes to outputs that
    /// were made beforehand, where the runtime can do that.
    ///
    /// @throws PeerException if the call fails
    Map<String, NDArray> results(Arena arena);

    /// Calls the model; the results stay where they are.
    ///
    /// @throws PeerException if the call fails
    void run();

    @Override
    void close();
}
