package dev.komodo.events;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/// A stage of a compilation, on the thread that asked for the kernel.
@Name("dev.komodo.CompileStage")
@Label("Compilation Stage")
@Category("Komodo")
@StackTrace(false)
final class CompileStageEvent extends Event {
    @Label("Stage")
    String stage = "";
}
