package dev.komodo.onnx;

import static dev.komodo.onnx.ModelWriter.attribute;
import static dev.komodo.onnx.ModelWriter.elements;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.komodo.graph.DType;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.interp.Interpreter;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// What ONNX's own cases leave open about reading images between their elements.
final class SamplingMeaningTest {
    private static final int ROWS = 4;
    private static final int COLUMNS = 5;

    @TempDir private Path folder = Path.of("");
    private final Random random = new Random(3);

    private Literal run(ModelWriter model, Literal... arguments) {
        return Interpreter.run(model.read(folder).graph(), List.of(arguments)).getFirst();
    }

    private Literal random(double scale, long... sizes) {
        LiteralBuilder builder = new LiteralBuilder(DType.F32, sizes);
        for (long i = 0; i < builder.elements(); i++) {
            builder.put(i, scale * (2 * random.nextDouble() - 1));
        }
        return builder.build();
    }

    /// The definition, element by element.
    private record Definition(Literal image, String mode, String padding, boolean corners) {
        double at(double y, double x) {
            double row = bounded(placed(y, ROWS), ROWS);
            double column = bounded(placed(x, COLUMNS), COLUMNS);
            int reach = mode.equals("nearest") ? 0 : mode.equals("linear") ? 1 : 2;
            if (reach == 0) {
                return pixel(Math.rint(row), Math.rint(column));
            }
            double sum = 0;
            for (int i = 1 - reach; i <= reach; i++) {
                for (int j = 1 - reach; j <= reach; j++) {
                    double r = Math.floor(row) + i;
                    double c = Math.floor(column) + j;
                    sum += weight(row - r) * weight(column - c) * pixel(r, c);
                }
            }
            return sum;
        }

        private double placed(double relative, int extent) {
            return corners ? (relative + 1) / 2 * (extent - 1) : ((relative + 1) * extent - 1) / 2;
        }

        private double bounded(double position, int extent) {
            double at = mode.equals("nearest") ? Math.rint(position) : position;
            double edge = corners ? 0 : -0.5;
            if (at >= edge && at <= extent - 1 - edge) {
                return at;
            }
            return switch (padding) {
                case "border" -> Math.clamp(at, 0.0, extent - 1);
                case "reflection" -> reflected(at, extent);
                default -> at;
            };
        }

        private double reflected(double at, int extent) {
            double low = corners ? 0 : -0.5;
            double high = extent - 1 - low;
            double inside = at;
            while (inside < low || inside > high) {
                inside = inside < low ? 2 * low - inside : 2 * high - inside;
            }
            return inside;
        }

        private double weight(double distance) {
            double u = Math.abs(distance);
            if (mode.equals("linear")) {
                return 1 - u;
            }
            double a = -0.75;
            return u <= 1
                    ? (a + 2) * u * u * u - (a + 3) * u * u + 1
                    : a * u * u * u - 5 * a * u * u + 8 * a * u - 4 * a;
        }

        private double pixel(double row, double column) {
            double r = row;
            double c = column;
            if (padding.equals("zeros")) {
                if (r < 0 || r >= ROWS || c < 0 || c >= COLUMNS) {
                    return 0;
                }
            } else if (padding.equals("border")) {
                r = Math.clamp(r, 0, ROWS - 1);
                c = Math.clamp(c, 0, COLUMNS - 1);
            } else {
                r = (int) reflected(r, ROWS);
                c = (int) reflected(c, COLUMNS);
            }
            return image.asDouble((long) (r * COLUMNS + c));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "linear, zeros, 0",
        "linear, zeros, 1",
        "linear, border, 0",
        "linear, border, 1",
        "linear, reflection, 0",
        "linear, reflection, 1",
        "cubic, zeros, 0",
        "cubic, zeros, 1",
        "cubic, border, 0",
        "cubic, border, 1",
        "cubic, reflection, 0",
        "cubic, reflection, 1",
        "nearest, zeros, 0",
        "nearest, zeros, 1",
        "nearest, border, 0",
        "nearest, border, 1",
        "nearest, reflection, 0",
        "nearest, reflection, 1"
    })
    void samplesAGridAsDefined(String mode, String padding, int corners) {
        ModelWriter model = new ModelWriter(20);
        model.graph()
                .input("x", "n", 2, "h", "w")
                .input("grid", "n", 30, 2, 2)
                .node(
                        "y = GridSample x, grid",
                        attribute("mode", mode),
                        attribute("padding_mode", padding),
                        attribute("align_corners", corners))
                .output("y");
        Literal image = random(1, 1, 2, ROWS, COLUMNS);
        Literal grid = random(2.3, 1, 30, 2, 2);

        Literal found = run(model, image, grid);

        Definition first = new Definition(image, mode, padding, corners != 0);
        for (int i = 0; i < 60; i++) {
            double expected = first.at(grid.asDouble(2L * i + 1), grid.asDouble(2L * i));
            assertThat(found.asDouble(i)).as("point %d", i).isCloseTo(expected, within(2e-5));
        }
        assertThat(found.sizes()).containsExactly(1, 2, 30, 2);
    }

    @Test
    void convolutionsWithoutOffsetsAreConvolutions() {
        List<Literal> results = new ArrayList<>();
        for (boolean isDeformed : List.of(true, false)) {
            random.setSeed(5);
            ModelWriter model = new ModelWriter(19);
            String operator = isDeformed ? "DeformConv x, w, offset, b" : "Conv x, w, b";
            model.graph()
                    .input("x", 2, 4, 6, 5)
                    .input("w", 6, 2, 3, 2)
                    .input("offset", 2, 24, 3, 6)
                    .input("b", 6);
            ModelWriter.Message[] attributes = {
                attribute("group", 2),
                attribute("pads", 1, 2, 2, 1),
                attribute("strides", 2, 1),
                attribute("dilations", 2, 2),
                attribute("offset_group", 2)
            };
            int count = isDeformed ? 5 : 4;
            model.graph().node("y = " + operator, Arrays.copyOf(attributes, count)).output("y");
            Literal[] arguments = {
                random(1, 2, 4, 6, 5),
                random(1, 6, 2, 3, 2),
                LiteralBuilder.splat(DType.F32, 0, 2, 24, 3, 6),
                random(1, 6)
            };
            results.add(run(model, arguments));
        }
        List<Double> deformed = elements(results.get(0));
        List<Double> plain = elements(results.get(1));
        assertThat(deformed).hasSameSizeAs(plain);
        for (int i = 0; i < plain.size(); i++) {
            assertThat(deformed.get(i)).isCloseTo(plain.get(i), within(1e-5));
        }
    }

    /// A bin of two elements by three has as many samples, one in each element.
    @Test
    void regionsTakeAsManySamplesAsTheyAreLong() {
        for (String mode : List.of("avg", "max")) {
            ModelWriter model = new ModelWriter(16);
            model.graph()
                    .input("x", 1, 1, ROWS, COLUMNS)
                    .input("regions", "r", 4)
                    .input(7, "batch", "r")
                    .node(
                            "y = RoiAlign x, regions, batch",
                            attribute("mode", mode),
                            attribute("output_height", 1),
                            attribute("output_width", 1))
                    .output("y");
            LiteralBuilder image = new LiteralBuilder(DType.F32, 1, 1, ROWS, COLUMNS);
            for (int i = 0; i < ROWS * COLUMNS; i++) {
                image.put(i, i);
            }
            LiteralBuilder regions = new LiteralBuilder(DType.F32, 3, 4);
            double[] corners = {1, 1, 4, 3, 0, 0, 1, 1, 2, 2, 2, 2};
            for (int i = 0; i < corners.length; i++) {
                regions.put(i, corners[i]);
            }
            Literal batch = new LiteralBuilder(DType.I64, 3).build();

            Literal found = run(model, image.build(), regions.build(), batch);

            // rows 1 and 2, columns 1 to 3; the first element; nothing
            assertThat(elements(found))
                    .isEqualTo(
                            mode.equals("avg")
                                    ? List.of((6 + 7 + 8 + 11 + 12 + 13) / 6.0, 0.0, 0.0)
                                    : List.of(13.0, 0.0, 0.0));
            assertThat(
                            run(
                                            model,
                                            image.build(),
                                            few(0),
                                            new LiteralBuilder(DType.I64, 0).build())
                                    .elements())
                    .isZero();
        }
    }

    private static Literal few(long count) {
        return new LiteralBuilder(DType.F32, count, 4).build();
    }
}
