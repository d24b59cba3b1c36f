package dev.komodo.llvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/// What the builder builds, run: each test emits `long f(ptr in, ptr out, long n)`.
class IrBuilderTest {
    @Test
    void loopWithPhiAndMaskedTailAddsAnArray() {
        float[] out = new float[16];
        run(
                new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11},
                out,
                11,
                (builder, function) -> {
                    LlvmContext context = builder.module().context();
                    LlvmTypes types = context.types();
                    LlvmConstants constants = context.constants();
                    LlvmType v8 = types.vector(types.f32(), 8);
                    LlvmType v8i64 = types.vector(types.i64(), 8);
                    LlvmBlock entry = builder.block();
                    LlvmBlock body = function.addBlock("body");
                    LlvmBlock exit = function.addBlock("exit");
                    LlvmValue n = function.parameter(2);
                    builder.br(body);
                    builder.at(body);
                    LlvmPhi i = builder.phi(types.i64());
                    i.addIncoming(constants.integer(types.i64(), 0), entry);
                    LlvmValue lanes = builder.add(builder.splat(i, 8), constants.iota(v8i64, 0));
                    LlvmValue mask = builder.icmp(IntPredicate.ULT, lanes, builder.splat(n, 8));
                    LlvmValue from = builder.elementAddress(types.f32(), function.parameter(0), i);
                    LlvmValue to = builder.elementAddress(types.f32(), function.parameter(1), i);
                    LlvmValue four = constants.integer(types.i32(), 4);
                    LlvmValue loaded =
                            builder.intrinsic(
                                    "llvm.masked.load",
                                    List.of(v8, types.pointer()),
                                    from,
                                    four,
                                    mask,
                                    constants.zero(v8));
                    LlvmValue tripled =
                            builder.intrinsic(
                                    "llvm.fma",
                                    List.of(v8),
                                    loaded,
                                    constants.floating(v8, 2),
                                    loaded);
                    builder.intrinsic(
                            "llvm.masked.store",
                            List.of(v8, types.pointer()),
                            tripled,
                            to,
                            four,
                            mask);
                    LlvmValue next =
                            builder.noSignedWrap(builder.add(i, constants.integer(types.i64(), 8)));
                    i.addIncoming(next, body);
                    LlvmValue again = builder.icmp(IntPredicate.SLT, next, n);
                    builder.loop(
                            builder.condBr(again, body, exit), context.metadata().loopAsWritten());
                    builder.at(exit);
                    builder.ret(next);
                });
        assertThat(out).containsExactly(3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 33, 0, 0, 0, 0, 0);
    }

    @Test
    void gatherShuffleAndReduceLanes() {
        float[] out = new float[4];
        run(
                new float[] {10, 20, 30, 40},
                out,
                0,
                (builder, function) -> {
                    LlvmContext context = builder.module().context();
                    LlvmTypes types = context.types();
                    LlvmConstants constants = context.constants();
                    LlvmType v4 = types.vector(types.f32(), 4);
                    LlvmType v4i64 = types.vector(types.i64(), 4);
                    LlvmType v4ptr = types.vector(types.pointer(), 4);
                    LlvmValue indices =
                            constants.vector(
                                    List.of(
                                            constants.integer(types.i64(), 3),
                                            constants.integer(types.i64(), 2),
                                            constants.integer(types.i64(), 1),
                                            constants.integer(types.i64(), 0)));
                    assertThat(indices.type()).isSameAs(v4i64);
                    LlvmValue addresses =
                            builder.elementAddress(types.f32(), function.parameter(0), indices);
                    assertThat(addresses.type()).isSameAs(v4ptr);
                    LlvmValue reversed =
                            builder.intrinsic(
                                    "llvm.masked.gather",
                                    List.of(v4, v4ptr),
                                    addresses,
                                    constants.integer(types.i32(), 4),
                                    constants.allOnes(types.vector(types.i1(), 4)),
                                    constants.poison(v4));
                    LlvmValue swapped = builder.shuffle(reversed, List.of(1, 0, 3, 2));
                    LlvmValue both = builder.concat(reversed, swapped);
                    LlvmValue middle = builder.slice(both, 2, 4);
                    builder.store(middle, function.parameter(1), 4);
                    LlvmValue sum =
                            builder.intrinsic(
                                    "llvm.vector.reduce.fadd",
                                    List.of(v4),
                                    constants.floating(types.f32(), 0.5),
                                    middle);
                    builder.ret(builder.cast(CastOp.FPTOSI, sum, types.i64()));
                });
        assertThat(out).containsExactly(20, 10, 30, 40);
    }

    @Test
    void switchSelectAtomicsAndConstantTables() {
        float[] out = new float[2];
        long result =
                run(
                        new float[] {1},
                        out,
                        7,
                        (builder, function) -> {
                            LlvmContext context = builder.module().context();
                            LlvmTypes types = context.types();
                            LlvmConstants constants = context.constants();
                            LlvmGlobal table =
                                    builder.module()
                                            .addConstant(
                                                    "table",
                                                    constants.array(
                                                            types.f32(),
                                                            List.of(
                                                                    constants.floating(
                                                                            types.f32(), 0.25),
                                                                    constants.floatingBits(
                                                                            types.f32(),
                                                                            Float.floatToRawIntBits(
                                                                                    -0f)))),
                                                    Linkage.INTERNAL,
                                                    64);
                            LlvmBlock seven = function.addBlock("seven");
                            LlvmBlock other = function.addBlock("other");
                            builder.switchOn(function.parameter(2), other, Map.of(7L, seven));
                            builder.at(other).ret(constants.integer(types.i64(), -1));
                            builder.at(seven);
                            LlvmValue slot =
                                    builder.load(
                                            types.f32(),
                                            builder.elementAddress(
                                                    types.f32(),
                                                    table,
                                                    builder.sub(
                                                            function.parameter(2),
                                                            constants.integer(types.i64(), 6))),
                                            4);
                            builder.nonTemporal(builder.store(slot, function.parameter(1), 4));
                            builder.fence(MemoryOrdering.SEQUENTIAL);
                            LlvmValue room =
                                    builder.atStart(function.entry()).alloca(types.i64(), 8);
                            builder.at(seven);
                            builder.store(constants.integer(types.i64(), 40), room, 8);
                            builder.atomic(
                                    AtomicOp.ADD,
                                    room,
                                    constants.integer(types.i64(), 2),
                                    MemoryOrdering.RELAXED);
                            builder.ret(
                                    builder.makeAtomic(
                                            builder.load(types.i64(), room, 8),
                                            MemoryOrdering.ACQUIRE));
                        });
        assertThat(result).isEqualTo(42);
        assertThat(Float.floatToRawIntBits(out[0])).isEqualTo(Float.floatToRawIntBits(-0f));
    }

    @Test
    void castsAndConstantsKeepTheirBits() {
        Compiled.inContext(
                context -> {
                    LlvmTypes types = context.types();
                    LlvmConstants constants = context.constants();
                    assertThat(constants.floatingBits(types.f64(), 0x7ff0000000000001L))
                            .hasToString("double 0x7FF0000000000001");
                    assertThat(constants.floatingBits(types.f32(), 0x7f800001))
                            .hasToString("float 0x7FF0000020000000");
                    assertThat(constants.floating(types.f16(), 1.5)).hasToString("half 0xH3E00");
                    assertThat(constants.floating(types.bf16(), 1.5)).hasToString("bfloat 0xR3FC0");
                    assertThat(constants.floating(types.vector(types.f32(), 2), 0.5).toString())
                            .contains("5.000000e-01");
                    assertThat(constants.bytes(new byte[] {'o', 'k', 0}).type())
                            .isSameAs(types.array(types.i8(), 3));
                    for (LlvmType narrow : List.of(types.f16(), types.bf16(), types.f32())) {
                        assertThatThrownBy(() -> constants.floating(narrow, 0.1))
                                .isInstanceOf(IllegalArgumentException.class)
                                .hasMessageContaining("exactly");
                    }
                    return 0;
                });
    }

    @Test
    void typesAreOneInstanceEachAndKnowTheirParts() {
        Compiled.inContext(
                context -> {
                    LlvmTypes types = context.types();
                    assertThat(types.i32()).isSameAs(types.integer(32));
                    LlvmType v4 = types.vector(types.f64(), 4);
                    assertThat(v4)
                            .isSameAs(types.vector(types.f64(), 4))
                            .hasToString("<4 x double>");
                    assertThat(v4.scalar()).isSameAs(types.f64());
                    assertThat(v4.withScalar(types.i1())).isSameAs(types.vector(types.i1(), 4));
                    assertThat(v4.bits()).isEqualTo(64);
                    LlvmType pair = types.struct(List.of(types.i64(), types.pointer()));
                    assertThat(pair.fields()).containsExactly(types.i64(), types.pointer());
                    LlvmType function = types.function(types.voidType(), types.i8(), v4);
                    assertThat(function.parameters()).containsExactly(types.i8(), v4);
                    assertThat(function.result()).isSameAs(types.voidType());
                    return 0;
                });
    }

    @Test
    void operandsThatLlvmTakesOnTrustAreChecked() {
        Compiled.inContext(
                context -> {
                    LlvmTypes types = context.types();
                    LlvmConstants constants = context.constants();
                    LlvmModule module = context.module("m");
                    LlvmFunction function =
                            module.addFunction(
                                    "f",
                                    types.function(types.i32(), types.i32(), types.f32()),
                                    Linkage.EXTERNAL);
                    IrBuilder builder = module.builder().at(function.addBlock("entry"));
                    LlvmValue i = function.parameter(0);
                    LlvmValue x = function.parameter(1);
                    refused(() -> builder.add(i, x), "two types");
                    refused(() -> builder.fadd(i, i), "floating point");
                    refused(() -> builder.add(x, x), "integers");
                    refused(() -> builder.load(types.i32(), i, 4), "a pointer");
                    refused(() -> builder.extractElement(x, 0), "a vector");
                    refused(() -> builder.cast(CastOp.TRUNC, x, types.i8()), "no such cast");
                    refused(() -> builder.cast(CastOp.ZEXT, i, types.i8()), "no such cast");
                    refused(() -> builder.call(function, i), "takes 2");
                    refused(() -> builder.call(function, x, x), "argument 0");
                    refused(() -> builder.ret(x), "the result");
                    refused(() -> builder.select(i, x, x), "a condition");
                    refused(() -> builder.alloca(types.i32(), 3), "power of two");
                    refused(() -> builder.intrinsic("llvm.fma", List.of(), x, x, x), "overloaded");
                    refused(() -> constants.array(types.i32(), List.of(i)), "at run time");
                    assertThatThrownBy(() -> builder.intrinsic("llvm.no.such", List.of()))
                            .isInstanceOf(LlvmException.class)
                            .hasMessageContaining("llvm.no.such");
                    assertThatThrownBy(
                                    () -> function.with(new LlvmAttribute.Flag("nosuchattribute")))
                            .isInstanceOf(LlvmException.class)
                            .hasMessageContaining("nosuchattribute");
                    return 0;
                });
    }

    @Test
    void builderThatWasNeverPlacedRefuses() {
        Compiled.inContext(
                context -> {
                    IrBuilder builder = context.module("m").builder();
                    assertThatThrownBy(builder::ret)
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("at(block)");
                    return 0;
                });
    }

    @Test
    void tooFewOverloadsAreFoundByTheVerifier() {
        assertThatThrownBy(
                        () ->
                                Compiled.inContext(
                                        context -> {
                                            LlvmModule module = context.module("m");
                                            gatherWithOneOverload(module);
                                            module.verify();
                                            return 0;
                                        }))
                .isInstanceOf(LlvmException.class)
                .hasMessageContaining("Intrinsic name not mangled correctly")
                .hasMessageContaining("llvm.masked.gather.v4p0.v4p0");
    }

    private static void gatherWithOneOverload(LlvmModule module) {
        LlvmTypes types = module.context().types();
        LlvmConstants constants = module.context().constants();
        LlvmType v4ptr = types.vector(types.pointer(), 4);
        LlvmFunction function =
                module.addFunction("f", types.function(types.voidType()), Linkage.EXTERNAL);
        IrBuilder builder = module.builder().at(function.addBlock("entry"));
        builder.intrinsic(
                "llvm.masked.gather",
                List.of(v4ptr),
                constants.zero(v4ptr),
                constants.integer(types.i32(), 8),
                constants.allOnes(types.vector(types.i1(), 4)),
                constants.poison(v4ptr));
        builder.ret();
    }

    @Test
    void fieldsOfStructsAreReached() {
        float[] out = new float[4];
        long result =
                run(
                        new float[] {1, 2, 3, 4},
                        out,
                        0,
                        (builder, function) -> {
                            LlvmContext context = builder.module().context();
                            LlvmTypes types = context.types();
                            LlvmType pair =
                                    types.struct(List.of(types.i8(), types.f32(), types.i64()));
                            LlvmValue field = builder.fieldAddress(pair, function.parameter(1), 1);
                            builder.store(context.constants().floating(types.f32(), 5), field, 4);
                            refused(
                                    () -> builder.fieldAddress(pair, function.parameter(1), 3),
                                    "field 3");
                            LlvmValue zero = context.constants().integer(types.i64(), 0);
                            refused(
                                    () ->
                                            builder.address(
                                                    true,
                                                    pair,
                                                    function.parameter(1),
                                                    List.of(zero, zero)),
                                    "it takes an array");
                            builder.ret(
                                    builder.binary(
                                            BinaryOp.SUB,
                                            builder.cast(CastOp.PTRTOINT, field, types.i64()),
                                            builder.cast(
                                                    CastOp.PTRTOINT,
                                                    function.parameter(1),
                                                    types.i64())));
                        });
        assertThat(result).isEqualTo(4);
        assertThat(out).containsExactly(0, 5, 0, 0);
    }

    @Test
    void aliasScopesAndAttributesArePrinted() {
        String text =
                Compiled.inContext(
                        context -> {
                            LlvmTypes types = context.types();
                            LlvmModule module = context.module("m");
                            LlvmFunction function =
                                    module.addFunction(
                                                    "f",
                                                    types.function(
                                                            types.voidType(), types.pointer()),
                                                    Linkage.INTERNAL)
                                            .with(
                                                    LlvmAttribute.NOUNWIND,
                                                    LlvmAttribute.MEMORY_ARGUMENTS,
                                                    LlvmAttribute.targetCpu("x86-64-v3"),
                                                    LlvmAttribute.text("frame-pointer", "none"))
                                            .withParameter(
                                                    0,
                                                    LlvmAttribute.NOALIAS,
                                                    LlvmAttribute.NOCAPTURE,
                                                    LlvmAttribute.align(64));
                            IrBuilder builder = module.builder().at(function.addBlock("entry"));
                            LlvmMetadata domain = context.metadata().aliasDomain("kernel");
                            LlvmMetadata in = context.metadata().aliasScope("in", domain);
                            LlvmMetadata out = context.metadata().aliasScope("out", domain);
                            builder.alias(
                                    builder.invariant(
                                            builder.load(types.i32(), function.parameter(0), 64)
                                                    .named("first")),
                                    List.of(in),
                                    List.of(out));
                            builder.ret();
                            module.verify();
                            return module.print();
                        });
        assertThat(text)
                .contains("define internal void @f(ptr noalias nocapture align 64 %0)")
                .contains("%first = load i32, ptr %0, align 64, !invariant.load")
                .contains("!alias.scope", "!noalias", "distinct !{", "!\"in\"", "!\"out\"")
                .contains("memory(argmem: readwrite)", "nounwind")
                .contains("\"target-cpu\"=\"x86-64-v3\"", "\"frame-pointer\"=\"none\"");
    }

    private static void refused(Runnable build, String text) {
        assertThatThrownBy(build::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(text);
    }

    /// Emits, links and calls `long f(ptr in, ptr out, long n)`.
    private static long run(
            float[] in, float[] out, long n, BiConsumer<IrBuilder, LlvmFunction> fill) {
        byte[] object =
                Compiled.object(
                        module -> {
                            LlvmTypes types = module.context().types();
                            LlvmType signature =
                                    types.function(
                                            types.i64(),
                                            types.pointer(),
                                            types.pointer(),
                                            types.i64());
                            LlvmFunction function =
                                    module.addFunction("f", signature, Linkage.EXTERNAL)
                                            .with(LlvmAttribute.NOUNWIND);
                            fill.accept(module.builder().at(function.addBlock("entry")), function);
                        });
        OrcJit jit = OrcJit.create(LlvmThreads.shared());
        try (OrcDylib dylib = jit.dylib();
                Arena arena = Arena.ofConfined()) {
            dylib.addObject(object);
            MemorySegment source = arena.allocateFrom(JAVA_FLOAT, in);
            MemorySegment target = arena.allocateFrom(JAVA_FLOAT, out);
            long result = call(dylib.lookup("f"), source, target, n);
            MemorySegment.copy(target, JAVA_FLOAT, 0, out, 0, out.length);
            return result;
        } finally {
            jit.close();
        }
    }

    private static long call(long address, MemorySegment in, MemorySegment out, long n) {
        try {
            return (long)
                    Linker.nativeLinker()
                            .downcallHandle(
                                    MemorySegment.ofAddress(address),
                                    FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG))
                            .invokeExact(in, out, n);
        } catch (Throwable thrown) {
            throw new AssertionError(thrown);
        }
    }
}
