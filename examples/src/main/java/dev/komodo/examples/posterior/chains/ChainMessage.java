package dev.komodo.examples.posterior.chains;

import dev.komodo.runtime.KernelReport;

import java.util.Optional;

/// What a chain tells its parent: one line of text each, on its standard output.
public sealed interface ChainMessage {
    /// A kernel is ready.
    ///
    /// @param name the graph's
    /// @param cache whether it was found in the cache or compiled
    /// @param millis from the request to the linked kernel
    record Kernel(String name, KernelReport.CacheOutcome cache, double millis)
            implements ChainMessage {}

    /// The log-density at the centre, which must be the same in all chains.
    ///
    /// @param bits of the double
    record Centre(long bits) implements ChainMessage {}

    /// Iterations are done.
    ///
    /// @param iterations how many, warm-up included
    /// @param divergences how many transitions after the warm-up diverged
    /// @param stepSize the current one
    record Progress(int iterations, int divergences, double stepSize) implements ChainMessage {}

    /// All draws are made and written.
    ///
    /// @param warmupSeconds the time of the warm-up
    /// @param seconds the time of the draws
    /// @param gradients how often the density was evaluated in all
    record Done(double warmupSeconds, double seconds, long gradients) implements ChainMessage {}

    /// The line, without its end.
    default String line() {
        return switch (this) {
            case Kernel(var name, var cache, var millis) ->
                    "kernel " + cache + " " + millis + " " + name;
            case Centre(var bits) -> "centre " + Long.toHexString(bits);
            case Progress(var iterations, var divergences, var stepSize) ->
                    "progress " + iterations + " " + divergences + " " + stepSize;
            case Done(var warmupSeconds, var seconds, var gradients) ->
                    "done " + warmupSeconds + " " + seconds + " " + gradients;
        };
    }

    /// The message of a line; empty if it is none.
    static Optional<ChainMessage> of(String line) {
        String[] words = line.split(" ", 4);
        try {
            return switch (words[0]) {
                case "kernel" ->
                        Optional.of(
                                new Kernel(
                                        words[3],
                                        KernelReport.CacheOutcome.valueOf(words[1]),
                                        Double.parseDouble(words[2])));
                case "centre" -> Optional.of(new Centre(Long.parseUnsignedLong(words[1], 16)));
                case "progress" ->
                        Optional.of(
                                new Progress(
                                        Integer.parseInt(words[1]),
                                        Integer.parseInt(words[2]),
                                        Double.parseDouble(words[3])));
                case "done" ->
                        Optional.of(
                                new Done(
                                        Double.parseDouble(words[1]),
                                        Double.parseDouble(words[2]),
                                        Long.parseLong(words[3])));
                default -> Optional.empty();
            };
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException _) {
            return Optional.empty();
        }
    }
}
