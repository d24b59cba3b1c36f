package dev.komodo.examples.posterior;

import dev.komodo.examples.posterior.chains.ChainListener;
import dev.komodo.examples.posterior.chains.ChainMessage;
import dev.komodo.examples.posterior.chains.ChainOutcome;
import dev.komodo.examples.posterior.chains.SamplingOptions;

import java.io.Console;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// How each chain goes: on a terminal a line per chain that is drawn again and again, elsewhere a
/// line whenever a chain has done a quarter more.
final class ProgressDisplay implements ChainListener {
    private static final int BAR = 30;

    private final PrintStream out;
    private final boolean live;
    private final int warmup;
    private final int total;
    private final List<String> lines = new ArrayList<>();
    private final int[] quarters;

    private ProgressDisplay(PrintStream out, boolean live, SamplingOptions options) {
        this.out = out;
        this.live = live;
        this.warmup = options.settings().warmup();
        this.total = warmup + options.settings().draws();
        this.quarters = new int[options.chains()];
        for (int chain = 1; chain <= options.chains(); chain++) {
            lines.add("chain " + chain + ": starting");
        }
    }

    /// A display on a stream, live if the standard output is a terminal.
    static ProgressDisplay on(PrintStream out, SamplingOptions options) {
        boolean live =
                Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
        ProgressDisplay display = new ProgressDisplay(out, live, options);
        if (live) {
            display.lines.forEach(out::println);
        }
        return display;
    }

    @Override
    public void said(int chain, ChainMessage message) {
        switch (message) {
            case ChainMessage.Kernel kernel ->
                    show(
                            chain,
                            true,
                            String.format(
                                    Locale.ROOT,
                                    "kernel %s: cache %s, %.1f ms",
                                    kernel.name(),
                                    kernel.cache().name().toLowerCase(Locale.ROOT),
                                    kernel.millis()));
            case ChainMessage.Progress progress ->
                    show(chain, isNews(chain, progress), bar(progress));
            case ChainMessage.Centre _ -> {}
            case ChainMessage.Done done ->
                    show(
                            chain,
                            true,
                            String.format(
                                    Locale.ROOT,
                                    "done in %.1f s, %.1f of them warm-up; %d gradients",
                                    done.warmupSeconds() + done.seconds(),
                                    done.warmupSeconds(),
                                    done.gradients()));
        }
    }

    @Override
    public void ended(ChainOutcome outcome) {
        outcome.failure().ifPresent(why -> show(outcome.chain(), true, "FAILED: it " + why));
    }

    private boolean isNews(int chain, ChainMessage.Progress progress) {
        int quarter = 4 * progress.iterations() / total;
        boolean isNews = quarter > quarters[chain - 1];
        quarters[chain - 1] = quarter;
        return isNews;
    }

    private String bar(ChainMessage.Progress progress) {
        int full = BAR * progress.iterations() / total;
        return String.format(
                Locale.ROOT,
                "[%s%s] %3d%% %s, step %.3g, %d diverged",
                "=".repeat(full),
                " ".repeat(BAR - full),
                100 * progress.iterations() / total,
                progress.iterations() <= warmup ? "warm-up" : "draws",
                progress.stepSize(),
                progress.divergences());
    }

    /// @param isNews whether it is worth a line of its own where lines stay
    private void show(int chain, boolean isNews, String text) {
        String line = "chain " + chain + ": " + text;
        lines.set(chain - 1, line);
        if (live) {
            int up = lines.size() - chain + 1;
            // up, to the line's beginning, erase it, and back down: ECMA-48
            out.print("\033[" + up + "A\r\033[2K" + line + "\033[" + up + "B\r");
            out.flush();
        } else if (isNews) {
            out.println(line);
        }
    }
}
