package dev.komodo.bench;

import dev.komodo.graph.DType;
import dev.komodo.graph.Graph;
import dev.komodo.runtime.NDArray;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;

/// One row: a graph, random arguments, and what a call must do.
///
/// @param name the row's name
/// @param graph what is compiled
/// @param arguments makes the arguments in an arena
/// @param peer the same computation as an ONNX file, if ONNX Runtime can do it
/// @param flops floating-point operations of a call, 0 if that is no measure of it
/// @param bytes bytes that must move
/// @param target the processor to compile for, if not the host
record Proof(
        String name,
        Graph graph,
        Function<Arena, Map<String, NDArray>> arguments,
        Optional<Path> peer,
        double flops,
        double bytes,
        Optional<String> target) {

    /// An array of floats uniform in a range.
    static NDArray uniform(
            Arena arena, long seed, double low, double high, DType dtype, long... sizes) {
        SplittableRandom random = new SplittableRandom(seed);
        NDArray array = NDArray.of(arena, dtype, sizes);
        for (long i = 0; i < array.elements(); i++) {
            array.set(i, random.nextDouble(low, high));
        }
        return array;
    }
}
