package dev.komodo.testing;

import dev.komodo.graph.DType;
import dev.komodo.graph.Literal;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.LoopArguments;
import dev.komodo.loop.LoopProgram;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Compares what two calls of a loop program wrote.
public final class LoopCalls {
    private LoopCalls() {}

    /// Where two calls' outputs, prepared buffers and result dims differ first: in any bit, but for
    /// the payloads and signs of NaNs. Nothing if they agree.
    public static Optional<String> firstDifference(
            LoopProgram program, LoopArguments one, LoopArguments other) {
        List<Buffer> buffers = new ArrayList<>(program.outputs());
        buffers.addAll(program.prepared());
        buffers.add(program.resultDims());
        List<MemorySegment> left = written(one);
        List<MemorySegment> right = written(other);
        for (int b = 0; b < buffers.size(); b++) {
            Optional<String> found = firstDifference(buffers.get(b), left.get(b), right.get(b));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static List<MemorySegment> written(LoopArguments arguments) {
        List<MemorySegment> all = new ArrayList<>(arguments.outputs());
        all.addAll(arguments.prepared());
        all.add(arguments.resultDims());
        return all;
    }

    private static Optional<String> firstDifference(
            Buffer buffer, MemorySegment one, MemorySegment other) {
        DType dtype = buffer.dtype();
        Literal left = literal(dtype, one);
        Literal right = literal(dtype, other);
        for (long i = 0; i < left.elements(); i++) {
            boolean isNan = Double.isNaN(left.asDouble(i)) && Double.isNaN(right.asDouble(i));
            if (left.bits(i) != right.bits(i) && !(dtype.isFloat() && isNan)) {
                return Optional.of(
                        "%s[%d]: %s (%x) and %s (%x)"
                                .formatted(
                                        buffer.name(),
                                        i,
                                        left.asDouble(i),
                                        left.bits(i),
                                        right.asDouble(i),
                                        right.bits(i)));
            }
        }
        return Optional.empty();
    }

    private static Literal literal(DType dtype, MemorySegment segment) {
        long elements = segment.byteSize() / dtype.byteSize();
        return Literal.of(
                dtype, new long[] {elements}, segment.asSlice(0, elements * dtype.byteSize()));
    }
}
