package dev.komodo.examples.posterior.report;

import dev.komodo.examples.posterior.chains.ChainMessage;
import dev.komodo.examples.posterior.chains.ChainOutcome;
import dev.komodo.examples.posterior.chains.SamplingRun;
import dev.komodo.examples.posterior.diagnostics.Summary;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// A page about a run: what failed, what to doubt, the summaries, each chain, and a trace and a
/// density of each quantity. One file, without scripts, that needs nothing else.
public final class HtmlReport {
    private static final double MAX_R_HAT = 1.01;

    private HtmlReport() {}

    /// The page.
    ///
    /// @param name the posterior's
    public static String of(String name, SamplingRun run) {
        Map<String, Summary> summaries = run.samples().summaries();
        StringBuilder page = new StringBuilder();
        page.append("<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>")
                .append(Html.escape(name))
                .append("</title>\n<style>\n")
                .append(Html.STYLE)
                .append("</style>\n<h1>")
                .append(Html.escape(name))
                .append("</h1>\n");
        addNotes(page, run);
        addSummaries(page, summaries);
        addChains(page, run.outcomes());
        page.append("<h2>Traces and densities</h2>\n");
        run.samples().scalars().forEach((scalar, draws) -> addPlots(page, scalar, draws));
        return page.append("</html>\n").toString();
    }

    private static void addNotes(StringBuilder page, SamplingRun run) {
        page.append(
                "<p>%d chains of %d draws; %d transitions diverged.</p>\n"
                        .formatted(
                                run.samples().chains(),
                                run.samples().draws(),
                                run.samples().divergences()));
        List<String> notes = new ArrayList<>(run.failures());
        notes.addAll(run.warnings());
        if (!notes.isEmpty()) {
            page.append("<ul>\n");
            notes.forEach(note -> page.append("<li>").append(Html.escape(note)).append("</li>\n"));
            page.append("</ul>\n");
        }
    }

    private static void addSummaries(StringBuilder page, Map<String, Summary> summaries) {
        List<String> heads = new ArrayList<>(SummaryTable.HEADS);
        heads.addFirst("quantity");
        page.append("<table>\n").append(Html.row("th", "", heads));
        summaries.forEach(
                (name, summary) -> {
                    List<String> cells = new ArrayList<>(SummaryTable.cells(summary));
                    cells.addFirst(name);
                    page.append(Html.row("td", summary.rHat() > MAX_R_HAT ? "doubt" : "", cells));
                });
        page.append("</table>\n");
    }

    private static void addChains(StringBuilder page, List<ChainOutcome> outcomes) {
        page.append("<h2>Chains</h2>\n<table>\n")
                .append(
                        Html.row(
                                "th",
                                "",
                                List.of(
                                        "chain",
                                        "kernels",
                                        "warm-up",
                                        "draws",
                                        "gradients",
                                        "per gradient")));
        for (ChainOutcome outcome : outcomes) {
            List<String> cells = new ArrayList<>();
            cells.add(Integer.toString(outcome.chain()));
            cells.add(
                    outcome.kernels().stream()
                            .map(HtmlReport::describe)
                            .collect(Collectors.joining("; ")));
            cells.addAll(outcome.done().map(HtmlReport::timing).orElse(List.of("failed")));
            page.append(Html.row("td", "", cells));
        }
        page.append("</table>\n");
    }

    private static String describe(ChainMessage.Kernel kernel) {
        return String.format(
                Locale.ROOT,
                "%s: %s, %.1f ms",
                kernel.name(),
                kernel.cache().name().toLowerCase(Locale.ROOT),
                kernel.millis());
    }

    private static List<String> timing(ChainMessage.Done done) {
        double seconds = done.warmupSeconds() + done.seconds();
        return List.of(
                String.format(Locale.ROOT, "%.2f s", done.warmupSeconds()),
                String.format(Locale.ROOT, "%.2f s", done.seconds()),
                Long.toString(done.gradients()),
                String.format(Locale.ROOT, "%.2f us", 1e6 * seconds / done.gradients()));
    }

    private static void addPlots(StringBuilder page, String name, double[][] draws) {
        page.append("<section><h3>").append(Html.escape(name)).append("</h3>\n");
        page.append(Plot.trace(name, draws)).append('\n');
        page.append(Plot.density(name, draws)).append("</section>\n");
    }
}
