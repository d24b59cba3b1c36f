@NullMarked
package dev.komodo.bench.function;

import org.jspecify.annotations.NullMarked;
