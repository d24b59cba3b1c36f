package dev.komodo.examples.posterior.chains;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What became of a chain.
///
/// @param chain its number, from 1
/// @param kernels what it said about its kernels, in their order
/// @param centreBits the bits of the log-density at the centre, if it came so far
/// @param done its last message, if it came so far
/// @param failure why it failed, if it did
public record ChainOutcome(
        int chain,
        List<ChainMessage.Kernel> kernels,
        OptionalLong centreBits,
        Optional<ChainMessage.Done> done,
        Optional<String> failure) {
    /// Copies the kernels.
    public ChainOutcome {
        kernels = List.copyOf(kernels);
    }

    /// Nothing yet.
    static ChainOutcome begun(int chain) {
        return new ChainOutcome(
                chain, List.of(), OptionalLong.empty(), Optional.empty(), Optional.empty());
    }

    /// After a message.
    ChainOutcome after(ChainMessage message) {
        return switch (message) {
            case ChainMessage.Kernel kernel -> {
                List<ChainMessage.Kernel> more = new ArrayList<>(kernels);
                more.add(kernel);
                yield new ChainOutcome(chain, more, centreBits, done, failure);
            }
            case ChainMessage.Centre(long bits) ->
                    new ChainOutcome(chain, kernels, OptionalLong.of(bits), done, failure);
            case ChainMessage.Progress _ -> this;
            case ChainMessage.Done last ->
                    new ChainOutcome(chain, kernels, centreBits, Optional.of(last), failure);
        };
    }

    /// Failed.
    ChainOutcome failed(String why) {
        return new ChainOutcome(chain, kernels, centreBits, done, Optional.of(why));
    }

    /// Whether it wrote all its draws and nothing is wrong with it.
    public boolean isFinished() {
        return done.isPresent() && failure.isEmpty();
    }
}
