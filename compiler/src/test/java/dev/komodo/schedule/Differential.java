package dev.komodo.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.DimBinding;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.graph.Op;
import dev.komodo.interp.Interpreter;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.LoopArguments;
import dev.komodo.loop.LoopInterpreter;
import dev.komodo.loop.LoopOutcome;
import dev.komodo.loop.LoopPrinter;
import dev.komodo.loop.LoopProgram;
import dev.komodo.loop.LoopVerifier;
import dev.komodo.loop.Status;
import dev.komodo.loop.pass.InsertFma;
import dev.komodo.target.Target;
import dev.komodo.testing.PreparedMemory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/// Compares what a graph means with what its schedule does.
final class Differential {
    static final Target WIDE = target(512);
    static final Target NARROW = target(256);

    private Differential() {}

    private static Target target(int bits) {
        return new Target(
                "x86_64-unknown-linux-gnu",
                "x86-64-v" + (bits == 512 ? 4 : 3),
                List.of(),
                bits,
                bits == 512 ? 32 : 16,
                true,
                32 << 10,
                1 << 20,
                32 << 20);
    }

    /// What a call of a schedule gave.
    record Called(LoopOutcome outcome, List<Literal> outputs) {}

    /// Random arguments, with small numbers where indices are wanted.
    static Literal random(Random random, DType dtype, long... sizes) {
        LiteralBuilder builder = new LiteralBuilder(dtype, sizes);
        for (long i = 0; i < builder.elements(); i++) {
            switch (dtype) {
                case F16, BF16, F32, F64 -> builder.put(i, random.nextGaussian());
                case U8, U16, U32, U64 -> builder.put(i, random.nextInt(19));
                case I8, I16, I32, I64 -> builder.put(i, random.nextInt(-9, 10));
                case BOOL -> builder.put(i, random.nextInt(2));
            }
        }
        return builder.build();
    }

    /// Schedules for two machines, verifies, and compares the results with the interpreter's.
    static void check(Graph graph, Literal... arguments) {
        check(graph, target -> Scheduler.schedule(graph, target), arguments);
    }

    /// The same with schedules made otherwise.
    static void check(Graph graph, Function<Target, LoopProgram> scheduler, Literal... arguments) {
        List<Literal> expected = Interpreter.run(graph, List.of(arguments));
        List<Literal> first = List.of();
        for (Target target : List.of(WIDE, NARROW)) {
            LoopProgram scheduled = scheduler.apply(target);
            LoopVerifier.verify(scheduled);
            LoopProgram program = new InsertFma().run(scheduled);
            for (int workers : List.of(1, 3)) {
                Called called = call(graph, program, workers, List.of(arguments));
                assertThat(called.outcome().status()).isEqualTo(Status.OK);
                compare(graph, program, called.outputs(), expected);
                first = first.isEmpty() ? called.outputs() : first;
                assertThat(called.outputs())
                        .as("bits for any machine and number of workers")
                        .isEqualTo(first);
            }
        }
    }

    static Called call(Graph graph, LoopProgram program, int workers, List<Literal> arguments) {
        Map<Dim, Long> symbols =
                DimBinding.bind(graph, arguments.stream().map(Literal::sizes).toList());
        List<Long> dims = new ArrayList<>();
        program.dims().forEach(dim -> dims.add(symbols.get(Dim.symbol(dim.name()))));
        try (Arena arena = Arena.ofConfined()) {
            List<MemorySegment> inputs = arguments.stream().map(a -> copied(arena, a)).toList();
            List<MemorySegment> outputs = new ArrayList<>();
            for (int i = 0; i < program.outputs().size(); i++) {
                Buffer buffer = program.outputs().get(i);
                Dim bound = graph.type(graph.outputs().get(i).value()).shape().elements().bound();
                long elements = bound.evaluate(symbols::get);
                outputs.add(arena.allocate(Math.max(1, elements * buffer.dtype().byteSize()), 64));
            }
            MemorySegment cells = arena.allocate(8L * Math.max(1, program.resultDimNames().size()));
            LoopInterpreter interpreter = new LoopInterpreter(program);
            LoopArguments call =
                    new LoopArguments(
                            dims,
                            workers,
                            inputs,
                            outputs,
                            graph.weights().stream().map(w -> copied(arena, w)).toList(),
                            PreparedMemory.of(program, interpreter, arena),
                            cells);
            assertThat(interpreter.prepare(call, 7).status()).isEqualTo(Status.OK);
            LoopOutcome outcome = interpreter.run(call, 7);
            Map<String, Long> data = new HashMap<>();
            for (int i = 0; i < program.resultDimNames().size(); i++) {
                data.put(
                        program.resultDimNames().get(i),
                        cells.getAtIndex(ValueLayout.JAVA_LONG, i));
            }
            List<Literal> results = new ArrayList<>();
            for (int i = 0; i < outputs.size(); i++) {
                var type = graph.type(graph.outputs().get(i).value());
                long[] sizes =
                        type.shape().dims().stream()
                                .mapToLong(
                                        dim ->
                                                dim.evaluate(
                                                        atom ->
                                                                atom instanceof Dim.Data d
                                                                        ? data.get(d.name())
                                                                        : symbols.get(atom)))
                                .toArray();
                long count = 1;
                for (long size : sizes) {
                    count *= size;
                }
                MemorySegment copy =
                        MemorySegment.ofArray(
                                outputs.get(i)
                                        .asSlice(0, count * type.dtype().byteSize())
                                        .toArray(ValueLayout.JAVA_BYTE));
                results.add(Literal.of(type.dtype(), sizes, copy));
            }
            return new Called(outcome, results);
        }
    }

    private static MemorySegment copied(Arena arena, Literal literal) {
        long bytes = literal.elements() * literal.dtype().byteSize();
        MemorySegment segment = arena.allocate(Math.max(1, bytes), 64);
        if (literal.isSplat()) {
            LiteralBuilder whole = new LiteralBuilder(literal.dtype(), literal.sizes());
            for (long i = 0; i < literal.elements(); i++) {
                whole.putBits(i, literal.bits(i));
            }
            return copied(arena, whole.build());
        }
        MemorySegment.copy(literal.data(), 0, segment, 0, bytes);
        return segment;
    }

    private static void compare(
            Graph graph, LoopProgram program, List<Literal> found, List<Literal> expected) {
        for (int i = 0; i < expected.size(); i++) {
            Literal want = expected.get(i);
            Literal got = found.get(i);
            assertThat(got.sizes()).isEqualTo(want.sizes());
            for (long at = 0; at < want.elements(); at++) {
                if (!isClose(want, got, at)) {
                    throw new AssertionError(
                            "output %d of%n%s%nelement %d: expected %s, found %s%n%s"
                                    .formatted(
                                            i,
                                            graph,
                                            at,
                                            want.asDouble(at),
                                            got.asDouble(at),
                                            LoopPrinter.print(program)));
                }
            }
        }
    }

    private static boolean isClose(Literal want, Literal got, long at) {
        if (!want.dtype().isFloat()) {
            return want.bits(at) == got.bits(at);
        }
        double a = want.asDouble(at);
        double b = got.asDouble(at);
        if (Double.isNaN(a) || Double.isNaN(b) || Double.isInfinite(a) || Double.isInfinite(b)) {
            return Double.compare(a, b) == 0;
        }
        double tolerance =
                switch (want.dtype()) {
                    case F16 -> 4e-3;
                    case BF16 -> 3e-2;
                    case F32 -> 2e-5;
                    default -> 1e-11;
                };
        return Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a));
    }

    /// The inputs' arguments, random, for symbols of given sizes.
    static Literal[] arguments(Graph graph, Random random, Map<String, Long> symbols) {
        return graph.inputs().stream()
                .map(Op.Input::type)
                .map(
                        type ->
                                random(
                                        random,
                                        type.dtype(),
                                        type.shape().dims().stream()
                                                .mapToLong(
                                                        dim ->
                                                                dim.evaluate(
                                                                        atom ->
                                                                                symbols.get(
                                                                                        atom
                                                                                                .toString())))
                                                .toArray()))
                .toArray(Literal[]::new);
    }
}
