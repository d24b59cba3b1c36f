package dev.komodo.contract;

import dev.komodo.graph.DType;

import java.util.Objects;
import java.util.Optional;

/// An operand of 8-bit integers, or of bf16.
///
/// @param source gives elements of `dtype`
/// @param dtype u8, i8 or bf16
/// @param zero what is taken from each element; of integers only
public record NarrowOperand(PackSource source, DType dtype, Optional<ZeroPoint> zero) {
    /// Refuses other dtypes.
    public NarrowOperand {
        Objects.requireNonNull(source);
        Objects.requireNonNull(zero);
        if (dtype != DType.U8 && dtype != DType.I8 && (dtype != DType.BF16 || zero.isPresent())) {
            throw new IllegalArgumentException("No operand of few bits: " + dtype + ", " + zero);
        }
    }
}
