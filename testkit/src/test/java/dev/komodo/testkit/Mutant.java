package dev.komodo.testkit;

import dev.komodo.testkit.EntryRegions.Region;

import java.util.Arrays;
import java.util.SplittableRandom;

/// An entry's file after damage.
final class Mutant {
    private final String damage;
    private final byte[] bytes;

    private Mutant(String damage, byte[] bytes) {
        this.damage = damage;
        this.bytes = bytes;
    }

    /// What was done, for messages.
    String damage() {
        return damage;
    }

    /// What is left; the caller's.
    byte[] bytes() {
        return bytes;
    }

    /// Damages a part of a file; what comes out differs from what went in.
    static Mutant of(byte[] original, String name, Region region, SplittableRandom random) {
        while (true) {
            int at = random.nextInt(region.begin(), region.end());
            Mutant mutant = damaged(original, name, region, at, random);
            if (!Arrays.equals(mutant.bytes, original)) {
                return mutant;
            }
        }
    }

    private static Mutant damaged(
            byte[] original, String name, Region region, int at, SplittableRandom random) {
        String place = name + " at " + at;
        return switch (random.nextInt(8)) {
            case 0 -> new Mutant("cut in " + place, Arrays.copyOf(original, at));
            case 1 -> inserted(original, at, random, place);
            case 2 -> removed(original, at, place);
            case 3 -> filled(original, region, at, 0, "zeros from " + place);
            case 4 -> filled(original, region, at, random.nextInt(256), "one byte from " + place);
            case 5 -> replaced(original, at, random.nextInt(256), place);
            default -> replaced(original, at, original[at] ^ 1 << random.nextInt(8), place);
        };
    }

    private static Mutant replaced(byte[] original, int at, int value, String place) {
        byte[] bytes = original.clone();
        bytes[at] = (byte) value;
        return new Mutant("%s: %02x became %02x".formatted(place, original[at], bytes[at]), bytes);
    }

    private static Mutant filled(byte[] original, Region region, int at, int value, String what) {
        byte[] bytes = original.clone();
        Arrays.fill(bytes, at, Math.min(region.end(), at + 64), (byte) value);
        return new Mutant(what, bytes);
    }

    private static Mutant inserted(byte[] original, int at, SplittableRandom random, String place) {
        byte[] bytes = new byte[original.length + 1];
        System.arraycopy(original, 0, bytes, 0, at);
        bytes[at] = (byte) random.nextInt(256);
        System.arraycopy(original, at, bytes, at + 1, original.length - at);
        return new Mutant("a byte more in " + place, bytes);
    }

    private static Mutant removed(byte[] original, int at, String place) {
        byte[] bytes = Arrays.copyOf(original, original.length - 1);
        System.arraycopy(original, at + 1, bytes, at, bytes.length - at);
        return new Mutant("a byte less in " + place, bytes);
    }

    /// Damages a part without changing any size, as one who can sign would.
    static Mutant ofSameSize(byte[] original, String name, Region region, SplittableRandom random) {
        while (true) {
            Mutant mutant = of(original, name, region, random);
            if (mutant.bytes.length == original.length) {
                return mutant;
            }
        }
    }

    @Override
    public String toString() {
        return damage;
    }
}
