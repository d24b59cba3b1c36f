package dev.komodo.schedule;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.load;
import static dev.komodo.loop.Expressions.number;
import static dev.komodo.loop.Expressions.subtract;

import dev.komodo.fourier.FourierPlan;
import dev.komodo.fourier.RootFunction;
import dev.komodo.fourier.Roots;
import dev.komodo.graph.DType;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.LoopType;

import java.util.Optional;

/// The tables that Fourier transforms read, in memory that `prepare` fills once for all calls.
///
/// @param dtype f32 or f64
record FourierTables(ProgramWriter program, DType dtype) {
    private record Key(DType dtype, RootFunction.Table table) {}

    private record ChirpKey(DType dtype, FourierPlan plan, boolean isAlong) {}

    /// A table of roots.
    Storage roots(RootFunction.Table table) {
        RootFunction function = new RootFunction(dtype);
        Storage source =
                program.table(
                        Roots.of(table.order()), "roots", () -> Roots.of(table.order()).table());
        return program.prepared(
                new Key(dtype, table),
                "roots",
                dtype,
                table.size(),
                (kernel, storage) -> {
                    program.define(function.name(), function::function);
                    kernel.block()
                            .add(
                                    function.call(
                                            table, kernel.buffer(storage), kernel.buffer(source)));
                });
    }

    /// The transform of the conjugate chirp, around 0, over its length: `[2, m]` along, else `[m,
    /// 2]`. Behind it lies the memory in which it was computed.
    ///
    /// @param plan of a length that has another one
    Storage chirped(FourierPlan plan, boolean isAlong) {
        long padded = plan.staged();
        RootFunction.Table chirp =
                RootFunction.Table.chirp(plan.length(), plan.length(), true, true);
        Storage conjugate = roots(chirp);
        return program.prepared(
                new ChirpKey(dtype, plan, isAlong),
                "chirp",
                dtype,
                6 * padded,
                (kernel, storage) -> {
                    Buffer buffer = kernel.buffer(storage);
                    around(kernel, kernel.buffer(conjugate), plan, buffer, 2 * padded);
                    FourierLine signal =
                            FourierLine.split(storage, index(2 * padded), index(padded), 1);
                    FourierLine spare =
                            FourierLine.split(storage, index(4 * padded), index(padded), 1);
                    FourierLine spectrum =
                            isAlong
                                    ? FourierLine.split(storage, index(0), index(padded), 1)
                                    : FourierLine.pairs(storage, padded);
                    FourierSteps steps = new FourierSteps(program, kernel, dtype, 1, signal, spare);
                    steps.stages(
                            new FourierPlan(padded, plan.radices(), Optional.empty()),
                            signal,
                            Optional.of(spectrum),
                            1.0 / padded);
                });
    }

    /// `to[first + j] = to[first + m - j] = table[j]`, zeros between.
    private void around(
            KernelWriter kernel, Buffer table, FourierPlan plan, Buffer to, long first) {
        long length = plan.length();
        long padded = plan.staged();
        for (int part = 0; part < 2; part++) {
            long source = part * length;
            long target = first + part * padded;
            kernel.loop(
                    "j",
                    index(length),
                    index(padded - length + 1),
                    j ->
                            kernel.block()
                                    .store(
                                            to,
                                            add(index(target), j),
                                            number(LoopType.scalar(dtype), 0)));
            kernel.loop(
                    "j",
                    index(0),
                    index(length),
                    j -> {
                        var value = kernel.snapshot("chirp", load(table, add(j, index(source))));
                        kernel.block().store(to, add(index(target), j), value);
                    });
            kernel.loop(
                    "j",
                    index(1),
                    index(length),
                    j -> {
                        var value = kernel.snapshot("chirp", load(table, add(j, index(source))));
                        kernel.block().store(to, subtract(index(target + padded), j), value);
                    });
        }
    }
}
