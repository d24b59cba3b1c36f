package dev.komodo.cli;

import dev.komodo.measure.Json;
import dev.komodo.runtime.CallProfile;
import dev.komodo.runtime.CallProfile.Span;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// A file in the trace event format of Chrome, which ui.perfetto.dev and chrome://tracing show: the
/// stages of the compilation, then each call with its fused loops and the threads' parts of them.
///
/// source: "Trace Event Format", complete events (`"ph": "X"`), times in microseconds.
final class TraceFile {
    private static final int PROCESS = 1;
    private static final int COMPILE_TRACK = 0;
    private static final int FIRST_WORKER_TRACK = 1;

    private final List<Stage> stages = new ArrayList<>();

    private record Stage(String name, long beginNanos, long nanos) {}

    /// Notes a stage that has just ended.
    synchronized void ended(String stage, long nanos) {
        stages.add(new Stage(stage, System.nanoTime() - nanos, nanos));
    }

    /// Writes the file.
    ///
    /// @throws IOException if it cannot be written
    synchronized void write(Path file, List<CallProfile> calls) throws IOException {
        long origin = origin(calls);
        Map<Integer, String> tracks = new TreeMap<>();
        try (Writer out = Files.newBufferedWriter(file)) {
            out.write("{\"displayTimeUnit\": \"ns\", \"traceEvents\": [\n");
            for (Stage stage : stages) {
                tracks.put(COMPILE_TRACK, "compile");
                event(out, stage.name(), "compile", COMPILE_TRACK)
                        .times(stage.beginNanos() - origin, stage.nanos());
            }
            for (CallProfile call : calls) {
                Map<String, CallProfile.Loop> loops = new LinkedHashMap<>();
                call.loops().forEach(loop -> loops.put(loop.name(), loop));
                for (Span span : call.spans()) {
                    int track = FIRST_WORKER_TRACK + span.thread();
                    tracks.put(track, span.thread() == 0 ? "caller" : "komodo-" + span.thread());
                    Event event = event(out, span.name(), kind(span), track);
                    CallProfile.Loop loop = loops.get(span.name());
                    if (loop != null && span.kind() == Span.Kind.LOOP) {
                        event.arguments(loop);
                    }
                    event.times(span.beginNanos() - origin, span.endNanos() - span.beginNanos());
                }
            }
            names(out, tracks);
            out.write("]}\n");
        }
    }

    private long origin(List<CallProfile> calls) {
        long first = stages.stream().mapToLong(Stage::beginNanos).min().orElse(Long.MAX_VALUE);
        for (CallProfile call : calls) {
            for (Span span : call.spans()) {
                first = Math.min(first, span.beginNanos());
            }
        }
        return first;
    }

    private static String kind(Span span) {
        return span.kind().name().toLowerCase(Locale.ROOT);
    }

    private static Event event(Writer out, String name, String category, int track) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", name);
        fields.put("cat", category);
        fields.put("ph", "X");
        fields.put("pid", PROCESS);
        fields.put("tid", track);
        return new Event(out, fields);
    }

    /// One line of the file.
    private record Event(Writer out, Map<String, Object> fields) {
        void arguments(CallProfile.Loop loop) {
            Map<String, Object> arguments = new LinkedHashMap<>();
            arguments.put("operations", loop.operations());
            arguments.put("result", loop.result());
            arguments.put("bytes", loop.bytes());
            arguments.put("arithmetic", loop.arithmetic());
            fields.put("args", arguments);
        }

        void times(long beginNanos, long nanos) throws IOException {
            fields.put("ts", beginNanos / 1e3);
            fields.put("dur", nanos / 1e3);
            out.write(Json.write(fields));
            out.write(",\n");
        }
    }

    private static void names(Writer out, Map<Integer, String> tracks) throws IOException {
        Map<String, Object> process = new LinkedHashMap<>();
        process.put("name", "process_name");
        process.put("ph", "M");
        process.put("pid", PROCESS);
        process.put("args", Map.of("name", "komodo"));
        out.write(Json.write(process));
        for (Map.Entry<Integer, String> track : tracks.entrySet()) {
            Map<String, Object> thread = new LinkedHashMap<>();
            thread.put("name", "thread_name");
            thread.put("ph", "M");
            thread.put("pid", PROCESS);
            thread.put("tid", track.getKey());
            thread.put("args", Map.of("name", track.getValue()));
            out.write(",\n");
            out.write(Json.write(thread));
        }
        out.write("\n");
    }
}
