package dev.komodo.interp;

import dev.komodo.graph.Op;

import java.util.Arrays;

/// The meaning of convolution: the definition, element by element.
final class ConvolutionMeaning {
    private final Op.Convolve op;
    private final Elements input;
    private final Elements filter;
    private final int[] inputStrides;
    private final int[] filterStrides;
    private final long[] window;

    private ConvolutionMeaning(Op.Convolve op, Elements input, Elements filter) {
        this.op = op;
        this.input = input;
        this.filter = filter;
        this.inputStrides = Indexing.strides(input.sizes());
        this.filterStrides = Indexing.strides(filter.sizes());
        this.window = Arrays.copyOfRange(filter.sizes(), 1, filter.rank());
    }

    static Elements convolve(Op.Convolve op, Elements input, Elements filter, long[] sizes) {
        ConvolutionMeaning meaning = new ConvolutionMeaning(op, input, filter);
        Elements result = Elements.zeros(input.dtype(), sizes);
        int[] at = new int[sizes.length];
        for (int i = 0; i < result.count(); i++) {
            Indexing.unravel(i, sizes, at);
            meaning.element(result, i, at);
        }
        return result;
    }

    private void element(Elements result, int index, int[] at) {
        int taps = 1;
        for (long extent : window) {
            taps *= (int) extent;
        }
        int[] tap = new int[window.length];
        double real = 0;
        long integer = 0;
        for (int i = 0; i < taps; i++) {
            Indexing.unravel(i, window, tap);
            int from = source(at, tap);
            int weight = at[1] * filterStrides[0] + i;
            if (input.dtype().isFloat()) {
                real += (from < 0 ? 0 : input.real(from)) * filter.real(weight);
            } else if (from >= 0) {
                integer += input.integer(from) * filter.integer(weight);
            }
        }
        if (input.dtype().isFloat()) {
            result.setReal(index, real);
        } else {
            result.setInteger(index, integer);
        }
    }

    /// The input element that a tap of a window meets, or -1 in the padding.
    private int source(int[] at, int[] tap) {
        long outputsPerGroup = filter.sizes()[0] / op.groups();
        long group = at[1] / outputsPerGroup;
        long channel = group * window[0] + tap[0];
        long flat = (long) at[0] * inputStrides[0] + channel * inputStrides[1];
        for (int axis = 0; axis < op.strides().size(); axis++) {
            long position =
                    at[axis + 2] * op.strides().get(axis)
                            - op.padLow().get(axis)
                            + tap[axis + 1] * op.dilations().get(axis);
            if (position < 0 || position >= input.sizes()[axis + 2]) {
                return -1;
            }
            flat += position * inputStrides[axis + 2];
        }
        return (int) flat;
    }
}
