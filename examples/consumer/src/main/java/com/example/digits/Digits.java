package com.example.digits;

import dev.komodo.Komodo;
import dev.komodo.Options;
import dev.komodo.graph.DType;
import dev.komodo.onnx.OnnxModel;
import dev.komodo.onnx.numpy.NpyArray;
import dev.komodo.onnx.numpy.NpyReader;
import dev.komodo.runtime.Binding;
import dev.komodo.runtime.Kernel;
import dev.komodo.runtime.NDArray;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;

/// Reads handwritten digits with a small neural network: an ONNX model, compiled on its first run
/// and taken from the cache afterwards.
public final class Digits {
    private Digits() {}

    /// Prints how many images were read right, and where the kernel came from.
    ///
    /// @param arguments a folder with `digits.onnx`, `images.npy` (f32 `[n, 64]`) and `labels.npy`
    ///   (i64 `[n]`)
    /// @throws IOException if a file cannot be read
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        NpyArray images = NpyReader.read(folder.resolve("images.npy"));
        NpyArray labels = NpyReader.read(folder.resolve("labels.npy"));
        long count = images.shape().getFirst();
        OnnxModel model = OnnxModel.read(folder.resolve("digits.onnx"));
        try (Komodo komodo = Komodo.open(Options.defaults());
                Kernel kernel = komodo.compile(model.graph());
                Arena arena = Arena.ofConfined()) {
            NDArray input = NDArray.of(arena, DType.F32, count, 64);
            input.segment().asByteBuffer().put(images.data());
            try (Binding call =
                    kernel.bind().input("images", input).allocateOutputs(arena).build()) {
                call.run();
                NDArray digits = call.output("digit");
                int right = 0;
                for (int i = 0; i < count; i++) {
                    if (digits.getLong(i) == labels.data().getLong(i * Long.BYTES)) {
                        right++;
                    }
                }
                System.out.println(right + " of " + count + " images read right");
            }
            System.out.println(kernel.report());
        }
    }
}
