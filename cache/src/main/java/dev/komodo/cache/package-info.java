/// Bytes by key, shared by any number of processes of one user, that can never be the wrong bytes.
///
/// **What this room is for.** A compiled kernel is expensive to make and cheap to keep. This
/// package keeps it under a [dev.komodo.cache.CacheKey], in one file per entry, so that a second
/// process does not compile again. It knows neither LLVM nor graphs: an entry is a key, some text
/// about the object, and the object's bytes.
///
/// **In and out.** In: a key built from named ingredients, and a way to compute the entry. Out: the
/// entry, and whether it was found, computed, or computed by another thread
/// ([dev.komodo.cache.Lookup]).
///
/// **Invariants.**
/// - What `get` returns is exactly what a process that knows this user's secret put under exactly
///   this key. Everything else (short, flipped, forged, untrusted, another key, another format) is
///   a miss: the file is set aside, one warning is logged, and the caller computes the entry again.
/// - A fault of the cache is never a fault of the caller: no method throws because of the state of
///   the disk.
/// - An entry becomes visible whole or not at all: temporary file, force, atomic rename, force of
///   the folder.
/// - Bytes from disk are hostile. They are read once, never mapped; every length is checked before
///   anything is allocated.
/// - Nothing in an entry depends on the time; an entry's age is its file's.
///
/// ```
/// <folder>/                    0700, from CacheLocation
///   secret                     0600, 32 bytes from the operating system; authenticates entries
///   lock                       never read, unlinked or closed: byte-range locks for single flight
///   usage                      about how many bytes there are; a hint
///   hits                       counts for people
///   objects/v1/ab/<key>.kobj   one entry
///   objects/v1/ab/<key>.bad    an entry set aside after a fault
///   objects/v1/ab/<random>.tmp an entry being written; swept when older than an hour
///   notes/                     answers of [Notes], in the same form as entries
///   native/                    belongs to the `native` module; never touched here
/// ```
///
/// **Who may import it.** Anyone. It imports `java.base` only, and `java.net.http` in
/// [HttpStorage], which is loaded when a remote store is asked.
///
/// **Where to start.** [dev.komodo.cache.ObjectStore], then [dev.komodo.cache.DiskStore].
@NullMarked
package dev.komodo.cache;

import org.jspecify.annotations.NullMarked;
