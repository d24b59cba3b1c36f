package dev.komodo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;

final class TerminalTest {
    private static final Map<String, String> XTERM = Map.of("TERM", "xterm");

    @Test
    void coloursBelongOnTerminalsThatCanShowThem() {
        assertThat(new Terminal(XTERM, true, false).hasColours()).isTrue();
        assertThat(new Terminal(XTERM, true, false).hasErrorColours()).isFalse();
        assertThat(new Terminal(XTERM, false, true).hasColours()).isFalse();
        assertThat(new Terminal(Map.of("TERM", "dumb"), true, true).hasColours()).isFalse();
        assertThat(new Terminal(Map.of(), true, true).hasColours()).isFalse();
    }

    @Test
    void theUserDecidesAboutColours() {
        assertThat(terminal(true, "NO_COLOR", "1").hasColours()).isFalse();
        assertThat(terminal(true, "NO_COLOR", "").hasColours()).isTrue();
        assertThat(terminal(false, "CLICOLOR_FORCE", "1").hasColours()).isTrue();
        assertThat(terminal(false, "CLICOLOR_FORCE", "0").hasColours()).isFalse();
        assertThat(
                        new Terminal(Map.of("CLICOLOR_FORCE", "1", "NO_COLOR", "1"), true, true)
                                .hasColours())
                .isFalse();
    }

    @Test
    void progressBelongsOnTerminalsOnly() {
        assertThat(new Terminal(XTERM, false, true).hasProgress()).isTrue();
        assertThat(new Terminal(XTERM, true, false).hasProgress()).isFalse();
        assertThat(terminal(false, "CLICOLOR_FORCE", "1").hasProgress()).isFalse();
    }

    @Test
    void paintedTextIsPlainWhereColoursDoNotBelong() {
        assertThat(new Terminal(XTERM, true, true).paint(Terminal.Style.RED, "no"))
                .isEqualTo("\u001B[31mno\u001B[0m");
        assertThat(new Terminal(XTERM, false, true).paint(Terminal.Style.RED, "no"))
                .isEqualTo("no");
    }

    @Test
    void theLineOfProgressIsOneLineAndGoneAtTheEnd() {
        StringWriter err = new StringWriter();
        long[] nanos = {0};
        try (ProgressLine line = new ProgressLine(new PrintWriter(err), 50, () -> nanos[0])) {
            line.show("verify", 1, 4, "a");
            line.show("verify", 2, 4, "too soon");
            nanos[0] += 60_000_000;
            line.show("verify", 4, 4, "a name that is much longer than the terminal is wide");
        }
        String erase = "\r\u001B[K";
        assertThat(err.toString())
                .isEqualTo(
                        erase
                                + "verify [######..................] 1/4 a"
                                + erase
                                + "verify [########################] 4/4 a name that"
                                + erase);
    }

    @Test
    void withoutATerminalThereIsNoProgress() {
        StringWriter err = new StringWriter();
        Terminal pipe = new Terminal(XTERM, true, false);
        try (ProgressLine line = pipe.progress(new PrintWriter(err))) {
            line.show("verify", 1, 4, "a");
        }
        assertThat(err.toString()).isEmpty();
    }

    private static Terminal terminal(boolean isTerminal, String name, String value) {
        return new Terminal(Map.of("TERM", "xterm", name, value), isTerminal, isTerminal);
    }
}
