package dev.komodo.jit;

import dev.komodo.emit.FrameLayout;
import dev.komodo.emit.NameSource;
import dev.komodo.loop.LoopParser;
import dev.komodo.loop.LoopProgram;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// Small programs of one input and one output, and calls of them.
final class Kernels {
    private static final MethodHandle RUN =
            Linker.nativeLinker()
                    .downcallHandle(
                            FunctionDescriptor.of(
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.ADDRESS,
                                    ValueLayout.ADDRESS,
                                    ValueLayout.ADDRESS));

    private Kernels() {}

    /// `y[0] = <expression over x[0]>`, all of them called `f`.
    static LoopProgram of(String expression) {
        return LoopParser.parse(
                """
                program @f {
                  workers w: i64
                  input x: argument f64[1]
                  output y: argument f64[1]
                  results cells: result_dims i64[0]
                  workspace 0
                  prepare {
                  }
                  run {
                    store y[0] = %s
                  }
                }
                """
                        .formatted(expression));
    }

    /// The same in a parallel loop of one iteration.
    static LoopProgram parallel(String expression) {
        return LoopParser.parse(
                """
                program @f {
                  workers w: i64
                  input x: argument f64[1]
                  output y: argument f64[1]
                  results cells: result_dims i64[0]
                  workspace 0
                  prepare {
                  }
                  run {
                    for parallel(1, worker) i = 0 to 1 {
                      store y[i] = %s
                    }
                  }
                }
                """
                        .formatted(expression));
    }

    static CompiledProgram compile(String expression, NameSource names) {
        return compile(of(expression), names);
    }

    static CompiledProgram compile(LoopProgram program, NameSource names) {
        return new CompiledProgram(
                program, ObjectCompiler.shared().compile(program, HostTarget.detect(), names));
    }

    /// Calls `run` with a number.
    static double call(MemorySegment run, double x) {
        return call(run, x, MemorySegment.NULL);
    }

    /// Calls `run` with a number and a runtime table.
    static double call(MemorySegment run, double x, MemorySegment table) {
        try (Arena arena = Arena.ofShared()) {
            MemorySegment frame = arena.allocate(FrameLayout.SIZE, 64);
            MemorySegment failure = arena.allocate(Long.BYTES, Long.BYTES);
            failure.set(ValueLayout.JAVA_LONG, 0, FrameLayout.NO_FAILURE);
            frame.set(ValueLayout.ADDRESS, FrameLayout.FAILURE, failure);
            frame.set(ValueLayout.ADDRESS, FrameLayout.RUNTIME, table);
            MemorySegment input = arena.allocateFrom(ValueLayout.JAVA_DOUBLE, x);
            MemorySegment output = arena.allocate(ValueLayout.JAVA_DOUBLE);
            int status = (int) RUN.invokeExact(run, frame, input, output);
            if (status != 0) {
                throw new AssertionError("status " + status);
            }
            return output.get(ValueLayout.JAVA_DOUBLE, 0);
        } catch (RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable failure) {
            throw new AssertionError(failure);
        }
    }
}
