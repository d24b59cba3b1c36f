package dev.komodo.events;

import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;

import java.util.function.Function;
import java.util.function.Supplier;

/// What touches `jdk.jfr`; an event that no recording wants costs its object.
final class RecordedEvents {
    private RecordedEvents() {}

    /// Looked up when the recorder runs; asking an event itself would make one each time.
    private static final class Calls {
        private static final EventType TYPE = EventType.getEventType(CallEvent.class);

        private Calls() {}
    }

    static boolean isOn() {
        return FlightRecorder.isInitialized();
    }

    static boolean wantsCalls() {
        return Calls.TYPE.isEnabled();
    }

    static <T> T compile(String graph, Supplier<T> work, Function<T, Recorder.Made> describe) {
        CompileEvent event = new CompileEvent();
        event.begin();
        T result = work.get();
        event.end();
        if (event.shouldCommit()) {
            Recorder.Made made = describe.apply(result);
            event.graph = graph;
            event.key = made.key();
            event.outcome = made.outcome();
            event.compileTime = made.compileNanos();
            event.loadTime = made.loadNanos();
            event.objectSize = made.objectBytes();
            event.commit();
        }
        return result;
    }

    static <T> T stage(String stage, Supplier<T> work) {
        CompileStageEvent event = new CompileStageEvent();
        event.begin();
        T result = work.get();
        event.end();
        if (event.shouldCommit()) {
            event.stage = stage;
            event.commit();
        }
        return result;
    }

    static void unit(String key, String outcome) {
        UnitEvent event = new UnitEvent();
        if (event.shouldCommit()) {
            event.key = key;
            event.outcome = outcome;
            event.commit();
        }
    }

    static void call(String graph, Runnable work) {
        CallEvent event = new CallEvent();
        event.begin();
        work.run();
        event.end();
        if (event.shouldCommit()) {
            event.graph = graph;
            event.commit();
        }
    }
}
