package dev.komodo.jit;

/// Times stages that follow one another.
final class Stopwatch {
    private final CompileStages stages;
    private long begin = System.nanoTime();

    /// A watch that runs from now on.
    Stopwatch(CompileStages stages) {
        this.stages = stages;
    }

    /// A stage ended, and the next begins.
    void ended(String stage) {
        long now = System.nanoTime();
        stages.ended(stage, now - begin);
        begin = now;
    }
}
