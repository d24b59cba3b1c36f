package dev.komodo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.graph.DType;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Tensor;
import dev.komodo.runtime.Kernel;
import dev.komodo.runtime.NDArray;

import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// What a flight recording says about kernels.
final class FlightRecorderTest {
    private static final Graph GRAPH =
            Graph.build(
                    "recorded",
                    g -> {
                        Tensor x = g.input("x", DType.F64, g.dim("n"));
                        g.output("y", x.exp().sum());
                    });

    @TempDir Path folder;

    private void compileAndCall() {
        try (Komodo komodo = Komodo.open(Options.defaults().cacheFolder(folder.resolve("cache")));
                Kernel kernel = komodo.compile(GRAPH);
                Arena arena = Arena.ofConfined()) {
            kernel.call(arena, Map.of("x", NDArray.of(arena, DType.F64, 5)));
        }
    }

    private List<RecordedEvent> record(boolean calls) throws IOException {
        Path file = folder.resolve(calls + ".jfr");
        try (Recording recording = new Recording()) {
            if (calls) {
                recording.enable("dev.komodo.Call").withThreshold(Duration.ZERO);
            }
            recording.start();
            compileAndCall();
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().startsWith("dev.komodo."))
                .toList();
    }

    private static List<RecordedEvent> named(List<RecordedEvent> events, String name) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals("dev.komodo." + name))
                .toList();
    }

    @Test
    void aRecordingHoldsCompilationsTheirStagesAndCallsIfAsked() throws IOException {
        List<RecordedEvent> first = record(true);
        RecordedEvent miss = named(first, "Compile").getFirst();
        assertThat(miss.getString("graph")).isEqualTo("recorded");
        assertThat(miss.getString("outcome")).isEqualTo("miss");
        assertThat(miss.getString("key")).hasSize(64);
        assertThat(miss.getDuration("compileTime")).isPositive();
        assertThat(miss.getLong("objectSize")).isPositive();
        assertThat(named(first, "CompileStage").stream().map(event -> event.getString("stage")))
                .contains("rewrite", "schedule", "object-code");
        assertThat(named(first, "Call")).hasSize(1);

        List<RecordedEvent> second = record(false);
        assertThat(named(second, "Compile").getFirst().getString("outcome")).isEqualTo("hit");
        assertThat(named(second, "CompileStage")).isEmpty();
        assertThat(named(second, "Call")).as("off by default").isEmpty();
    }
}
