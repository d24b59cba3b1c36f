package dev.komodo.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.komodo.error.InvalidGraphException;
import dev.komodo.graph.BinaryOp;
import dev.komodo.graph.CompareOp;
import dev.komodo.graph.DType;
import dev.komodo.graph.UnaryOp;
import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Expr;
import dev.komodo.loop.Expressions;
import dev.komodo.loop.LoopType;
import dev.komodo.loop.Stmt;

import org.junit.jupiter.api.Test;

import java.lang.invoke.MethodHandle;
import java.math.BigInteger;
import java.util.List;

class VectorMathTest {
    private static final List<Long> INTEGERS =
            List.of(
                    0L,
                    1L,
                    -1L,
                    2L,
                    -2L,
                    3L,
                    7L,
                    -10L,
                    31L,
                    32L,
                    63L,
                    64L,
                    (long) Integer.MAX_VALUE,
                    (long) Integer.MIN_VALUE,
                    Long.MAX_VALUE,
                    Long.MIN_VALUE);

    @Test
    void resultsHaveTheTypesThatTheOpsDefine() {
        for (DType dtype : DType.values()) {
            for (int lanes : List.of(1, 8)) {
                LoopType type = new LoopType(dtype, lanes);
                for (UnaryOp op : UnaryOp.values()) {
                    if (op.accepts(dtype)) {
                        assertThat(unary(op, type).type()).isEqualTo(type.with(op.result(dtype)));
                    }
                }
                for (BinaryOp op : BinaryOp.values()) {
                    if (op.accepts(dtype)) {
                        assertThat(binary(op, type).type()).isEqualTo(type);
                    }
                }
            }
        }
    }

    @Test
    void straightLineFormulasAreLetsOnly() {
        for (UnaryOp op : UnaryOp.values()) {
            for (DType dtype : List.of(DType.F16, DType.F32, DType.F64)) {
                if (op.accepts(dtype)) {
                    BlockBuilder block = new BlockBuilder(new BlockBuilder.Names());
                    Expr x = new Expr.Var(block.names().fresh("x"), new LoopType(dtype, 4));
                    VectorMath.unary(op, x, block);
                    boolean onlyLets =
                            block.build().statements().stream()
                                    .allMatch(Stmt.Let.class::isInstance);
                    assertThat(onlyLets)
                            .as(op + " " + dtype)
                            .isEqualTo(VectorMath.isStraightLine(op, dtype));
                }
            }
        }
    }

    @Test
    void halfPrecisionIsComputedInSinglePrecision() {
        LoopType half = new LoopType(DType.F16, 4);
        assertThat(unary(UnaryOp.NEGATE, half)).isInstanceOf(Expr.Cast.class);
        Expr x = Expressions.number(half, 1);
        Expr compared = VectorMath.compare(CompareOp.LESS, x, x);
        assertThat(((Expr.Compare) compared).left().type().dtype()).isEqualTo(DType.F32);
    }

    @Test
    void refusesDtypesThatTheOpDoesNotAccept() {
        assertThatThrownBy(() -> unary(UnaryOp.EXP, LoopType.INDEX))
                .isInstanceOf(InvalidGraphException.class)
                .hasMessageContaining("EXP was asked for i64");
        assertThatThrownBy(() -> binary(BinaryOp.ADD, LoopType.CONDITION))
                .isInstanceOf(InvalidGraphException.class);
    }

    @Test
    void integerPowersWrap() throws Throwable {
        MethodHandle power = ScalarCode.binary(BinaryOp.POWER, DType.I64);
        MethodHandle narrow = ScalarCode.binary(BinaryOp.POWER, DType.I32);
        for (long a : INTEGERS) {
            for (long b : INTEGERS) {
                assertThat((long) power.invokeExact(a, b)).isEqualTo(power(a, b, 64));
                int shortA = (int) a;
                int shortB = (int) b;
                int expected = (int) power(shortA, shortB, 32);
                assertThat((int) narrow.invokeExact(shortA, shortB)).isEqualTo(expected);
            }
        }
    }

    private static long power(long a, long b, int width) {
        if (b < 0) {
            return a == 1 || a == -1 ? (b % 2 == 0 ? 1 : a) : 0;
        }
        BigInteger modulus = BigInteger.ONE.shiftLeft(width);
        return BigInteger.valueOf(a).modPow(BigInteger.valueOf(b), modulus).longValue();
    }

    @Test
    void integerFloorModuloIsTotal() throws Throwable {
        MethodHandle modulo = ScalarCode.binary(BinaryOp.FLOOR_MODULO, DType.I64);
        for (long a : INTEGERS) {
            for (long b : INTEGERS) {
                long expected = b == 0 ? 0 : Math.floorMod(a, b);
                assertThat((long) modulo.invokeExact(a, b)).as(a + " mod " + b).isEqualTo(expected);
            }
        }
    }

    private static Expr unary(UnaryOp op, LoopType type) {
        BlockBuilder block = new BlockBuilder(new BlockBuilder.Names());
        return VectorMath.unary(op, new Expr.Var(block.names().fresh("x"), type), block);
    }

    private static Expr binary(BinaryOp op, LoopType type) {
        BlockBuilder block = new BlockBuilder(new BlockBuilder.Names());
        Expr a = new Expr.Var(block.names().fresh("a"), type);
        return VectorMath.binary(op, a, new Expr.Var(block.names().fresh("b"), type), block);
    }
}
