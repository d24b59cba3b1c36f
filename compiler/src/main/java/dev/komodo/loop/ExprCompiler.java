package dev.komodo.loop;

import dev.komodo.graph.Conversion;
import dev.komodo.graph.DType;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;

/// Turns expressions into lists of small codes over registers, once per program.
final class ExprCompiler {
    /// A step without control flow.
    @FunctionalInterface
    interface Code {
        /// Executes it.
        void run(Machine machine);
    }

    /// A compiled pure function.
    record PureFunction(List<Integer> parameters, Code body, int result) {}

    /// What all functions of a program share: the numbering of registers and memory.
    static final class Layout {
        private int registers;
        private final List<Machine.Storage> storages = new ArrayList<>();
        private final Map<Expr.Constant, Integer> constants = new HashMap<>();
        private final Map<String, PureFunction> functions = new HashMap<>();

        int allocate(int lanes) {
            int first = registers;
            registers = Math.addExact(registers, lanes);
            return first;
        }

        int allocate(Buffer buffer) {
            storages.add(new Machine.Storage(buffer));
            return storages.size() - 1;
        }

        void define(String name, PureFunction function) {
            functions.put(name, function);
        }

        /// A machine with all constants in place.
        Machine machine(long seed) {
            long[] values = new long[registers];
            constants.forEach(
                    (constant, first) -> {
                        for (int l = 0; l < constant.type().lanes(); l++) {
                            values[first + l] = constant.bits();
                        }
                    });
            return new Machine(values, storages.toArray(Machine.Storage[]::new), seed);
        }
    }

    private final Layout layout;
    private final Map<String, Integer> variables = new HashMap<>();
    private final Map<String, Integer> buffers = new HashMap<>();
    private List<Code> codes = new ArrayList<>();
    private Object where = "";

    ExprCompiler(Layout layout) {
        this.layout = layout;
    }

    Layout layout() {
        return layout;
    }

    /// The register of a new variable.
    int define(Expr.Var variable) {
        int first = layout.allocate(variable.type().lanes());
        variables.put(variable.name(), first);
        return first;
    }

    /// Makes a variable known by a register that exists.
    void define(Expr.Var variable, int register) {
        variables.put(variable.name(), register);
    }

    /// The memory of a new buffer.
    int define(Buffer buffer) {
        int slot = layout.allocate(buffer);
        buffers.put(buffer.name(), slot);
        return slot;
    }

    /// Makes a buffer known by a slot that exists.
    void define(Buffer buffer, int slot) {
        buffers.put(buffer.name(), slot);
    }

    int slot(Buffer buffer) {
        return Objects.requireNonNull(buffers.get(buffer.name()), buffer.name());
    }

    int register(Expr.Var variable) {
        return Objects.requireNonNull(variables.get(variable.name()), variable.name());
    }

    /// Says which statement the following expressions belong to.
    void locate(Object statement) {
        where = statement;
    }

    /// The codes since the last call.
    Code take() {
        Code[] taken = codes.toArray(Code[]::new);
        codes = new ArrayList<>();
        if (taken.length == 1) {
            return taken[0];
        }
        return machine -> {
            for (Code code : taken) {
                code.run(machine);
            }
        };
    }

    /// Copies lanes between registers.
    void copy(int from, int to, int lanes) {
        codes.add(m -> System.arraycopy(m.registers, from, m.registers, to, lanes));
    }

    /// Evaluates an expression; returns the register of its first lane.
    int compile(Expr expr) {
        return switch (expr) {
            case Expr.Var variable -> register(variable);
            case Expr.Constant constant ->
                    layout.constants.computeIfAbsent(
                            constant, c -> layout.allocate(c.type().lanes()));
            case Expr.Unary(UnaryKind kind, Expr operand) ->
                    unary(LaneOps.unary(kind, operand.type().dtype()), operand);
            case Expr.Binary(BinaryKind kind, Expr left, Expr right) ->
                    binary(LaneOps.binary(kind, left.type().dtype()), left, right);
            case Expr.Compare(var kind, Expr left, Expr right) ->
                    binary(LaneOps.compare(kind, left.type().dtype()), left, right);
            case Expr.Fma(Expr a, Expr b, Expr c) ->
                    ternary(LaneOps.fma(a.type().dtype()), a, b, c);
            case Expr.Scale(Expr value, Expr power) ->
                    binary(LaneOps.scale(value.type().dtype()), value, power);
            case Expr.Dot(DotKind kind, Expr sum, Expr left, Expr right) ->
                    ternary(LaneOps.dot(kind), sum, left, right);
            case Expr.Lookup(List<Float> table, Expr position) ->
                    unary(LaneOps.lookup(table), position);
            case Expr.Select(Expr condition, Expr whenTrue, Expr whenFalse) ->
                    ternary((c, t, f) -> c != 0 ? t : f, condition, whenTrue, whenFalse);
            case Expr.Cast(Expr operand, DType dtype) ->
                    unary(Conversion.of(operand.type().dtype(), dtype), operand);
            case Expr.Bitcast(Expr operand, DType dtype) ->
                    operand.type().dtype().width() == dtype.width()
                            ? unary(LaneOps.bitcast(dtype), operand)
                            : regrouped(operand, expr.type());
            case Expr.Load load -> load(load);
            case Expr.Broadcast(Expr scalar, int lanes) -> broadcast(compile(scalar), lanes);
            case Expr.Ramp(Expr base, Expr stride, int lanes) ->
                    ramp(compile(base), compile(stride), lanes, base.type().dtype());
            case Expr.Shuffle(List<Expr> operands, List<Integer> lanes) -> shuffle(operands, lanes);
            case Expr.Test(Expr mask, boolean all) -> test(mask, all);
            case Expr.Apply apply -> apply(apply);
        };
    }

    private int unary(LongUnaryOperator op, Expr operand) {
        int lanes = operand.type().lanes();
        int a = compile(operand);
        int to = layout.allocate(lanes);
        codes.add(
                m -> {
                    long[] r = m.registers;
                    for (int l = 0; l < lanes; l++) {
                        r[to + l] = op.applyAsLong(r[a + l]);
                    }
                });
        return to;
    }

    /// The same bits in lanes of another width, the lowest first.
    private int regrouped(Expr operand, LoopType to) {
        int from = compile(operand);
        int first = layout.allocate(to.lanes());
        int narrow = Math.min(operand.type().dtype().width(), to.dtype().width());
        int perSource = operand.type().dtype().width() / narrow;
        int perTarget = to.dtype().width() / narrow;
        long mask = -1L >>> (Long.SIZE - narrow);
        codes.add(
                m -> {
                    long[] r = m.registers;
                    for (int l = 0; l < to.lanes(); l++) {
                        long bits = 0;
                        for (int part = 0; part < perTarget; part++) {
                            int at = l * perTarget + part;
                            long source = r[from + at / perSource];
                            long piece = source >>> (at % perSource * narrow) & mask;
                            bits |= piece << (part * narrow);
                        }
                        r[first + l] = to.dtype().wrap(bits);
                    }
                });
        return first;
    }

    private int binary(LongBinaryOperator op, Expr left, Expr right) {
        int lanes = left.type().lanes();
        int a = compile(left);
        int b = compile(right);
        int to = layout.allocate(lanes);
        codes.add(
                m -> {
                    long[] r = m.registers;
                    for (int l = 0; l < lanes; l++) {
                        r[to + l] = op.applyAsLong(r[a + l], r[b + l]);
                    }
                });
        return to;
    }

    private int ternary(LaneOps.Ternary op, Expr first, Expr second, Expr third) {
        int lanes = first.type().lanes();
        int a = compile(first);
        int b = compile(second);
        int c = compile(third);
        int to = layout.allocate(lanes);
        codes.add(
                m -> {
                    long[] r = m.registers;
                    for (int l = 0; l < lanes; l++) {
                        r[to + l] = op.apply(r[a + l], r[b + l], r[c + l]);
                    }
                });
        return to;
    }

    private int load(Expr.Load load) {
        int index = compile(load.index());
        boolean isGather = !load.index().type().isScalar();
        Optional<Integer> mask = load.mask().map(this::compile);
        int lanes = load.lanes();
        int slot = slot(load.buffer());
        int to = layout.allocate(lanes);
        Object statement = where;
        codes.add(
                m -> {
                    long[] r = m.registers;
                    Machine.Storage storage = m.storages[slot];
                    for (int l = 0; l < lanes; l++) {
                        boolean isOn = mask.isEmpty() || r[mask.get() + l] != 0;
                        long at = isGather ? r[index + l] : r[index] + l;
                        r[to + l] = isOn ? storage.load(at, statement) : 0;
                    }
                });
        return to;
    }

    private int broadcast(int from, int lanes) {
        int to = layout.allocate(lanes);
        codes.add(
                m -> {
                    long value = m.registers[from];
                    for (int l = 0; l < lanes; l++) {
                        m.registers[to + l] = value;
                    }
                });
        return to;
    }

    private int ramp(int base, int stride, int lanes, DType dtype) {
        int to = layout.allocate(lanes);
        LongUnaryOperator wrap = Conversion.of(DType.I64, dtype);
        codes.add(
                m -> {
                    long[] r = m.registers;
                    for (int l = 0; l < lanes; l++) {
                        r[to + l] = wrap.applyAsLong(r[base] + l * r[stride]);
                    }
                });
        return to;
    }

    private int shuffle(List<Expr> operands, List<Integer> lanes) {
        int size = operands.getFirst().type().lanes();
        int first = compile(operands.getFirst());
        int second = operands.size() == 2 ? compile(operands.getLast()) : first;
        int[] from =
                lanes.stream().mapToInt(l -> l < size ? first + l : second + l - size).toArray();
        int to = layout.allocate(from.length);
        codes.add(
                m -> {
                    for (int l = 0; l < from.length; l++) {
                        m.registers[to + l] = m.registers[from[l]];
                    }
                });
        return to;
    }

    private int test(Expr mask, boolean all) {
        int lanes = mask.type().lanes();
        int from = compile(mask);
        int to = layout.allocate(1);
        codes.add(
                m -> {
                    long result = all ? 1 : 0;
                    for (int l = 0; l < lanes; l++) {
                        long lane = m.registers[from + l];
                        result = all ? result & lane : result | lane;
                    }
                    m.registers[to] = result;
                });
        return to;
    }

    private int apply(Expr.Apply apply) {
        PureFunction function = Objects.requireNonNull(layout.functions.get(apply.function()));
        List<Integer> values = apply.arguments().stream().map(this::compile).toList();
        for (int i = 0; i < values.size(); i++) {
            int lanes = apply.arguments().get(i).type().lanes();
            copy(values.get(i), function.parameters().get(i), lanes);
        }
        codes.add(function.body());
        int to = layout.allocate(apply.type().lanes());
        copy(function.result(), to, apply.type().lanes());
        return to;
    }
}
