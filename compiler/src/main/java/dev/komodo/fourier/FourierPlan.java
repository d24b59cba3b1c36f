package dev.komodo.fourier;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How a complex transform of a length is computed: by stages, or as a convolution by transforms of
/// another length. A function of the length alone.
///
/// @param length of the transform, 1 at least
/// @param radices of the stages, in order, one at least; their product is the length, or the other
///   length
/// @param padded the other length, where the length has large prime factors
public record FourierPlan(long length, List<Integer> radices, Optional<Long> padded) {
    /// The largest prime that is a radix.
    static final int LARGEST_PRIME = 13;

    /// Copies the list.
    public FourierPlan {
        radices = List.copyOf(radices);
    }

    /// The plan of a length.
    public static FourierPlan of(long length) {
        Optional<List<Integer>> radices = radices(length);
        if (radices.isPresent()) {
            return new FourierPlan(length, radices.get(), Optional.empty());
        }
        long padded = padded(2 * length - 1);
        return new FourierPlan(length, radices(padded).orElseThrow(), Optional.of(padded));
    }

    /// The length of the stages.
    public long staged() {
        return padded.orElse(length);
    }

    /// The least length of at least `least` that has only the factor 2 and perhaps one 3 or 5.
    private static long padded(long least) {
        long best = Long.MAX_VALUE;
        for (long odd : new long[] {1, 3, 5}) {
            long length = odd * 8;
            while (length < least) {
                length *= 2;
            }
            best = Math.min(best, length);
        }
        return best;
    }

    /// Eights, fours or a two, then odd primes: the first results are zipped by powers of two.
    private static Optional<List<Integer>> radices(long length) {
        List<Integer> radices = new ArrayList<>();
        long odd = length >> Long.numberOfTrailingZeros(length);
        int twos = Long.numberOfTrailingZeros(length);
        while (twos > 4 || twos == 3) {
            radices.add(8);
            twos -= 3;
        }
        while (twos >= 2) {
            radices.add(4);
            twos -= 2;
        }
        if (twos == 1) {
            radices.add(2);
        }
        if (length == 1) {
            radices.add(1);
        }
        for (int prime = LARGEST_PRIME; prime >= 3; prime -= 2) {
            while (odd % prime == 0 && isPrime(prime)) {
                radices.add(prime);
                odd /= prime;
            }
        }
        return odd == 1 ? Optional.of(radices) : Optional.empty();
    }

    private static boolean isPrime(int odd) {
        return odd != 9;
    }
}
