package dev.komodo.graph;

import dev.komodo.error.InvalidGraphException;

import java.util.ArrayList;
import java.util.List;

/// The type rule of discrete Fourier transforms.
final class FourierTypes {
    private FourierTypes() {}

    static TensorType fourier(Op.Fourier op, TensorType operand) {
        String name = "fourier " + TypeRules.text(op.kind());
        int axes = operand.shape().rank() - (op.kind().takesComplex() ? 1 : 0);
        boolean isPair =
                axes >= 0 && (!op.kind().takesComplex() || operand.shape().dim(axes).is(2));
        if (!operand.dtype().isFloat() || !isPair) {
            throw new InvalidGraphException(
                    name
                            + (op.kind().takesComplex()
                                    ? " takes complex numbers: floats with a last axis of 2"
                                    : " takes real numbers: floats")
                            + ", found "
                            + operand);
        }
        if (op.axis() < 0 || op.axis() >= axes) {
            throw new InvalidGraphException(
                    name
                            + " along axis "
                            + op.axis()
                            + " of "
                            + operand
                            + (axes == 0
                                    ? ": there is no axis to transform"
                                    : ": the axis is one of 0 to " + (axes - 1)));
        }
        long taken = op.kind().taken(op.length());
        if (!operand.shape().dim(op.axis()).is(taken)) {
            throw new InvalidGraphException(
                    name
                            + " of length "
                            + op.length()
                            + " takes the fixed extent "
                            + taken
                            + " along axis "
                            + op.axis()
                            + ", found "
                            + operand
                            + "; slice or pad the operand");
        }
        List<Dim> dims = new ArrayList<>(operand.shape().dims().subList(0, axes));
        dims.set(op.axis(), Dim.of(op.kind().given(op.length())));
        if (op.kind().givesComplex()) {
            dims.add(Dim.of(2));
        }
        return new TensorType(operand.dtype(), new Shape(dims));
    }
}
