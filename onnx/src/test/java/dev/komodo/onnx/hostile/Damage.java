package dev.komodo.onnx.hostile;

import java.util.Arrays;
import java.util.Random;

/// Changes of bytes that know nothing of what they mean.
final class Damage {
    private Damage() {}

    /// A few flips, cuts, repetitions, and pieces of another file.
    static byte[] of(byte[] file, byte[] other, Random random) {
        byte[] mutant = file.clone();
        for (int edits = 1 + random.nextInt(3); edits > 0 && mutant.length > 1; edits--) {
            int at = random.nextInt(mutant.length);
            switch (random.nextInt(6)) {
                case 0 -> mutant = Arrays.copyOf(mutant, at);
                case 1 -> mutant[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> mutant[at] = (byte) random.nextInt(256);
                case 3 -> mutant[at] = (byte) (random.nextBoolean() ? 0xFF : 0);
                case 4 -> mutant = spliced(mutant, at, mutant, random);
                default -> mutant = spliced(mutant, at, other, random);
            }
        }
        return mutant;
    }

    private static byte[] spliced(byte[] into, int at, byte[] from, Random random) {
        int start = random.nextInt(Math.max(1, from.length));
        int length = Math.min(from.length - start, 1 + random.nextInt(24));
        byte[] result = new byte[into.length + length];
        System.arraycopy(into, 0, result, 0, at);
        System.arraycopy(from, start, result, at, length);
        System.arraycopy(into, at, result, at + length, into.length - at);
        return result;
    }
}
