package dev.komodo.emit;

import dev.komodo.loop.LoopProgram;
import dev.komodo.loop.Stmt;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The memory in which a kernel that was compiled with timers keeps its times.
///
/// ```c
/// struct komodo_profile {
///   int (*clock)(int id, struct timespec *);   //  0 clock_gettime(2): the kernel has no symbols of its own
///   char *tracks;                              //  8 one per worker
///   int64_t track_count;                       // 16
///   int64_t track_bytes;                       // 24 from one track to the next
///   int64_t span_offset;                       // 32 where the spans of a track begin
///   int64_t span_capacity;                     // 40
/// };
/// struct track {                               // written by one worker only
///   int64_t spans;                             //  0 how many there were; as many as fit are kept
///   char unused[56];
///   struct { int64_t count, nanos; } totals[]; // 64 by slot
///   struct { int64_t slot, begin, end, unused; } span[];
/// };
/// ```
///
/// Slot 0 is the whole call; region `r` (the functions that `run` calls, in the order of
/// [#regions]) has slot `1 + 2r` for its calls and `2 + 2r` for the parts of its parallel loops.
/// Times are nanoseconds of CLOCK_MONOTONIC, as [System#nanoTime()] has them.
public final class ProfileLayout {
    /// Where the address of the clock stands.
    public static final long CLOCK = 0;

    /// Where the address of the tracks stands.
    public static final long TRACKS = 8;

    /// Where the number of tracks stands.
    public static final long TRACK_COUNT = 16;

    /// Where the distance of tracks stands.
    public static final long TRACK_BYTES = 24;

    /// Where the offset of the spans in a track stands.
    public static final long SPAN_OFFSET = 32;

    /// Where the number of spans that a track holds stands.
    public static final long SPAN_CAPACITY = 40;

    /// Bytes of the header.
    public static final long HEADER_BYTES = 64;

    /// Where a track's totals begin.
    public static final long TOTALS = 64;

    /// Bytes of a total.
    public static final long TOTAL_BYTES = 16;

    /// Bytes of a span.
    public static final long SPAN_BYTES = 32;

    private ProfileLayout() {}

    /// The slot of a region's calls.
    public static int callSlot(int region) {
        return 1 + 2 * region;
    }

    /// The slot of the parts of a region's parallel loops.
    public static int partSlot(int region) {
        return 2 + 2 * region;
    }

    /// How many slots there are.
    public static int slots(int regions) {
        return 1 + 2 * regions;
    }

    /// The names of the functions that `run` calls, in order, each once.
    public static List<String> regions(LoopProgram program) {
        Set<String> names = new LinkedHashSet<>();
        collect(program.run(), names);
        return new ArrayList<>(names);
    }

    private static void collect(Stmt.Block block, Set<String> names) {
        for (Stmt statement : block.statements()) {
            switch (statement) {
                case Stmt.Call call -> names.add(call.function());
                case Stmt.For loop -> collect(loop.body(), names);
                case Stmt.While loop -> collect(loop.body(), names);
                case Stmt.If choice -> {
                    collect(choice.then(), names);
                    collect(choice.otherwise(), names);
                }
                case Stmt.Let _,
                        Stmt.Declare _,
                        Stmt.Assign _,
                        Stmt.Store _,
                        Stmt.Break _,
                        Stmt.Prefetch _,
                        Stmt.Alloc _,
                        Stmt.Fail _,
                        Stmt.Comment _ -> {}
            }
        }
    }
}
