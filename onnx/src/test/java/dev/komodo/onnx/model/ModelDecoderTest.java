package dev.komodo.onnx.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

class ModelDecoderTest {
    private static final OnnxType FLOATS =
            new OnnxType.Tensor(OnnxDataType.FLOAT32, Optional.empty());

    @Test
    void readsTheModelItself() {
        OnnxModelFile model = decode();

        assertThat(model.irVersion()).isEqualTo(10);
        assertThat(model.producerName()).isEqualTo("tests");
        assertThat(model.producerVersion()).isEqualTo("1.0");
        assertThat(model.domain()).isEqualTo("org.example");
        assertThat(model.modelVersion()).isEqualTo(3);
        assertThat(model.metadata()).isEqualTo(Map.of("licence", "none"));
        assertThat(model.operatorSetVersion("")).hasValue(21);
        assertThat(model.operatorSetVersion("com.example")).hasValue(1);
        assertThat(model.operatorSetVersion("ai.onnx.ml")).isEmpty();
    }

    @Test
    void readsTheGraphAndItsTypes() {
        OnnxGraph graph = decode().graph();

        assertThat(graph.name()).isEqualTo("main");
        assertThat(graph.initializers()).extracting(OnnxTensor::name).containsExactly("w");
        assertThat(graph.sparseInitializers())
                .extracting(OnnxSparseTensor::dims)
                .containsExactly(List.of(10L));
        assertThat(graph.inputs())
                .containsExactly(
                        new OnnxValueInfo(
                                "x",
                                new OnnxType.Tensor(
                                        OnnxDataType.FLOAT32,
                                        Optional.of(
                                                List.of(
                                                        new OnnxDimension.Fixed(3),
                                                        new OnnxDimension.Named("n"),
                                                        new OnnxDimension.Unknown(),
                                                        new OnnxDimension.Unknown(),
                                                        new OnnxDimension.Fixed(-5))))));
        assertThat(graph.outputs())
                .containsExactly(new OnnxValueInfo("y", new OnnxType.Undeclared()));
        assertThat(graph.valueInfos())
                .containsExactly(
                        new OnnxValueInfo("s", new OnnxType.Sequence(FLOATS)),
                        new OnnxValueInfo("m", new OnnxType.Dictionary(OnnxDataType.INT64, FLOATS)),
                        new OnnxValueInfo("o", new OnnxType.Maybe(FLOATS)),
                        new OnnxValueInfo("q", new OnnxType.Opaque("d", "n")),
                        new OnnxValueInfo(
                                "p",
                                new OnnxType.SparseTensor(OnnxDataType.FLOAT32, Optional.empty())));
    }

    @Test
    void readsANodeAndEveryKindOfAttribute() {
        OnnxNode node = decode().graph().nodes().getFirst();

        assertThat(node.name()).isEqualTo("first");
        assertThat(node.operator()).isEqualTo("Everything");
        assertThat(node.domain()).isEmpty();
        assertThat(node.overload()).isEqualTo("v");
        assertThat(node.inputs()).containsExactly("x", "");
        assertThat(node.outputs()).containsExactly("y");
        assertThat(node.attribute("absent")).isEmpty();
        assertThat(node.attributes())
                .contains(
                        new OnnxAttribute.FloatValue("f", 0.5f),
                        new OnnxAttribute.IntegerValue("i", -7),
                        new OnnxAttribute.StringValue(
                                "s", OnnxBytes.copyOf(new byte[] {'t', 'e', 'x', 't'})),
                        new OnnxAttribute.Floats("floats", List.of(1f, 2f)),
                        new OnnxAttribute.Integers("ints", List.of(1L, -1L)),
                        new OnnxAttribute.Integers("packed", List.of(1L, -1L)),
                        new OnnxAttribute.TypeValue("type", FLOATS),
                        new OnnxAttribute.Types("types", List.of(FLOATS)),
                        new OnnxAttribute.Reference("reference", "alpha"),
                        new OnnxAttribute.IntegerValue("old", 4),
                        new OnnxAttribute.IntegerValue("zero", 0));
        assertThat(node.attribute("t")).get().isInstanceOf(OnnxAttribute.TensorValue.class);
        assertThat(node.attribute("tensors")).get().isInstanceOf(OnnxAttribute.Tensors.class);
        assertThat(node.attribute("sparse"))
                .get()
                .isInstanceOf(OnnxAttribute.SparseTensorValue.class);
        assertThat(node.attribute("sparses")).get().isInstanceOf(OnnxAttribute.SparseTensors.class);
        assertThat(node.attribute("graphs")).get().isInstanceOf(OnnxAttribute.Graphs.class);
        assertThat(node.attribute("g"))
                .get()
                .isInstanceOfSatisfying(
                        OnnxAttribute.GraphValue.class,
                        g -> assertThat(g.value().nodes()).hasSize(1));
        assertThat(node.attribute("strings"))
                .get()
                .isInstanceOfSatisfying(
                        OnnxAttribute.Strings.class,
                        s ->
                                assertThat(s.values())
                                        .extracting(OnnxBytes::text)
                                        .containsExactly("a", "b"));
    }

    @Test
    void readsFunctions() {
        OnnxFunction function = decode().functions().getFirst();

        assertThat(function.name()).isEqualTo("Twice");
        assertThat(function.domain()).isEqualTo("com.example");
        assertThat(function.overload()).isEqualTo("o");
        assertThat(function.inputs()).containsExactly("a");
        assertThat(function.outputs()).containsExactly("b");
        assertThat(function.attributes()).containsExactly("alpha");
        assertThat(function.attributeDefaults())
                .containsExactly(new OnnxAttribute.FloatValue("beta", 1));
        assertThat(function.nodes()).extracting(OnnxNode::operator).containsExactly("Add");
        assertThat(function.operatorSets()).containsExactly(new OnnxOperatorSet("", 21));
        assertThat(function.valueInfos()).hasSize(1);
    }

    @Test
    void saysWhereInTheFileAndInWhichMessageAFaultIs() {
        WireWriter badTensor = new WireWriter().varint(2, 99);
        byte[] bytes = SmallModel.model(new WireWriter().message(5, badTensor)).toBytes();

        assertThatThrownBy(() -> OnnxReader.readModel("m.onnx", bytes))
                .isInstanceOfSatisfying(
                        OnnxFormatException.class,
                        fault -> {
                            assertThat(fault.file()).isEqualTo("m.onnx");
                            assertThat(bytes[(int) fault.byteOffset() - 2]).isEqualTo((byte) 16);
                        })
                .hasMessageContaining("(model.graph.initializer): the unknown element type 99");
    }

    @Test
    void refusesWhatIsNoModel() {
        for (byte[] bytes :
                new byte[][] {
                    {}, "#!/bin/sh\n".getBytes(StandardCharsets.US_ASCII), new byte[100]
                }) {
            assertThatThrownBy(() -> OnnxReader.readModel("m", bytes))
                    .isInstanceOf(OnnxFormatException.class);
        }
        WireWriter twice = SmallModel.model(SmallModel.graph(false)).message(7, new WireWriter());
        assertThatThrownBy(() -> OnnxReader.readModel("m", twice.toBytes()))
                .hasMessageContaining("second graph");
        assertRefused(
                "second attribute 'a'", node(attribute(2).varint(3, 1), attribute(2).varint(3, 2)));
        assertRefused("neither type nor value", node(new WireWriter().text(1, "a")));
        assertRefused("lacks the value", node(attribute(4)));
        assertRefused("unknown attribute type", node(attribute(77)));
        assertRefused("not UTF-8", new WireWriter().bytes(2, new byte[] {(byte) 0xC0}));
        assertRefused("wire type 0", new WireWriter().varint(2, 1));
        assertRefused("wire type 3", new WireWriter().tag(77, 3));
        assertRefused("field number of 0", new WireWriter().tag(0, 0).raw(1));
        assertRefused("truncated", new WireWriter().tag(2, 2).raw(1L << 40));
        assertRefused("truncated", new WireWriter().tag(2, 2).raw(-1));
    }

    @Test
    void boundsHowDeepMessagesNest() {
        WireWriter graph = new WireWriter();
        for (int i = 0; i < 33; i++) {
            graph = node(attribute(5).message(6, graph));
        }
        byte[] deepest = SmallModel.model(graph).toBytes();
        assertThat(OnnxReader.readModel("m", deepest).graph().nodes()).hasSize(1);

        assertRefused("nest deeper than 100", node(attribute(5).message(6, graph)));
    }

    @Test
    void boundsWhatAFileTurnsInto() {
        byte[] emptyNodes = new byte[2 * 21_000_000];
        for (int i = 0; i < emptyNodes.length; i += 2) {
            emptyNodes[i] = 1 << 3 | 2; // a node of no bytes
        }
        assertThatThrownBy(
                        () ->
                                OnnxReader.readModel(
                                        "m", new WireWriter().bytes(7, emptyNodes).toBytes()))
                .isInstanceOf(OnnxFormatException.class)
                .hasMessageContaining("more than 20000000 fields");
    }

    @Test
    void everyTruncationGivesAModelOrTheOneException() {
        byte[] whole = SmallModel.bytes();
        int refused = 0;
        for (int length = 0; length < whole.length; length++) {
            refused += isRefused(Arrays.copyOf(whole, length)) ? 1 : 0;
        }
        assertThat(refused).isBetween(whole.length / 2, whole.length - 1);
    }

    @Test
    void twentyThousandMutantsGiveAModelOrTheOneException() {
        byte[] whole = SmallModel.bytes();
        long seed = Long.getLong("komodo.seed", 2026);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            Random random = new Random(seed + i);
            byte[] mutant = whole.clone();
            for (int change = 0; change <= random.nextInt(8); change++) {
                int at = random.nextInt(mutant.length);
                mutant[at] =
                        (byte)
                                (random.nextBoolean()
                                        ? random.nextInt()
                                        : mutant[at] ^ 1 << random.nextInt(8));
            }
            try {
                refused += isRefused(mutant) ? 1 : 0;
            } catch (RuntimeException | Error e) {
                throw new AssertionError("mutant of seed " + (seed + i), e);
            }
        }
        assertThat(refused).isBetween(5_000, 19_999);
    }

    private static boolean isRefused(byte[] bytes) {
        try {
            OnnxReader.readModel("mutant", bytes);
            return false;
        } catch (OnnxFormatException _) {
            return true;
        }
    }

    private static WireWriter attribute(int type) {
        return new WireWriter().text(1, "a").varint(20, type);
    }

    private static WireWriter node(WireWriter... attributes) {
        WireWriter node = new WireWriter();
        for (WireWriter attribute : attributes) {
            node.message(5, attribute);
        }
        return new WireWriter().message(1, node);
    }

    private static void assertRefused(String fault, WireWriter graph) {
        assertThatThrownBy(() -> OnnxReader.readModel("m", SmallModel.model(graph).toBytes()))
                .isInstanceOf(OnnxFormatException.class)
                .hasMessageContaining(fault);
    }

    private static OnnxModelFile decode() {
        return OnnxReader.readModel("small.onnx", SmallModel.bytes());
    }
}
