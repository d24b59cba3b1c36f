package dev.komodo.fourier;

import dev.komodo.graph.DType;

import java.util.Locale;

/// Where a step reads complex numbers, or writes them.
///
/// @param form how they lie
/// @param isSwapped whether real and imaginary parts are exchanged on the way
/// @param dtype f32 or f64
public record Side(Form form, boolean isSwapped, DType dtype) {
    /// Scratch memory.
    public static Side split(DType dtype) {
        return new Side(Form.SPLIT, false, dtype);
    }

    String text() {
        return form.name().toLowerCase(Locale.ROOT) + (isSwapped ? "_swapped" : "");
    }
}
