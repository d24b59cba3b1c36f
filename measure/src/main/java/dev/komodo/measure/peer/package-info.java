/// Other runtimes beside Komodo: what an adapter implements, and how it is found.
///
/// - **For**: measuring and checking against a runtime whose libraries are not on Komodo's class
///   path. An adapter is a jar that names its [PeerProvider] as a service; it is loaded, with what
///   it needs, by a class loader of its own.
/// - **In and out**: a model file and arrays in; results, and something to call, out.
/// - **Invariants**: adapters see this module and `compiler`, nobody sees an adapter.
/// - **Importers**: `cli`, `bench` and adapters.
/// - **Start at** [Peers].
@NullMarked
package dev.komodo.measure.peer;

import org.jspecify.annotations.NullMarked;
