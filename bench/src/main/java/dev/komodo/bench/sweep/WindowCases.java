package dev.komodo.bench.sweep;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Convolutions and pooling: sizes of filters, strides, groups, dilations, one to three dimensions.
final class WindowCases {
    private final List<SweepCase> cases = new ArrayList<>();

    static List<SweepCase> all() {
        WindowCases windows = new WindowCases();
        windows.images();
        windows.groups();
        windows.otherRanks();
        windows.pools();
        return windows.cases;
    }

    private void images() {
        conv(sizes(1, 64, 56, 56), 256, 1, 1, 1, 1);
        conv(sizes(1, 256, 14, 14), 1024, 1, 1, 1, 1);
        conv(sizes(1, 256, 56, 56), 512, 1, 2, 1, 1);
        conv(sizes(1, 512, 7, 7), 512, 3, 1, 1, 1);
        conv(sizes(1, 3, 224, 224), 64, 7, 2, 1, 1);
        conv(sizes(1, 3, 224, 224), 32, 3, 2, 1, 1);
        conv(sizes(1, 64, 56, 56), 128, 3, 2, 1, 1);
        conv(sizes(1, 32, 112, 112), 32, 3, 1, 1, 1);
        conv(sizes(1, 256, 14, 14), 256, 3, 1, 1, 1);
        conv(sizes(1, 16, 28, 28), 32, 5, 1, 1, 1);
        conv(sizes(8, 32, 28, 28), 32, 3, 1, 1, 1);
        conv(sizes(1, 1, 28, 28), 20, 5, 1, 1, 1);
        conv(sizes(1, 64, 28, 28), 64, 3, 1, 1, 2);
    }

    private void groups() {
        conv(sizes(1, 64, 28, 28), 64, 3, 1, 4, 1);
        conv(sizes(1, 128, 28, 28), 128, 3, 1, 32, 1);
        conv(sizes(1, 64, 56, 56), 64, 3, 1, 64, 1);
        conv(sizes(1, 96, 112, 112), 96, 3, 2, 96, 1);
        conv(sizes(1, 240, 14, 14), 240, 5, 1, 240, 1);
        conv(sizes(1, 64, 28, 28), 64, 3, 1, 64, 2);
    }

    private void otherRanks() {
        conv(sizes(1, 64, 1024), 64, 3, 1, 1, 1);
        conv(sizes(1, 1, 16000), 32, 25, 4, 1, 1);
        conv(sizes(1, 256, 512), 256, 5, 1, 256, 1);
        conv(sizes(1, 16, 16, 28, 28), 16, 3, 1, 1, 1);
    }

    private static long[] sizes(long... sizes) {
        return sizes;
    }

    /// Same padding, a bias, then a ReLU.
    private void conv(
            long[] image, long channels, long kernel, long stride, long groups, long dilation) {
        int rank = image.length - 2;
        long[] filter = filled(rank + 2, kernel);
        filter[0] = channels;
        filter[1] = image[1] / groups;
        Map<String, Object> attributes = new HashMap<>();
        attributes.put("strides", filled(rank, stride));
        attributes.put("dilations", filled(rank, dilation));
        attributes.put("pads", filled(2 * rank, dilation * (kernel - 1) / 2));
        attributes.put("group", Math.toIntExact(groups));
        String name =
                "%s -> %d, filter %d%s%s%s"
                        .formatted(
                                Arrays.toString(image),
                                channels,
                                kernel,
                                stride == 1 ? "" : ", stride " + stride,
                                groups == 1 ? "" : ", groups " + groups,
                                dilation == 1 ? "" : ", dilation " + dilation);
        cases.add(
                new SweepCase(
                        "conv",
                        name,
                        new SmallModel()
                                .input("x", image)
                                .weight("w", filter)
                                .weight("bias", channels)
                                .node("c = Conv x w bias", attributes)
                                .node("y = Relu c")));
    }

    private static long[] filled(int length, long value) {
        long[] values = new long[length];
        Arrays.fill(values, value);
        return values;
    }

    private void pools() {
        pool("MaxPool", sizes(1, 64, 112, 112), 3, 2, 1);
        pool("MaxPool", sizes(1, 64, 56, 56), 2, 2, 0);
        pool("AveragePool", sizes(1, 64, 56, 56), 3, 1, 1);
        pool("AveragePool", sizes(1, 128, 28, 28), 2, 2, 0);
        for (long[] image : List.of(sizes(1, 512, 7, 7), sizes(8, 64, 56, 56))) {
            cases.add(
                    new SweepCase(
                            "pool",
                            "GlobalAveragePool " + Arrays.toString(image),
                            new SmallModel().input("x", image).node("y = GlobalAveragePool x")));
        }
    }

    private void pool(String operator, long[] image, long kernel, long stride, long pad) {
        Map<String, Object> attributes =
                Map.of(
                        "kernel_shape", filled(2, kernel),
                        "strides", filled(2, stride),
                        "pads", filled(4, pad));
        cases.add(
                new SweepCase(
                        "pool",
                        "%s %s, %d, stride %d"
                                .formatted(operator, Arrays.toString(image), kernel, stride),
                        new SmallModel()
                                .input("x", image)
                                .node("y = " + operator + " x", attributes)));
    }
}
