package dev.komodo.math;

import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import dev.komodo.graph.BinaryOp;
import dev.komodo.graph.CompareOp;
import dev.komodo.graph.DType;
import dev.komodo.graph.UnaryOp;
import dev.komodo.loop.BinaryKind;
import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopType;
import dev.komodo.loop.Stmt;
import dev.komodo.loop.UnaryKind;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.AccessFlag;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/// Scalar straight-line loop code as JVM bytecode, so that a formula can be tried on billions of
/// operands. Java's float operations are IEEE operations and `Math.fma` is exact, so results are
/// those of the loop language, bit for bit. Covers what formulas use.
public final class ScalarCode {
    private static final ClassDesc MATH = Math.class.describeConstable().orElseThrow();
    private static final ClassDesc SUPPORT = ScalarSupport.class.describeConstable().orElseThrow();

    private CodeBuilder code;
    private final Map<String, Integer> slots = new HashMap<>();

    private ScalarCode(CodeBuilder code) {
        this.code = code;
    }

    /// A compiled f32 formula of one operand.
    @FunctionalInterface
    public interface FloatFormula {
        float at(float x);
    }

    /// A compiled f64 formula of one operand.
    @FunctionalInterface
    public interface DoubleFormula {
        double at(double x);
    }

    /// A compiled f32 formula of two operands.
    @FunctionalInterface
    public interface FloatPairFormula {
        float at(float a, float b);
    }

    /// A compiled f64 formula of two operands.
    @FunctionalInterface
    public interface DoublePairFormula {
        double at(double a, double b);
    }

    /// An f32 op.
    static FloatFormula single(UnaryOp op) {
        return proxy(FloatFormula.class, unary(op, DType.F32));
    }

    /// An f64 op.
    static DoubleFormula twofold(UnaryOp op) {
        return proxy(DoubleFormula.class, unary(op, DType.F64));
    }

    /// An f32 op of two operands.
    static FloatPairFormula single(BinaryOp op) {
        return proxy(FloatPairFormula.class, binary(op, DType.F32));
    }

    /// An f64 op of two operands.
    static DoublePairFormula twofold(BinaryOp op) {
        return proxy(DoublePairFormula.class, binary(op, DType.F64));
    }

    /// An op of one operand as a method.
    static MethodHandle unary(UnaryOp op, DType dtype) {
        BlockBuilder block = new BlockBuilder(new BlockBuilder.Names());
        Expr.Var x = new Expr.Var(block.names().fresh("operand"), LoopType.scalar(dtype));
        Expr value = VectorMath.unary(op, x, block);
        return compile(List.of(x), block.build(), value);
    }

    /// One of the forms of the exponential as a method.
    static MethodHandle exp(DType dtype, VectorMath.Range range, VectorMath.Scaling scaling) {
        BlockBuilder block = new BlockBuilder(new BlockBuilder.Names());
        Expr.Var x = new Expr.Var(block.names().fresh("operand"), LoopType.scalar(dtype));
        Expr value = VectorMath.exp(x, range, scaling, block);
        return compile(List.of(x), block.build(), value);
    }

    /// An op of two operands as a method.
    static MethodHandle binary(BinaryOp op, DType dtype) {
        BlockBuilder block = new BlockBuilder(new BlockBuilder.Names());
        Expr.Var a = new Expr.Var(block.names().fresh("left"), LoopType.scalar(dtype));
        Expr.Var b = new Expr.Var(block.names().fresh("right"), LoopType.scalar(dtype));
        Expr value = VectorMath.binary(op, a, b, block);
        return compile(List.of(a, b), block.build(), value);
    }

    private static <T> T proxy(Class<T> type, MethodHandle handle) {
        return MethodHandleProxies.asInterfaceInstance(type, handle);
    }

    /// `roundEven` for `ROUND_EVEN`.
    private static String name(Enum<?> kind) {
        String[] words = kind.name().toLowerCase(Locale.ROOT).split("_", -1);
        StringBuilder name = new StringBuilder(words[0]);
        for (int i = 1; i < words.length; i++) {
            name.append(words[i].substring(0, 1).toUpperCase(Locale.ROOT))
                    .append(words[i].substring(1));
        }
        return name.toString();
    }

    /// A static method of the parameters that runs the block and returns the value.
    static MethodHandle compile(List<Expr.Var> parameters, Stmt.Block block, Expr value) {
        ClassDesc owner = ClassDesc.of("dev.komodo.math.CompiledFormula");
        MethodTypeDesc type =
                MethodTypeDesc.of(
                        descriptor(value.type()),
                        parameters.stream().map(p -> descriptor(p.type())).toList());
        byte[] bytes =
                ClassFile.of()
                        .build(
                                owner,
                                clazz ->
                                        clazz.withMethodBody(
                                                "evaluate",
                                                type,
                                                AccessFlag.STATIC.mask() | AccessFlag.PUBLIC.mask(),
                                                code ->
                                                        new ScalarCode(code)
                                                                .method(parameters, block, value)));
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup().defineHiddenClass(bytes, true);
            return lookup.findStatic(
                    lookup.lookupClass(),
                    "evaluate",
                    MethodType.fromMethodDescriptorString(
                            type.descriptorString(), ScalarCode.class.getClassLoader()));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("The formula's bytecode was refused", e);
        }
    }

    private void method(List<Expr.Var> parameters, Stmt.Block block, Expr value) {
        for (int i = 0; i < parameters.size(); i++) {
            slots.put(parameters.get(i).name(), code.parameterSlot(i));
        }
        block(block);
        push(value);
        code.return_(kind(value.type()));
    }

    private void block(Stmt.Block block) {
        for (Stmt statement : block.statements()) {
            switch (statement) {
                case Stmt.Let(Expr.Var variable, Expr value) -> define(variable, value);
                case Stmt.Declare(Expr.Var variable, Expr value) -> define(variable, value);
                case Stmt.Assign(Expr.Var variable, Expr value) -> {
                    push(value);
                    code.storeLocal(kind(variable.type()), slot(variable));
                }
                case Stmt.If(Expr condition, Stmt.Block then, Stmt.Block otherwise) -> {
                    push(condition);
                    code.ifThenElse(
                            inner -> branch(inner, then), inner -> branch(inner, otherwise));
                }
                default -> throw new AssertionError("Not part of a formula: " + statement);
            }
        }
    }

    private void branch(CodeBuilder inner, Stmt.Block block) {
        CodeBuilder outer = code;
        code = inner;
        block(block);
        code = outer;
    }

    private void define(Expr.Var variable, Expr value) {
        push(value);
        int slot = code.allocateLocal(kind(variable.type()));
        slots.put(variable.name(), slot);
        code.storeLocal(kind(variable.type()), slot);
    }

    private int slot(Expr.Var variable) {
        return Objects.requireNonNull(slots.get(variable.name()), variable.name());
    }

    private void push(Expr expr) {
        switch (expr) {
            case Expr.Constant(LoopType type, long bits) -> constant(type, bits);
            case Expr.Var variable -> code.loadLocal(kind(variable.type()), slot(variable));
            case Expr.Unary(UnaryKind kind, Expr operand) -> {
                push(operand);
                call(name(kind), operand.type(), operand.type(), 1);
            }
            case Expr.Binary(BinaryKind kind, Expr left, Expr right) -> {
                push(left);
                push(right);
                binary(kind, left.type());
            }
            case Expr.Fma(Expr a, Expr b, Expr c) -> {
                push(a);
                push(b);
                push(c);
                ClassDesc d = descriptor(a.type());
                code.invokestatic(MATH, "fma", MethodTypeDesc.of(d, d, d, d));
            }
            case Expr.Scale(Expr scaled, Expr power) -> {
                push(scaled);
                push(power);
                call("scale", scaled.type(), scaled.type(), 2);
            }
            case Expr.Dot dot -> throw new IllegalArgumentException("No formula has " + dot);
            case Expr.Lookup(List<Float> table, Expr position) -> lookup(table, position);
            case Expr.Compare(CompareOp kind, Expr left, Expr right) -> {
                push(left);
                push(right);
                ClassDesc d = descriptor(left.type());
                code.invokestatic(SUPPORT, name(kind), MethodTypeDesc.of(CD_boolean, d, d));
            }
            case Expr.Select(Expr condition, Expr whenTrue, Expr whenFalse) ->
                    select(condition, whenTrue, whenFalse);
            case Expr.Cast(Expr operand, DType dtype) -> {
                push(operand);
                code.conversion(kind(operand.type()), kind(operand.type().with(dtype)));
            }
            case Expr.Bitcast(Expr operand, DType dtype) -> {
                push(operand);
                call("bits", operand.type(), operand.type().with(dtype), 1);
            }
            default -> throw new AssertionError("Not part of a formula: " + expr);
        }
    }

    private void lookup(List<Float> table, Expr position) {
        push(position);
        code.loadConstant(table.size() - 1);
        code.iand();
        Label end = code.newLabel();
        List<SwitchCase> cases =
                IntStream.range(0, table.size())
                        .mapToObj(i -> SwitchCase.of(i, code.newLabel()))
                        .toList();
        code.tableswitch(0, table.size() - 1, cases.getFirst().target(), cases);
        for (SwitchCase one : cases) {
            code.labelBinding(one.target());
            code.loadConstant(table.get(one.caseValue()));
            code.goto_(end);
        }
        code.labelBinding(end);
    }

    private void select(Expr condition, Expr whenTrue, Expr whenFalse) {
        push(condition);
        Label otherwise = code.newLabel();
        Label end = code.newLabel();
        code.ifeq(otherwise);
        push(whenTrue);
        code.goto_(end);
        code.labelBinding(otherwise);
        push(whenFalse);
        code.labelBinding(end);
    }

    private void constant(LoopType type, long bits) {
        switch (type.dtype()) {
            case F32 -> code.loadConstant(Float.intBitsToFloat((int) bits));
            case F64 -> code.loadConstant(Double.longBitsToDouble(bits));
            case I32, BOOL -> code.loadConstant((int) bits);
            case I64 -> code.loadConstant(bits);
            case F16, BF16, I8, I16, U8, U16, U32, U64 ->
                    throw new AssertionError("No formula in " + type);
        }
    }

    private void binary(BinaryKind kind, LoopType type) {
        switch (type.dtype()) {
            case F32 -> floats(kind, type, code::fadd, code::fsub, code::fmul, code::fdiv);
            case F64 -> floats(kind, type, code::dadd, code::dsub, code::dmul, code::ddiv);
            case I32, I64, BOOL -> call(name(kind), type, type, 2);
            case F16, BF16, I8, I16, U8, U16, U32, U64 ->
                    throw new AssertionError("No formula in " + type);
        }
    }

    private void floats(
            BinaryKind kind,
            LoopType type,
            Runnable add,
            Runnable subtract,
            Runnable multiply,
            Runnable divide) {
        switch (kind) {
            case ADD -> add.run();
            case SUBTRACT -> subtract.run();
            case MULTIPLY -> multiply.run();
            case DIVIDE -> divide.run();
            default -> call(name(kind), type, type, 2);
        }
    }

    private void call(String name, LoopType operand, LoopType result, int count) {
        code.invokestatic(
                SUPPORT,
                name,
                MethodTypeDesc.of(
                        descriptor(result), Collections.nCopies(count, descriptor(operand))));
    }

    private static TypeKind kind(LoopType type) {
        return TypeKind.from(descriptor(type));
    }

    private static ClassDesc descriptor(LoopType type) {
        return switch (type.dtype()) {
            case F32 -> CD_float;
            case F64 -> CD_double;
            case I32 -> CD_int;
            case I64 -> CD_long;
            case BOOL -> CD_boolean;
            case F16, BF16, I8, I16, U8, U16, U32, U64 ->
                    throw new AssertionError("No formula in " + type);
        };
    }
}
