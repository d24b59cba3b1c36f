/// Tests of the cache: the contract of a store, the format under damage, trust, crashes, and single
/// flight.
@NullMarked
package dev.komodo.cache;

import org.jspecify.annotations.NullMarked;
