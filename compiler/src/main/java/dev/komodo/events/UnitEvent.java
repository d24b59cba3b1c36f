package dev.komodo.events;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/// The object of a part of a large program was made, or come by in the cache.
@Name("dev.komodo.Unit")
@Label("Unit of a Program")
@Category("Komodo")
@StackTrace(false)
final class UnitEvent extends Event {
    @Label("Cache Key")
    String key = "";

    @Label("Cache Outcome")
    String outcome = "";
}
