package dev.komodo.examples.posterior.shared;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// A JSON object: the data, golden values or reference of a posterior that is not part of the
/// repository. Its folder is `posteriors` in the property `komodo.shared`, else in `shared` beside
/// the project; tests that need it are skipped where it is absent.
record Data(JsonNode node) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /// A posterior's `data.json`, `golden.json`, or `reference.json`.
    static Data read(String posterior, String file) {
        Path folder = Path.of(System.getProperty("komodo.shared", "../../shared"));
        Path path = folder.resolve("posteriors").resolve(posterior).resolve(file);
        assumeTrue(Files.exists(path), () -> path + " is absent (property komodo.shared)");
        try {
            return new Data(MAPPER.readTree(path.toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Data at(String key) {
        JsonNode found = node.get(key);
        if (found == null) {
            throw new IllegalArgumentException("There is no '" + key + "'");
        }
        return new Data(found);
    }

    double real(String key) {
        return at(key).node.doubleValue();
    }

    int count(String key) {
        return at(key).node.intValue();
    }

    String text(String key) {
        return at(key).node.textValue();
    }

    /// The numbers of an array, or one number.
    double[] reals(String key) {
        return at(key).reals();
    }

    double[] reals() {
        return node.isArray()
                ? elements().mapToDouble(element -> element.node.doubleValue()).toArray()
                : new double[] {node.doubleValue()};
    }

    long[] integers(String key) {
        return at(key).elements().mapToLong(element -> element.node.longValue()).toArray();
    }

    double[][] rows(String key) {
        return at(key).elements().map(Data::reals).toArray(double[][]::new);
    }

    Stream<Data> elements() {
        return StreamSupport.stream(node.spliterator(), false).map(Data::new);
    }

    Stream<String> keys() {
        Iterator<String> names = node.fieldNames();
        return Stream.generate(() -> null).takeWhile(_ -> names.hasNext()).map(_ -> names.next());
    }
}
