package dev.komodo.events;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/// A kernel was made: compiled, or come by in a cache, and linked.
@Name("dev.komodo.Compile")
@Label("Kernel compilation")
@Category("Komodo")
@StackTrace(false)
final class CompileEvent extends Event {
    @Label("Graph")
    String graph = "";

    @Label("Cache Key")
    String key = "";

    @Label("Cache Outcome")
    String outcome = "";

    @Label("Time to Object Code")
    @Timespan(Timespan.NANOSECONDS)
    long compileTime;

    @Label("Time to Load and Link")
    @Timespan(Timespan.NANOSECONDS)
    long loadTime;

    @Label("Object Code")
    @DataAmount
    long objectSize;
}
