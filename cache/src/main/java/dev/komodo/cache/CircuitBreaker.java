package dev.komodo.cache;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// Stops asking somebody who does not answer, so that a dead server costs one timeout and not one
/// for each kernel. After a while one caller tries again. Safe between threads.
final class CircuitBreaker {
    /// This many bad answers in a row open it; one that never came does so at once.
    static final int MOST_FAULTS = 3;

    /// How long nobody is asked then.
    static final Duration PAUSE = Duration.ofMinutes(10);

    private final InstantSource clock;
    private int faults;
    private Instant closedFrom = Instant.MIN;

    CircuitBreaker(InstantSource clock) {
        this.clock = clock;
    }

    /// Whether to ask now.
    synchronized boolean allows() {
        Instant now = clock.instant();
        if (now.isBefore(closedFrom)) {
            // a clock that was set back must not make the pause longer
            closedFrom = closedFrom.isAfter(now.plus(PAUSE)) ? now.plus(PAUSE) : closedFrom;
            return false;
        }
        return true;
    }

    /// Tells of a good answer.
    synchronized void succeeded() {
        faults = 0;
    }

    /// Tells of a bad answer.
    synchronized void failed() {
        if (++faults >= MOST_FAULTS) {
            open();
        }
    }

    /// Tells of an answer that did not come.
    synchronized void open() {
        closedFrom = clock.instant().plus(PAUSE);
        faults = MOST_FAULTS - 1; // the next bad answer opens it again
    }
}
