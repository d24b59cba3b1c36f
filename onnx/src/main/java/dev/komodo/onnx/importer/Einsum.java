package dev.komodo.onnx.importer;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Einsum: products of operands summed over the labels that the result lacks, two operands at a
/// time from the left. Labels that an operand repeats take its diagonal; dots are the axes without
/// a label, aligned at the end.
final class Einsum {
    private Einsum() {}

    /// The row of the table.
    static Tensor build(NodeContext node) {
        String equation = node.text("equation", "").replace(" ", "");
        String[] sides = equation.split("->", -1);
        String[] terms = sides[0].split(",", -1);
        List<Tensor> inputs = node.inputsFrom(0);
        if (sides.length > 2 || terms.length != inputs.size()) {
            throw node.invalid("'" + equation + "' does not fit " + inputs.size() + " inputs");
        }
        List<Term> operands = new ArrayList<>();
        int dots = 0;
        for (int i = 0; i < terms.length; i++) {
            Term term = new Term(inputs.get(i), labels(node, terms[i], inputs.get(i).rank()));
            dots = Math.max(dots, (int) term.labels.stream().filter(l -> l < 0).count());
            operands.add(term.diagonal());
        }
        List<Integer> result =
                sides.length == 2 ? labels(node, sides[1], dots, true) : implicit(operands, dots);
        Term all = operands.getFirst();
        for (int i = 1; i < operands.size(); i++) {
            List<Integer> wanted = new ArrayList<>(result);
            operands.subList(i + 1, operands.size()).forEach(o -> wanted.addAll(o.labels));
            all = all.times(operands.get(i), wanted);
        }
        return all.summed(result).ordered(node, result);
    }

    private static List<Integer> labels(NodeContext node, String term, int rank) {
        int named = term.replace("...", "").length();
        int dots = term.contains("...") ? rank - named : 0;
        if (named + dots != rank || dots < 0) {
            throw node.invalid("the term '" + term + "' does not fit rank " + rank);
        }
        return labels(node, term, dots, term.contains("..."));
    }

    /// Labels are letters; the axes of the dots are -dots to -1.
    private static List<Integer> labels(
            NodeContext node, String term, int dots, boolean allowsDots) {
        List<Integer> labels = new ArrayList<>();
        for (int i = 0; i < term.length(); i++) {
            char c = term.charAt(i);
            if (allowsDots && term.startsWith("...", i)) {
                for (int dot = -dots; dot < 0; dot++) {
                    labels.add(dot);
                }
                i += 2;
            } else if (Character.isLetter(c)) {
                labels.add((int) c);
            } else {
                throw node.invalid("the term '" + term + "' has a '" + c + "'");
            }
        }
        return labels;
    }

    /// The dots, then the labels that stand once, in alphabetical order.
    private static List<Integer> implicit(List<Term> operands, int dots) {
        List<Integer> all = new ArrayList<>();
        operands.forEach(operand -> all.addAll(operand.given));
        List<Integer> result = new ArrayList<>();
        for (int dot = -dots; dot < 0; dot++) {
            result.add(dot);
        }
        all.stream()
                .filter(label -> label >= 0 && all.indexOf(label) == all.lastIndexOf(label))
                .sorted()
                .forEach(result::add);
        return result;
    }

    /// A tensor with a label per axis.
    ///
    /// @param given the labels that the equation gives it, repeated ones included
    private record Term(Tensor tensor, List<Integer> labels, List<Integer> given) {
        Term(Tensor tensor, List<Integer> labels) {
            this(tensor, labels, labels);
        }

        /// One axis per label: elements off the diagonal count nothing.
        Term diagonal() {
            Tensor kept = tensor;
            List<Integer> distinct = new ArrayList<>(labels);
            for (int axis = distinct.size() - 1; axis >= 0; axis--) {
                int first = distinct.indexOf(distinct.get(axis));
                if (first < axis) {
                    Object[] dims = kept.shape().dims().toArray();
                    Tensor row = kept.builder().iota(DType.I64, first, dims);
                    Tensor column = kept.builder().iota(DType.I64, axis, dims);
                    Tensor zero = kept.builder().constant(kept.dtype(), 0L);
                    kept = row.equalTo(column).select(kept, zero).sum(axis);
                    distinct.subList(axis, axis + 1).clear();
                }
            }
            return new Term(kept, List.copyOf(distinct), given);
        }

        /// The sum over all labels that are not wanted.
        Term summed(List<Integer> wanted) {
            int[] axes =
                    IntStream.range(0, labels.size())
                            .filter(axis -> !wanted.contains(labels.get(axis)))
                            .toArray();
            List<Integer> kept = labels.stream().filter(wanted::contains).toList();
            return new Term(axes.length == 0 ? tensor : tensor.sum(axes), kept);
        }

        /// The contraction with another operand. An extent of 1 yields to the other's.
        Term times(Term right, List<Integer> wanted) {
            List<Integer> leftWanted = new ArrayList<>(wanted);
            leftWanted.addAll(right.labels);
            List<Integer> rightWanted = new ArrayList<>(wanted);
            rightWanted.addAll(labels);
            Term one = summed(leftWanted).stretched(right);
            Term other = right.summed(rightWanted).stretched(one);
            List<Integer> shared = one.labels.stream().filter(other.labels::contains).toList();
            List<Integer> batch = shared.stream().filter(wanted::contains).toList();
            List<Integer> contracted = shared.stream().filter(l -> !wanted.contains(l)).toList();
            Tensor product =
                    one.tensor.contract(
                            other.tensor,
                            one.axes(batch),
                            other.axes(batch),
                            one.axes(contracted),
                            other.axes(contracted));
            List<Integer> result = new ArrayList<>(batch);
            one.labels.stream().filter(l -> !shared.contains(l)).forEach(result::add);
            other.labels.stream().filter(l -> !shared.contains(l)).forEach(result::add);
            return new Term(product, List.copyOf(result));
        }

        private Term stretched(Term other) {
            List<Dim> dims = new ArrayList<>(tensor.shape().dims());
            for (int axis = 0; axis < dims.size(); axis++) {
                int index = other.labels.indexOf(labels.get(axis));
                if (index >= 0 && dims.get(axis).is(1)) {
                    dims.set(axis, other.tensor.dim(index));
                }
            }
            return new Term(tensor.broadcastTo(dims.toArray()), labels);
        }

        private List<Integer> axes(List<Integer> wanted) {
            return wanted.stream().map(labels::indexOf).toList();
        }

        Tensor ordered(NodeContext node, List<Integer> wanted) {
            if (wanted.size() != labels.size() || !labels.containsAll(wanted)) {
                throw node.invalid("the result has a label that no operand has, or one twice");
            }
            int[] order = axes(wanted).stream().mapToInt(Integer::intValue).toArray();
            return order.length == 0 ? tensor : tensor.transpose(order);
        }
    }
}
