package dev.komodo.onnx.model;

import org.jspecify.annotations.Nullable;

/// A model that uses every message and every kind of attribute, for tests.
final class SmallModel {
    private SmallModel() {}

    static byte[] bytes() {
        return model(graph(true)).toBytes();
    }

    static WireWriter model(WireWriter graph) {
        return new WireWriter()
                .varint(1, 10)
                .text(2, "tests")
                .text(3, "1.0")
                .text(4, "org.example")
                .varint(5, 3)
                .text(6, "a comment")
                .message(7, graph)
                .message(8, new WireWriter().text(1, "ai.onnx").varint(2, 21))
                .message(8, new WireWriter().text(1, "com.example").varint(2, 1))
                .message(14, TensorDecoderTest.pair("licence", "none"))
                .message(25, function())
                .text(99, "from the future");
    }

    static WireWriter graph(boolean nested) {
        return new WireWriter()
                .message(1, node(nested))
                .text(2, "main")
                .message(5, tensor("w"))
                .message(11, valueInfo("x", tensorType(dims(-5, "n", 3))))
                .message(12, valueInfo("y", new WireWriter()))
                .message(13, valueInfo("s", sequence(tensorType(null))))
                .message(13, valueInfo("m", map()))
                .message(13, valueInfo("o", new WireWriter().message(9, element())))
                .message(13, valueInfo("q", opaque()))
                .message(13, valueInfo("p", new WireWriter().message(8, tensorBody(null))))
                .message(15, sparse())
                .message(16, TensorDecoderTest.pair("note", "unread"));
    }

    private static WireWriter node(boolean nested) {
        WireWriter node =
                new WireWriter()
                        .text(1, "x")
                        .text(1, "")
                        .text(2, "y")
                        .text(3, "first")
                        .text(4, "Everything")
                        .text(7, "ai.onnx")
                        .text(8, "v")
                        .message(5, attribute("f", 1).float32(2, 0.5f))
                        .message(5, attribute("i", 2).varint(3, -7))
                        .message(5, attribute("s", 3).text(4, "text"))
                        .message(5, attribute("t", 4).message(5, tensor("")))
                        .message(5, attribute("floats", 6).float32(7, 1).float32(7, 2))
                        .message(5, attribute("ints", 7).unpacked(8, 1, -1))
                        .message(5, attribute("packed", 7).packed(8, 1, -1))
                        .message(5, attribute("strings", 8).text(9, "a").text(9, "b"))
                        .message(5, attribute("tensors", 9).message(10, tensor("")))
                        .message(5, attribute("sparse", 11).message(22, sparse()))
                        .message(5, attribute("sparses", 12).message(23, sparse()))
                        .message(5, attribute("type", 13).message(14, tensorType(null)))
                        .message(5, attribute("types", 14).message(15, tensorType(null)))
                        .message(5, attribute("reference", 1).text(21, "alpha"))
                        .message(5, new WireWriter().text(1, "old").varint(3, 4))
                        .message(5, attribute("zero", 2));
        if (nested) {
            node.message(5, attribute("g", 5).message(6, graph(false)))
                    .message(5, attribute("graphs", 10).message(11, graph(false)));
        }
        return node;
    }

    private static WireWriter attribute(String name, int type) {
        return new WireWriter().text(1, name).varint(20, type);
    }

    private static WireWriter function() {
        return new WireWriter()
                .text(1, "Twice")
                .text(4, "a")
                .text(5, "b")
                .text(6, "alpha")
                .message(7, new WireWriter().text(1, "a").text(1, "a").text(2, "b").text(4, "Add"))
                .message(9, new WireWriter().varint(2, 21))
                .text(10, "com.example")
                .message(11, attribute("beta", 1).float32(2, 1))
                .message(12, valueInfo("b", tensorType(null)))
                .text(13, "o");
    }

    private static WireWriter tensor(String name) {
        return new WireWriter().unpacked(1, 2).varint(2, 1).text(8, name).bytes(9, new byte[8]);
    }

    private static WireWriter sparse() {
        return new WireWriter()
                .message(1, tensor("sparse"))
                .message(2, new WireWriter().packed(1, 2).varint(2, 7).packed(7, 1, 5))
                .packed(3, 10);
    }

    private static WireWriter valueInfo(String name, WireWriter type) {
        return new WireWriter().text(1, name).message(2, type);
    }

    private static WireWriter tensorType(@Nullable WireWriter shape) {
        return new WireWriter().message(1, tensorBody(shape));
    }

    private static WireWriter tensorBody(@Nullable WireWriter shape) {
        WireWriter tensor = new WireWriter().varint(1, 1);
        return shape == null ? tensor : tensor.message(2, shape);
    }

    private static WireWriter dims(long unknown, String name, long size) {
        return new WireWriter()
                .message(1, new WireWriter().varint(1, size))
                .message(1, new WireWriter().text(2, name))
                .message(1, new WireWriter())
                .message(1, new WireWriter().text(2, ""))
                .message(1, new WireWriter().varint(1, unknown));
    }

    private static WireWriter sequence(WireWriter element) {
        return new WireWriter().message(4, new WireWriter().message(1, element));
    }

    private static WireWriter element() {
        return new WireWriter().message(1, tensorType(null));
    }

    private static WireWriter map() {
        return new WireWriter()
                .message(5, new WireWriter().varint(1, 7).message(2, tensorType(null)));
    }

    private static WireWriter opaque() {
        return new WireWriter().message(7, new WireWriter().text(1, "d").text(2, "n"));
    }
}
