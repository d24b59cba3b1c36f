package dev.komodo.autodiff;

import dev.komodo.error.InvalidGraphException;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Tensor;

import java.util.List;

/// What derivatives ask of their arguments.
final class Requirements {
    private Requirements() {}

    static void scalar(String name, Tensor scalar) {
        if (scalar.rank() != 0 || !scalar.dtype().isFloat()) {
            throw new InvalidGraphException(
                    name
                            + " derives a float scalar, found "
                            + scalar
                            + "; sum it, or use vjp or jacobian");
        }
    }

    /// At least one tensor, all floats of one graph.
    static void floats(String name, List<Tensor> tensors) {
        if (tensors.isEmpty()) {
            throw new InvalidGraphException(name + " takes one tensor or more, found none");
        }
        GraphBuilder builder = tensors.getFirst().builder();
        for (Tensor tensor : tensors) {
            if (!tensor.dtype().isFloat()) {
                throw new InvalidGraphException(
                        name
                                + ": only floats have derivatives, found "
                                + tensor
                                + "; cast it to a float before it is used");
            }
            if (tensor.builder() != builder) {
                throw new InvalidGraphException(
                        name
                                + ": the tensors belong to different graphs, found "
                                + tensor
                                + " beside "
                                + tensors.getFirst()
                                + "; derive within the loop's body or outside it");
            }
        }
    }

    /// Tensors and as many others, each of the type of its partner.
    static void paired(String name, String role, List<Tensor> tensors, List<Tensor> others) {
        floats(name, tensors);
        if (tensors.size() != others.size()) {
            throw new InvalidGraphException(
                    name
                            + " takes a "
                            + role
                            + " for each of its "
                            + tensors.size()
                            + " tensors, found "
                            + others.size());
        }
        for (int i = 0; i < tensors.size(); i++) {
            if (!tensors.get(i).type().equals(others.get(i).type())) {
                throw new InvalidGraphException(
                        name
                                + ": the "
                                + role
                                + " of "
                                + tensors.get(i)
                                + " has its type, found "
                                + others.get(i));
            }
        }
    }

    /// Outputs and inputs of one graph.
    static void together(String name, List<Tensor> outputs, List<Tensor> inputs) {
        GraphBuilder builder = inputs.getFirst().builder();
        if (outputs.getFirst().builder() != builder) {
            throw new InvalidGraphException(
                    name
                            + ": "
                            + outputs.getFirst()
                            + " and "
                            + inputs.getFirst()
                            + " belong to different graphs; derive within the loop's body or"
                            + " outside it, by a tensor of the same");
        }
    }
}
