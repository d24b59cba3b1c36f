package dev.komodo.events;

import jdk.jfr.Category;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Threshold;

/// A call of a kernel that took longer than the threshold. Off unless a recording enables it.
@Name("dev.komodo.Call")
@Label("Kernel Call")
@Category("Komodo")
@Enabled(false)
@Threshold("1 ms")
final class CallEvent extends Event {
    @Label("Graph")
    String graph = "";
}
