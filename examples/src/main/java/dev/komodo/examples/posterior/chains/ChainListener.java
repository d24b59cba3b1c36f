package dev.komodo.examples.posterior.chains;

/// Told about the chains of a run, by one thread.
public interface ChainListener {
    /// Ignores everything.
    ChainListener NONE =
            new ChainListener() {
                @Override
                public void said(int chain, ChainMessage message) {}

                @Override
                public void ended(ChainOutcome outcome) {}
            };

    /// A chain said something.
    ///
    /// @param chain its number, from 1
    void said(int chain, ChainMessage message);

    /// A chain's process ended.
    void ended(ChainOutcome outcome);
}
