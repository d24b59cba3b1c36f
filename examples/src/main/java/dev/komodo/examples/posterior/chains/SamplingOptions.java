package dev.komodo.examples.posterior.chains;

import dev.komodo.examples.posterior.nuts.ChainSettings;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/// What a run of several chains is asked for.
///
/// @param chains how many, each a process
/// @param seed of all random numbers: equal seeds give equal draws
/// @param settings of each chain
/// @param folder where results go, made if it is not there
public record SamplingOptions(int chains, long seed, ChainSettings settings, Path folder) {
    /// Refuses impossible numbers.
    ///
    /// @throws IllegalArgumentException if there are no chains, or more than 1000
    public SamplingOptions {
        Objects.requireNonNull(settings);
        Objects.requireNonNull(folder);
        if (chains < 1 || chains > 1000) {
            throw new IllegalArgumentException("chains must lie in [1, 1000], found " + chains);
        }
    }

    /// The options of [dev.komodo.examples.posterior.SamplingCommand] that ask for one chain of
    /// these.
    ///
    /// @param chain its number, from 1
    List<String> arguments(int chain) {
        return List.of(
                "--chain=" + chain,
                "--chains=" + chains,
                "--seed=" + seed,
                "--warmup=" + settings.warmup(),
                "--draws=" + settings.draws(),
                "--acceptance=" + settings.targetAcceptance(),
                "--max-depth=" + settings.maxDepth(),
                "--out=" + folder);
    }

    /// Where a chain leaves its draws until all are put together.
    Path drawsOf(int chain) {
        return folder.resolve("chain-" + chain + ".npz");
    }

    /// What a chain says on its error stream.
    Path logOf(int chain) {
        return folder.resolve("chain-" + chain + ".log");
    }
}
