package dev.komodo.examples.posterior.report;

import java.util.List;

/// Pieces of a page.
final class Html {
    /// Chains beyond these share them.
    static final int COLOURS = 8;

    /// The look of a page, in light and in darkness. Colours that the colour-blind tell apart: M.
    /// Okabe, K. Ito, "Color Universal Design" (2008).
    static final String STYLE =
            """
            :root { color-scheme: light dark; }
            body { font: 15px/1.5 system-ui, sans-serif; max-width: 1000px; margin: 2em auto; padding: 0 1em; }
            table { border-collapse: collapse; font-variant-numeric: tabular-nums; margin: 1em 0; }
            th, td { padding: .15em .7em; text-align: right; border-bottom: 1px solid #8884; }
            th:first-child, td:first-child { text-align: left; }
            tr.doubt td { background: #e69f0033; }
            section { display: flex; gap: 1em; align-items: center; flex-wrap: wrap; }
            section h3 { flex-basis: 100%; margin: .6em 0 0; font-size: 1em; }
            svg { flex: 1 1 440px; background: #8881; border-radius: 4px; }
            svg text { font-size: 10px; fill: currentColor; }
            path { fill: none; stroke-width: .8; opacity: .75; }
            .c0 { stroke: #0072b2; } .c1 { stroke: #d55e00; } .c2 { stroke: #009e73; } .c3 { stroke: #cc79a7; }
            .c4 { stroke: #56b4e9; } .c5 { stroke: #e69f00; } .c6 { stroke: #999933; } .c7 { stroke: #888888; }
            """;

    private Html() {}

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /// A row of a table.
    ///
    /// @param tag `th` or `td`
    static String row(String tag, String kind, List<String> cells) {
        StringBuilder row =
                new StringBuilder(kind.isEmpty() ? "<tr>" : "<tr class=\"" + kind + "\">");
        for (String cell : cells) {
            row.append('<').append(tag).append('>').append(escape(cell));
            row.append("</").append(tag).append('>');
        }
        return row.append("</tr>\n").toString();
    }
}
