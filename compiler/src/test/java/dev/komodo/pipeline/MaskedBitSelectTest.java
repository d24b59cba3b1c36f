package dev.komodo.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.Komodo;
import dev.komodo.Options;
import dev.komodo.graph.DType;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.graph.Op;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.UnaryOp;
import dev.komodo.interp.Interpreter;
import dev.komodo.jit.FixedNames;
import dev.komodo.jit.Targets;
import dev.komodo.runtime.Kernel;
import dev.komodo.runtime.NDArray;
import dev.komodo.testing.LiteralComparison;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.Map;

/// LLVM's wrong truth table for a bit select with a mask and an operand in memory (issue 157929 of
/// the LLVM project) is never reached.
final class MaskedBitSelectTest {
    /// `x < 0 ? (x & m) | (y & ~m) : x` and its mirror images.
    private static Graph bitSelects(DType dtype, long mask) {
        return Graph.build(
                "bit_selects",
                g -> {
                    Tensor x = g.input("x", dtype, 16);
                    Tensor y = g.input("y", dtype, 16);
                    Tensor of = g.constant(dtype, mask);
                    Tensor first = x.and(of).or(y.and(of.not()));
                    Tensor second = y.and(of).or(x.and(of.not()));
                    g.output("a", x.less(0).select(first, x));
                    g.output("b", x.less(0).select(x, first));
                    g.output("c", x.less(0).select(second, x));
                    g.output("d", x.less(0).select(first, y));
                    g.output("e", x.less(0).select(x.and(of).add(y.and(of.not())), x));
                });
    }

    @ParameterizedTest
    @EnumSource(names = {"I32", "I64", "I16"})
    void bitSelectsBetweenSelectsAreRight(DType dtype) {
        Graph graph = bitSelects(dtype, 0x0F0F);
        LiteralBuilder x = new LiteralBuilder(dtype, 16);
        LiteralBuilder y = new LiteralBuilder(dtype, 16);
        for (int i = 0; i < 16; i++) {
            x.putBits(i, 1237L * i * (i % 2 == 0 ? 1 : -1));
            y.putBits(i, 31_001L - 977L * i);
        }
        assertAgreement(graph, List.of(x.build(), y.build()));
    }

    /// Three elements are one vector with a mask, outside any loop that constants could leave.
    @ParameterizedTest
    @EnumSource(names = {"BF16", "F16", "F32", "F64"})
    void functionsWithASignAreRightInPiecesOfOneVector(DType dtype) {
        for (UnaryOp function : UnaryOp.values()) {
            if (function.accepts(dtype)) {
                assertAgreement(
                        applied(function, dtype, 3),
                        List.of(LiteralBuilder.of(dtype, new long[] {3}, 0.75, -0.5, 0.25)));
            }
        }
    }

    private static Graph applied(UnaryOp function, DType dtype, int size) {
        return Graph.build(
                "applied",
                g -> {
                    Tensor x = g.input("x", dtype, size);
                    Tensor y = g.apply(new Op.Unary(function, x.value())).getFirst();
                    g.output("y", y);
                });
    }

    private static void assertAgreement(Graph graph, List<Literal> arguments) {
        List<Literal> expected = Interpreter.run(graph, arguments);
        try (Komodo komodo = Komodo.open(Options.defaults().threads(1).withoutCache());
                Kernel kernel = komodo.compile(graph);
                Arena arena = Arena.ofShared()) {
            Map<String, NDArray> arrays =
                    arguments.size() == 1
                            ? Map.of("x", NDArray.copyOf(arena, arguments.getFirst()))
                            : Map.of(
                                    "x", NDArray.copyOf(arena, arguments.getFirst()),
                                    "y", NDArray.copyOf(arena, arguments.getLast()));
            List<NDArray> found = List.copyOf(kernel.call(arena, arrays).values());
            for (int i = 0; i < expected.size(); i++) {
                Literal result = found.get(i).toLiteral();
                assertThat(LiteralComparison.difference(expected.get(i), result, 1e-3))
                        .as(() -> graph.toString())
                        .isEmpty();
            }
        }
    }

    /// Also for processors that this machine is not.
    @ParameterizedTest
    @ValueSource(strings = {"skylake-avx512", "sapphirerapids"})
    void noObjectHasAMaskedBitSelectWithAnOperandInMemory(String name) {
        Pipeline pipeline = new Pipeline(Targets.named(name), PassListener.NONE);
        try (Komodo komodo = Komodo.open(Options.defaults().target(name).withoutCache())) {
            for (UnaryOp function : UnaryOp.values()) {
                for (DType dtype : List.of(DType.BF16, DType.F32, DType.F64)) {
                    if (function.accepts(dtype)) {
                        assertNone(pipeline, komodo, applied(function, dtype, 3));
                    }
                }
            }
            assertNone(pipeline, komodo, bitSelects(DType.I32, 0x0F0F));
            assertNone(pipeline, komodo, bitSelects(DType.I64, 0x0F0F));
        }
    }

    private static void assertNone(Pipeline pipeline, Komodo komodo, Graph graph) {
        byte[] object =
                pipeline.compile(graph, komodo.key(graph), new FixedNames(), false).code().bytes();
        assertThat(maskedFromMemory(object)).as(() -> graph.toString()).isZero();
    }

    /// How many instructions are `EVEX.66.0F3A 25`, with a mask that merges, and no register as
    /// their last operand (Intel's Software Developer's Manual, volume 2, 2.7.1).
    private static int maskedFromMemory(byte[] code) {
        int found = 0;
        for (int at = 0; at + 5 < code.length; at++) {
            boolean isTernary =
                    code[at] == 0x62
                            && (code[at + 1] & 0x0F) == 0x03
                            && (code[at + 2] & 0x07) == 0x05
                            && code[at + 4] == 0x25;
            boolean merges = (code[at + 3] & 0x87) > 0 && (code[at + 3] & 0x80) == 0;
            boolean isMemory = (code[at + 5] & 0xC0) != 0xC0;
            found += isTernary && merges && isMemory ? 1 : 0;
        }
        return found;
    }

    @Test
    void suchAnInstructionWouldBeSeen() {
        // vpternlogd $184, 0(%rip){1to4}, %xmm2, %xmm1 {%k2}
        byte[] code = {0x62, (byte) 0xF3, 0x6D, 0x1A, 0x25, 0x0D, 0, 0, 0, 0, (byte) 0xB8};
        assertThat(maskedFromMemory(code)).isEqualTo(1);
    }
}
