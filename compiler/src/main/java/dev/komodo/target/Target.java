package dev.komodo.target;

import java.util.List;
import java.util.Objects;

/// A machine that kernels are made for.
///
/// @param triple LLVM's target triple, such as `x86_64-unknown-linux-gnu`
/// @param cpu LLVM's name of the processor, such as `znver5` or `x86-64-v3`
/// @param features the true ISA features, sorted, without sign, such as `avx512f`
/// @param vectorBits the width of the widest vector register that kernels use: 128, 256 or 512
/// @param vectorRegisters how many vector registers there are
/// @param fusedMultiplyAdd whether `fma` is an instruction
/// @param level1Bytes bytes of level 1 data cache of a core
/// @param level2Bytes bytes of level 2 cache of a core
/// @param level3Bytes bytes of the last-level cache
public record Target(
        String triple,
        String cpu,
        List<String> features,
        int vectorBits,
        int vectorRegisters,
        boolean fusedMultiplyAdd,
        long level1Bytes,
        long level2Bytes,
        long level3Bytes) {
    /// Copies the list.
    public Target {
        Objects.requireNonNull(triple);
        Objects.requireNonNull(cpu);
        features = List.copyOf(features);
        if (vectorBits != 128 && vectorBits != 256 && vectorBits != 512) {
            throw new IllegalArgumentException(
                    "vectorBits must be 128, 256 or 512, found " + vectorBits);
        }
    }

    /// How many elements of `byteSize` bytes a vector register holds.
    public int lanes(int byteSize) {
        return vectorBits / 8 / byteSize;
    }

    /// Whether the machine is of Intel's and AMD's 64-bit architecture.
    public boolean isX86() {
        return triple.startsWith("x86_64-");
    }

    /// Whether the machine has an ISA feature, by LLVM's name.
    public boolean has(String feature) {
        return features.contains(feature);
    }
}
