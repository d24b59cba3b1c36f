package dev.komodo.examples.posterior.chains;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.runtime.KernelReport.CacheOutcome;

import org.junit.jupiter.api.Test;

import java.util.List;

class ChainMessageTest {
    @Test
    void messagesSurviveTheirLines() {
        List<ChainMessage> messages =
                List.of(
                        new ChainMessage.Kernel("a name of words", CacheOutcome.MISS, 12.25),
                        new ChainMessage.Centre(Double.doubleToLongBits(-47.5)),
                        new ChainMessage.Progress(17, 2, 0.125),
                        new ChainMessage.Done(1.5, 2.25, 123456789012L));
        assertThat(messages).allSatisfy(m -> assertThat(ChainMessage.of(m.line())).contains(m));
    }

    @Test
    void otherLinesAreNoMessages() {
        assertThat(List.of("", "hello", "progress", "progress x y z", "kernel WARM 1 a"))
                .allSatisfy(line -> assertThat(ChainMessage.of(line)).isEmpty());
    }
}
