package dev.komodo.emit;

import dev.komodo.llvm.BinaryOp;
import dev.komodo.llvm.CastOp;
import dev.komodo.llvm.IntPredicate;
import dev.komodo.llvm.IrBuilder;
import dev.komodo.llvm.Linkage;
import dev.komodo.llvm.LlvmAttribute;
import dev.komodo.llvm.LlvmBlock;
import dev.komodo.llvm.LlvmFunction;
import dev.komodo.llvm.LlvmType;
import dev.komodo.llvm.LlvmTypes;
import dev.komodo.llvm.LlvmValue;
import dev.komodo.loop.LoopProgram;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads of the clock around the functions that `run` calls and around the parts of their parallel
/// loops, in programs that are compiled for profiles. No arithmetic changes, so neither do results.
///
/// The kernel calls the clock through the profile's header, so that its object needs no symbol; a
/// frame without a profile costs a test.
final class Timers {
    private static final long CLOCK_MONOTONIC = 1;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final Map<String, Integer> regions = new HashMap<>();

    /// @param regions the functions that are timed; none: no code is written
    Timers(List<String> regions) {
        regions.forEach(name -> this.regions.put(name, this.regions.size()));
    }

    /// The timers of a program, which do nothing unless it is compiled for profiles.
    static Timers of(LoopProgram program, boolean timed) {
        return new Timers(timed ? ProfileLayout.regions(program) : List.of());
    }

    /// Those of a unit of a program that is compiled for profiles: the regions are the program's,
    /// the names of functions the unit's.
    static Timers of(LoopProgram program, Unit unit) {
        return new Timers(ProfileLayout.regions(program).stream().map(unit::nameWithin).toList());
    }

    /// The region of a function, or -1.
    int region(String function) {
        return regions.getOrDefault(function, -1);
    }

    /// Times a whole call.
    void call(FunctionScope scope, Runnable body) {
        timed(scope, regions.isEmpty() ? null : 0, scope.types().index(0), body);
    }

    /// Times the call of a function.
    void region(FunctionScope scope, String function, Runnable body) {
        int region = region(function);
        Integer slot = region < 0 ? null : ProfileLayout.callSlot(region);
        timed(scope, slot, scope.types().index(0), body);
    }

    /// Times a part of a parallel loop in the function of the scope.
    void part(FunctionScope scope, LlvmValue worker, Runnable body) {
        int region = scope.region();
        timed(scope, region < 0 ? null : ProfileLayout.partSlot(region), worker, body);
    }

    private static void timed(
            FunctionScope scope, @Nullable Integer slot, LlvmValue worker, Runnable body) {
        if (slot == null) {
            body.run();
            return;
        }
        IrBuilder builder = scope.builder();
        LlvmValue profile = scope.framePointer(FrameLayout.PROFILE);
        LlvmFunction now = scope.module().shared("timer.now", Timers::defineNow);
        LlvmFunction note = scope.module().shared("timer.note", Timers::defineNote);
        LlvmValue begin = builder.call(now, profile);
        body.run();
        builder.call(note, profile, scope.types().index(slot), worker, begin);
    }

    /// `i64 now(profile)`: nanoseconds; 0 without a profile.
    private static LlvmFunction defineNow(ModuleScope module) {
        Types types = module.types();
        LlvmTypes all = module.module().context().types();
        LlvmFunction function =
                module.define(
                        "timer.now", all.function(types.i64(), types.pointer()), Linkage.INTERNAL);
        function.with(LlvmAttribute.NOINLINE);
        IrBuilder builder = module.module().builder();
        LlvmBlock entry = function.addBlock("entry");
        LlvmBlock read = function.addBlock("read");
        LlvmBlock none = function.addBlock("none");
        builder.at(entry);
        LlvmType timespec = all.array(types.i64(), 2);
        LlvmValue time = builder.alloca(timespec, Long.BYTES);
        branchOnNull(module, builder, function.parameter(0), none, read);
        builder.at(none);
        builder.ret(types.index(0));
        builder.at(read);
        LlvmValue clock = word(module, builder, function.parameter(0), ProfileLayout.CLOCK, true);
        LlvmType signature = all.function(types.i32(), types.i32(), types.pointer());
        LlvmValue id = module.constants().integer(types.i32(), CLOCK_MONOTONIC);
        builder.callPointer(clock, signature, List.of(id, time));
        LlvmValue seconds = word(module, builder, time, 0, false);
        LlvmValue nanos = word(module, builder, time, Long.BYTES, false);
        builder.ret(builder.add(builder.mul(seconds, types.index(NANOS_PER_SECOND)), nanos));
        return function;
    }

    /// `void note(profile, slot, worker, begin)`: the time from `begin` to now goes to the slot's
    /// total and, while there is room, into the worker's spans.
    private static LlvmFunction defineNote(ModuleScope module) {
        Types types = module.types();
        LlvmTypes all = module.module().context().types();
        LlvmType signature =
                all.function(
                        all.voidType(), types.pointer(), types.i64(), types.i64(), types.i64());
        LlvmFunction function = module.define("timer.note", signature, Linkage.INTERNAL);
        function.with(LlvmAttribute.NOINLINE);
        new Note(module, function).write();
        return function;
    }

    private static LlvmValue word(
            ModuleScope module, IrBuilder builder, LlvmValue base, long offset, boolean isPointer) {
        Types types = module.types();
        LlvmValue address = builder.byteAddress(base, types.index(offset));
        return builder.load(isPointer ? types.pointer() : types.i64(), address, Long.BYTES);
    }

    private static void branchOnNull(
            ModuleScope module,
            IrBuilder builder,
            LlvmValue pointer,
            LlvmBlock isNull,
            LlvmBlock isNot) {
        LlvmValue bits = builder.cast(CastOp.PTRTOINT, pointer, module.types().i64());
        LlvmValue none = builder.icmp(IntPredicate.EQ, bits, module.types().index(0));
        builder.condBr(none, isNull, isNot);
    }

    /// The body of `note`.
    private static final class Note {
        private final ModuleScope module;
        private final LlvmFunction function;
        private final IrBuilder builder;
        private final Types types;
        private final LlvmBlock done;

        Note(ModuleScope module, LlvmFunction function) {
            this.module = module;
            this.function = function;
            this.builder = module.module().builder();
            this.types = module.types();
            LlvmBlock entry = function.addBlock("entry");
            this.done = function.addBlock("done");
            builder.at(entry);
        }

        void write() {
            LlvmValue profile = function.parameter(0);
            LlvmValue slot = function.parameter(1);
            LlvmValue worker = function.parameter(2);
            LlvmValue begin = function.parameter(3);
            LlvmBlock known = function.addBlock("known");
            branchOnNull(module, builder, profile, done, known);
            builder.at(known);
            LlvmValue end =
                    builder.call(module.shared("timer.now", Timers::defineNow), List.of(profile));
            LlvmValue tracks = word(module, builder, profile, ProfileLayout.TRACK_COUNT, false);
            proceedIf(builder.icmp(IntPredicate.ULT, worker, tracks), "own");
            LlvmValue stride = word(module, builder, profile, ProfileLayout.TRACK_BYTES, false);
            LlvmValue track =
                    builder.byteAddress(
                            word(module, builder, profile, ProfileLayout.TRACKS, true),
                            builder.mul(worker, stride));
            total(track, slot, builder.sub(end, begin));
            LlvmValue count = word(module, builder, track, 0, false);
            builder.store(builder.add(count, types.index(1)), track, Long.BYTES);
            LlvmValue room = word(module, builder, profile, ProfileLayout.SPAN_CAPACITY, false);
            proceedIf(builder.icmp(IntPredicate.ULT, count, room), "room");
            LlvmValue first = word(module, builder, profile, ProfileLayout.SPAN_OFFSET, false);
            LlvmValue offset =
                    builder.add(first, builder.mul(count, types.index(ProfileLayout.SPAN_BYTES)));
            LlvmValue span = builder.byteAddress(track, offset);
            store(slot, span, 0);
            store(begin, span, Long.BYTES);
            store(end, span, 2L * Long.BYTES);
            builder.br(done);
            builder.at(done);
            builder.ret();
        }

        private void total(LlvmValue track, LlvmValue slot, LlvmValue nanos) {
            LlvmValue offset =
                    builder.add(
                            types.index(ProfileLayout.TOTALS),
                            builder.mul(slot, types.index(ProfileLayout.TOTAL_BYTES)));
            LlvmValue total = builder.byteAddress(track, offset);
            add(total, 0, types.index(1));
            add(total, Long.BYTES, nanos);
        }

        private void add(LlvmValue base, long offset, LlvmValue more) {
            LlvmValue before = word(module, builder, base, offset, false);
            store(builder.binary(BinaryOp.ADD, before, more), base, offset);
        }

        private void store(LlvmValue value, LlvmValue base, long offset) {
            builder.store(value, builder.byteAddress(base, types.index(offset)), Long.BYTES);
        }

        private void proceedIf(LlvmValue condition, String label) {
            LlvmBlock next = function.addBlock(label);
            builder.condBr(condition, next, done);
            builder.at(next);
        }
    }
}
