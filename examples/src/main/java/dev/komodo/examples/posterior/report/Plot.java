package dev.komodo.examples.posterior.report;

import java.util.Locale;

/// An SVG picture of curves, one per chain, over a common scale.
final class Plot {
    private static final int WIDTH = 460;
    private static final int HEIGHT = 130;
    private static final int LEFT = 52;
    private static final int BOTTOM = 18;
    private static final int TOP = 4;

    private final StringBuilder svg = new StringBuilder();
    private final double low;
    private final double high;

    private Plot(String title, double low, double high) {
        this.low = low;
        this.high = high > low ? high : low + 1;
        svg.append("<svg viewBox=\"0 0 %d %d\" role=\"img\"><title>".formatted(WIDTH, HEIGHT))
                .append(Html.escape(title))
                .append("</title>");
    }

    /// Each chain's draws in their order.
    static String trace(String name, double[][] chains) {
        Plot plot = new Plot("Trace of " + name, least(chains), greatest(chains));
        for (int i = 0; i < chains.length; i++) {
            plot.curve(i, chains[i]);
        }
        plot.valuesUpwards();
        plot.label(LEFT, HEIGHT - 4, "start", "1");
        plot.label(WIDTH - 2, HEIGHT - 4, "end", Integer.toString(chains[0].length));
        return plot.done();
    }

    /// Each chain's density.
    static String density(String name, double[][] chains) {
        double from = least(chains);
        double to = greatest(chains);
        double[][] densities = new double[chains.length][];
        for (int i = 0; i < chains.length; i++) {
            densities[i] = DensityEstimate.of(chains[i], from, to, (WIDTH - LEFT) / 2);
        }
        Plot plot = new Plot("Density of " + name, 0, greatest(densities));
        for (int i = 0; i < densities.length; i++) {
            plot.curve(i, densities[i]);
        }
        plot.label(LEFT, HEIGHT - 4, "start", SummaryTable.number(from));
        plot.label(WIDTH - 2, HEIGHT - 4, "end", SummaryTable.number(to));
        return plot.done();
    }

    /// Steps in tenths of a pixel, relative to each other: half as long as coordinates.
    private void curve(int chain, double[] values) {
        svg.append("<path class=\"c%d\" d=\"".formatted(chain % Html.COLOURS));
        long lastX = 0;
        long lastY = 0;
        for (int i = 0; i < values.length; i++) {
            double along = values.length == 1 ? 0 : (double) i / (values.length - 1);
            long x = Math.round(10 * (LEFT + along * (WIDTH - LEFT - 2)));
            double up = (values[i] - low) / (high - low);
            long y = Math.round(10 * (TOP + (1 - up) * (HEIGHT - BOTTOM - TOP)));
            svg.append(i == 0 ? "M" : i == 1 ? "l" : " ");
            svg.append(tenths(x - lastX)).append(' ').append(tenths(y - lastY));
            lastX = x;
            lastY = y;
        }
        svg.append("\"/>");
    }

    private static String tenths(long value) {
        return value % 10 == 0
                ? Long.toString(value / 10)
                : String.format(Locale.ROOT, "%.1f", value / 10.0);
    }

    private void valuesUpwards() {
        label(LEFT - 4, TOP + 10, "end", SummaryTable.number(high));
        label(LEFT - 4, HEIGHT - BOTTOM, "end", SummaryTable.number(low));
    }

    private void label(int x, int y, String anchor, String text) {
        svg.append("<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">".formatted(x, y, anchor))
                .append(Html.escape(text))
                .append("</text>");
    }

    private String done() {
        return svg.append("</svg>").toString();
    }

    private static double least(double[][] rows) {
        double least = Double.POSITIVE_INFINITY;
        for (double[] row : rows) {
            for (double value : row) {
                least = Math.min(least, value);
            }
        }
        return least;
    }

    private static double greatest(double[][] rows) {
        double greatest = Double.NEGATIVE_INFINITY;
        for (double[] row : rows) {
            for (double value : row) {
                greatest = Math.max(greatest, value);
            }
        }
        return greatest;
    }
}
