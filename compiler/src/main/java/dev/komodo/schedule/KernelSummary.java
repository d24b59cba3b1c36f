package dev.komodo.schedule;

import dev.komodo.graph.Dim;

import java.util.Objects;

/// What one kernel of a program does, for profiles.
///
/// @param function the loop function's name
/// @param operations the ops of the graph that it fuses, in order, as in `subtract, exp, sum`; what
///   only moves elements is left out unless nothing else is there
/// @param result the types of what others read of it, as in `f32[n, 10]`
/// @param bytes the sizes of the arrays that it reads or writes, each counted once, data dims at
///   their bounds
/// @param arithmetic operations on elements: one for each element of an element-wise op and of the
///   operand of a reduction, two for each product of a contraction or convolution; 0 where the
///   number depends on data
public record KernelSummary(
        String function, String operations, String result, Dim bytes, Dim arithmetic) {
    /// Refuses null.
    public KernelSummary {
        Objects.requireNonNull(function);
        Objects.requireNonNull(operations);
        Objects.requireNonNull(result);
        Objects.requireNonNull(bytes);
        Objects.requireNonNull(arithmetic);
    }
}
