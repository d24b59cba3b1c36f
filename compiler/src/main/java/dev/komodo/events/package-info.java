/// Events for the JDK's flight recorder: compilations, their stages, links and calls.
///
/// - **For**: `jcmd PID JFR.start` (or `-XX:StartFlightRecording`) shows what Komodo does, beside
///   what the JVM does.
/// - **In and out**: a name and some work in; what the work gives out. The work is the same whether
///   somebody records or not.
/// - **Invariants**: nothing of `jdk.jfr` but the question whether there is a recorder is loaded
///   until one runs; where the module `jdk.jfr` is absent, there are no events.
/// - **Importers**: `jit`, `runtime`, `pipeline` and the front door; this package imports nothing.
/// - **Start at** [Recorder].
@NullMarked
package dev.komodo.events;

import org.jspecify.annotations.NullMarked;
