package dev.komodo.onnx.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// Models and tensors that other programs wrote, where the machine has them.
class SharedFilesTest {
    private static final Path SHARED = Path.of(System.getProperty("komodo.shared", "../../shared"));

    @ParameterizedTest
    @ValueSource(strings = {"bench", "examples"})
    void decodesEveryModelInAFolder(String folder) throws IOException {
        Path root = SHARED.resolve(folder);
        assumeTrue(Files.isDirectory(root), "skipped: no " + root);
        try (Stream<Path> files = Files.walk(root)) {
            List<Path> models = files.filter(f -> f.toString().endsWith(".onnx")).toList();
            assertThat(models).isNotEmpty();
            for (Path model : models) {
                OnnxModelFile decoded = OnnxReader.readModel(model);
                assertThat(decoded.graph().nodes()).isNotEmpty();
                assertThat(decoded.operatorSetVersion("")).isPresent();
            }
        }
    }

    /// Every model, and every input and output whose model declares a tensor: its type and rank,
    /// and its sizes where they are fixed, are those that the model declares.
    @ParameterizedTest
    @ValueSource(strings = {"node.zip", "models.zip"})
    void decodesEveryTestCase(String archive) throws IOException {
        Path file = SHARED.resolve("onnx").resolve(archive);
        assumeTrue(Files.isRegularFile(file), "skipped: no " + file);
        int tensors = 0;
        try (ZipFile zip = new ZipFile(file.toFile())) {
            Map<String, OnnxGraph> graphs = new HashMap<>();
            for (ZipEntry entry : Collections.list(zip.entries())) {
                if (entry.getName().endsWith("/model.onnx")) {
                    OnnxModelFile model = OnnxReader.readModel(entry.getName(), read(zip, entry));
                    assertThat(model.operatorSets()).isNotEmpty();
                    graphs.put(folder(entry.getName()), model.graph());
                }
            }
            assertThat(graphs).hasSizeGreaterThan(30);
            for (ZipEntry entry : Collections.list(zip.entries())) {
                if (entry.getName().endsWith(".pb")) {
                    OnnxGraph graph =
                            Objects.requireNonNull(
                                    graphs.get(folder(folder(entry.getName()))), entry.getName());
                    tensors += decodesAsDeclared(zip, entry, graph) ? 1 : 0;
                }
            }
        }
        assertThat(tensors).isGreaterThan(archive.equals("node.zip") ? 4_000 : 15);
    }

    @Test
    void readsNumbersThatAnotherProgramWrote() throws IOException {
        Path file = SHARED.resolve("onnx/node.zip");
        assumeTrue(Files.isRegularFile(file), "skipped: no " + file);
        try (ZipFile zip = new ZipFile(file.toFile())) {
            ByteBuffer in = elements(zip, "test_abs/test_data_set_0/input_0.pb");
            ByteBuffer out = elements(zip, "test_abs/test_data_set_0/output_0.pb");
            assertThat(in.remaining()).isEqualTo(3 * 4 * 5 * Float.BYTES);
            while (in.hasRemaining()) {
                assertThat(out.getFloat()).isEqualTo(Math.abs(in.getFloat()));
            }
        }
    }

    private static boolean decodesAsDeclared(ZipFile zip, ZipEntry entry, OnnxGraph graph)
            throws IOException {
        String file = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
        List<OnnxValueInfo> values = file.startsWith("input") ? fedInputs(graph) : graph.outputs();
        OnnxValueInfo value = values.get(Integer.parseInt(file.replaceAll("\\D", "")));
        if (!(value.type() instanceof OnnxType.Tensor(OnnxDataType type, var shape))) {
            return false; // sequences and optionals are other messages
        }
        OnnxTensor tensor = OnnxReader.readTensor(entry.getName(), read(zip, entry));
        assertThat(tensor.name()).as(entry.getName()).isIn(value.name(), "");
        assertThat(tensor.type()).as(entry.getName()).isEqualTo(type);
        List<OnnxDimension> dims = shape.orElseThrow();
        assertThat(tensor.dims()).as(entry.getName()).hasSameSizeAs(dims);
        for (int axis = 0; axis < dims.size(); axis++) {
            if (dims.get(axis) instanceof OnnxDimension.Fixed(long size)) {
                assertThat(tensor.dims().get(axis)).as(entry.getName()).isEqualTo(size);
            }
        }
        return true;
    }

    /// Up to IR version 3, initializers are inputs too; files give only the others.
    private static List<OnnxValueInfo> fedInputs(OnnxGraph graph) {
        Set<String> constants =
                graph.initializers().stream().map(OnnxTensor::name).collect(Collectors.toSet());
        return graph.inputs().stream().filter(i -> !constants.contains(i.name())).toList();
    }

    private static ByteBuffer elements(ZipFile zip, String name) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        OnnxTensor tensor = OnnxReader.readTensor(name, read(zip, entry));
        return ((OnnxTensorData.Inline) tensor.data()).bytes().buffer();
    }

    private static byte[] read(ZipFile zip, ZipEntry entry) throws IOException {
        return zip.getInputStream(entry).readAllBytes();
    }

    private static String folder(String path) {
        return path.substring(0, path.lastIndexOf('/'));
    }
}
