package dev.komodo.examples.posterior.report;

import dev.komodo.examples.posterior.diagnostics.Summary;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The summaries of all quantities as a table of text.
public final class SummaryTable {
    /// The heads of the columns after the first, which is the quantity's name.
    static final List<String> HEADS =
            List.of("mean", "mcse", "sd", "5%", "50%", "95%", "ess bulk", "ess tail", "r-hat");

    private SummaryTable() {}

    /// The table: a head, and a line for each quantity.
    public static String of(Map<String, Summary> summaries) {
        int nameWidth = summaries.keySet().stream().mapToInt(String::length).max().orElse(0) + 1;
        StringBuilder text = new StringBuilder();
        addLine(text, nameWidth, "", HEADS);
        summaries.forEach((name, summary) -> addLine(text, nameWidth, name, cells(summary)));
        return text.toString();
    }

    private static void addLine(StringBuilder text, int nameWidth, String name, List<String> row) {
        text.append(name).repeat(' ', nameWidth - name.length());
        for (String cell : row) {
            text.repeat(' ', Math.max(1, 11 - cell.length())).append(cell);
        }
        text.append('\n');
    }

    /// The cells after the name.
    static List<String> cells(Summary summary) {
        List<String> cells = new ArrayList<>();
        cells.add(number(summary.mean()));
        cells.add(number(summary.mcseMean()));
        cells.add(number(summary.sd()));
        cells.add(number(summary.q05()));
        cells.add(number(summary.q50()));
        cells.add(number(summary.q95()));
        cells.add(String.format(Locale.ROOT, "%.0f", summary.essBulk()));
        cells.add(String.format(Locale.ROOT, "%.0f", summary.essTail()));
        cells.add(String.format(Locale.ROOT, "%.3f", summary.rHat()));
        return cells;
    }

    /// Four digits that count.
    static String number(double value) {
        String text = String.format(Locale.ROOT, "%.4g", value);
        return text.contains("e") ? text : withoutTrailingZeros(text);
    }

    private static String withoutTrailingZeros(String text) {
        return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
    }
}
