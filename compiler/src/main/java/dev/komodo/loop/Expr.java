package dev.komodo.loop;

import dev.komodo.graph.CompareOp;
import dev.komodo.graph.DType;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// A pure expression. Scalars are one-lane vectors; operands of one operation have one number of
/// lanes (nothing is broadcast by itself). Expressions are small trees: what is used twice is bound
/// by [Stmt.Let].
public sealed interface Expr {
    /// The type of the value.
    LoopType type();

    /// The same constant in every lane.
    ///
    /// @param bits the element's raw bits, see [DType]
    record Constant(LoopType type, long bits) implements Expr {}

    /// A variable: bound by a let, declared, the index of a loop, a parameter or a dim.
    ///
    /// @param name unique in its function, `[A-Za-z_][A-Za-z0-9_.]*`
    record Var(String name, LoopType type) implements Expr {
        /// Refuses null.
        public Var {
            Objects.requireNonNull(name);
            Objects.requireNonNull(type);
        }
    }

    /// A function of one operand.
    record Unary(UnaryKind kind, Expr operand) implements Expr {
        @Override
        public LoopType type() {
            return operand.type();
        }
    }

    /// A function of two operands of one type.
    record Binary(BinaryKind kind, Expr left, Expr right) implements Expr {
        @Override
        public LoopType type() {
            return left.type();
        }
    }

    /// `a * b + c`, rounded once. Floats only.
    record Fma(Expr a, Expr b, Expr c) implements Expr {
        @Override
        public LoopType type() {
            return a.type();
        }
    }

    /// `value * 2^floor(power)`, rounded once however small or large the result is; `2^inf` is
    /// infinity and `2^-inf` is 0 in that product. f32 and f64. A NaN by an infinite power is open
    /// (machines differ by the payload of the NaN): who may meet one does not use the result.
    ///
    /// @param power of the value's type
    record Scale(Expr value, Expr power) implements Expr {
        @Override
        public LoopType type() {
            return value.type();
        }
    }

    /// For each lane, the number of a small table at a position: `table[position mod 16]`.
    ///
    /// @param table sixteen f32
    /// @param position i32 in any number of lanes; all but the lowest four bits are ignored
    record Lookup(List<Float> table, Expr position) implements Expr {
        /// How many numbers a table has.
        public static final int SIZE = 16;

        /// Copies the list.
        public Lookup {
            table = List.copyOf(table);
        }

        @Override
        public LoopType type() {
            return position.type().with(DType.F32);
        }
    }

    /// `sum + the products of the parts of two words`, lane by lane.
    ///
    /// @param sum of [DotKind#sum()]
    /// @param left i32 in as many lanes: words of [DotKind#parts()] numbers
    /// @param right as `left`
    record Dot(DotKind kind, Expr sum, Expr left, Expr right) implements Expr {
        @Override
        public LoopType type() {
            return sum.type();
        }
    }

    /// A comparison; the result is bool in as many lanes.
    record Compare(CompareOp kind, Expr left, Expr right) implements Expr {
        @Override
        public LoopType type() {
            return left.type().with(DType.BOOL);
        }
    }

    /// Lane by lane, `whenTrue` or `whenFalse`. Both are evaluated.
    record Select(Expr condition, Expr whenTrue, Expr whenFalse) implements Expr {
        @Override
        public LoopType type() {
            return whenTrue.type();
        }
    }

    /// Numeric conversion, as the graph's cast defines it (saturating float to integer, NaN to 0).
    record Cast(Expr operand, DType dtype) implements Expr {
        @Override
        public LoopType type() {
            return operand.type().with(dtype);
        }
    }

    /// The same bits as another dtype; bool is none of them. Where the widths differ, so does the
    /// number of lanes: what comes first in memory is what comes first in the lanes.
    record Bitcast(Expr operand, DType dtype) implements Expr {
        @Override
        public LoopType type() {
            LoopType from = operand.type();
            int bits = from.lanes() * from.dtype().width();
            boolean isWhole = bits % dtype.width() == 0 && bits / dtype.width() <= 1024;
            return isWhole ? new LoopType(dtype, bits / dtype.width()) : from.with(dtype);
        }
    }

    /// Elements of a buffer. A scalar index reads `lanes` consecutive elements from it; a vector
    /// index reads one element for each of its lanes.
    ///
    /// @param index i64: a scalar, or a vector of `lanes` lanes
    /// @param lanes lanes of the result
    /// @param mask bool in `lanes` lanes; where false, the lane is zero and its memory is not
    ///   touched
    record Load(Buffer buffer, Expr index, int lanes, Optional<Expr> mask) implements Expr {
        @Override
        public LoopType type() {
            return new LoopType(buffer.dtype(), lanes);
        }
    }

    /// A scalar in every lane.
    record Broadcast(Expr scalar, int lanes) implements Expr {
        @Override
        public LoopType type() {
            return scalar.type().withLanes(lanes);
        }
    }

    /// `base + lane * stride`.
    ///
    /// @param base a scalar integer
    /// @param stride a scalar of the same type
    record Ramp(Expr base, Expr stride, int lanes) implements Expr {
        @Override
        public LoopType type() {
            return base.type().withLanes(lanes);
        }
    }

    /// Lanes picked from the concatenation of the operands.
    ///
    /// @param operands one or two vectors (or scalars) of one type
    /// @param lanes for each lane of the result, its position in the concatenation
    record Shuffle(List<Expr> operands, List<Integer> lanes) implements Expr {
        /// Copies the lists.
        public Shuffle {
            operands = List.copyOf(operands);
            lanes = List.copyOf(lanes);
        }

        @Override
        public LoopType type() {
            return operands.getFirst().type().withLanes(lanes.size());
        }
    }

    /// A whole mask as one truth value.
    ///
    /// @param all whether every lane must be true, else one is enough
    record Test(Expr mask, boolean all) implements Expr {
        @Override
        public LoopType type() {
            return LoopType.CONDITION;
        }
    }

    /// A call of a pure function of the program (outlined maths): a [LoopFunction] with a result.
    ///
    /// @param type the type of the result
    record Apply(String function, List<Expr> arguments, LoopType type) implements Expr {
        /// Copies the list.
        public Apply {
            arguments = List.copyOf(arguments);
        }
    }
}
