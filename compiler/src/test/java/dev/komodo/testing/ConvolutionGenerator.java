package dev.komodo.testing;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Graph;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Random convolutions: any rank, stride, dilation, padding and groups, extents from nothing to
/// more than a register tile, known or not, with what may follow a convolution in its kernel.
public final class ConvolutionGenerator {
    private static final int MOST_PRODUCTS = 2_000_000;

    private final long seed;
    private final Random random;
    private final List<Literal> arguments = new ArrayList<>();

    private ConvolutionGenerator(long seed) {
        this.seed = seed;
        this.random = new Random(seed);
    }

    /// The convolution of a seed.
    public static GeneratedGraph generate(long seed) {
        return new ConvolutionGenerator(seed).generate();
    }

    /// The attributes and extents.
    private record Form(
            List<Long> input,
            List<Long> filter,
            List<Long> strides,
            List<Long> low,
            List<Long> high,
            List<Long> dilations,
            long groups) {
        boolean fits() {
            for (int axis = 0; axis < strides.size(); axis++) {
                if (output(axis) < 0) {
                    return false;
                }
            }
            return products() <= MOST_PRODUCTS;
        }

        long output(int axis) {
            long span = (filter.get(axis + 2) - 1) * dilations.get(axis) + 1;
            long all = input.get(axis + 2) + low.get(axis) + high.get(axis);
            return all < span ? -1 : (all - span) / strides.get(axis) + 1;
        }

        long products() {
            long count = input.getFirst() * filter.getFirst() * terms();
            for (int axis = 0; axis < strides.size(); axis++) {
                count *= output(axis);
            }
            return count;
        }

        long terms() {
            return filter.subList(1, filter.size()).stream().reduce(1L, Math::multiplyExact);
        }
    }

    private GeneratedGraph generate() {
        Form form = form();
        while (!form.fits()) {
            form = form();
        }
        return graph(form);
    }

    private Form form() {
        int rank = 1 + random.nextInt(3);
        long groups = random.nextBoolean() ? 1 : 1 + random.nextInt(3);
        long channels = random.nextInt(6) == 0 ? 40 + random.nextInt(40) : 1 + random.nextInt(6);
        long outputs = 1L + random.nextInt(20);
        if (random.nextInt(4) == 0) {
            channels = 1;
            outputs = 1L + random.nextInt(3);
        }
        List<Long> input = new ArrayList<>(List.of((long) random.nextInt(4), channels * groups));
        List<Long> filter = new ArrayList<>(List.of(outputs * groups, channels));
        Form form =
                new Form(
                        input,
                        filter,
                        new ArrayList<>(),
                        new ArrayList<>(),
                        new ArrayList<>(),
                        new ArrayList<>(),
                        groups);
        for (int axis = 0; axis < rank; axis++) {
            boolean isLast = axis + 1 == rank;
            input.add(1L + random.nextInt(isLast && random.nextBoolean() ? 70 : 9));
            filter.add(1L + random.nextInt(4));
            form.strides.add(random.nextBoolean() ? 1L : 1 + random.nextInt(4));
            form.low.add((long) random.nextInt(4));
            form.high.add((long) random.nextInt(4));
            form.dilations.add(random.nextBoolean() ? 1L : 1 + random.nextInt(3));
        }
        return form;
    }

    private GeneratedGraph graph(Form form) {
        DType dtype =
                switch (random.nextInt(11)) {
                    case 0 -> DType.F16;
                    case 1, 2 -> DType.F64;
                    case 3 -> DType.I32;
                    case 8 -> DType.BF16;
                    case 9 -> DType.I8;
                    case 10 -> DType.U8;
                    default -> DType.F32;
                };
        GraphBuilder builder = new GraphBuilder("convolution");
        List<Dim> dims = new ArrayList<>();
        for (int axis = 0; axis < form.input.size(); axis++) {
            boolean isKnown = axis == 1 || random.nextInt(3) > 0;
            long extent = form.input.get(axis);
            dims.add(isKnown ? Dim.of(extent) : builder.dim("n" + axis));
        }
        Tensor x = builder.input("x", dtype, (Object[]) dims.toArray(Dim[]::new));
        arguments.add(values(dtype, form.input, false));
        boolean isSpecial = seed % 16 == 0;
        Tensor filter = input(builder, "w", dtype, form.filter, isSpecial);
        Tensor y =
                x.convolve(filter, form.strides, form.low, form.high, form.dilations, form.groups);
        builder.output("y", followed(builder, y, form, dtype));
        Graph graph = builder.build();
        DType accumulator = dtype.arithmetic();
        double epsilon = LiteralComparison.relativeTolerance(accumulator) / 64;
        double tolerance = epsilon * form.terms() * (form.terms() + 8);
        double rounded =
                dtype != accumulator
                        ? LiteralComparison.relativeTolerance(dtype) * form.terms()
                        : 0;
        return new GeneratedGraph(seed, graph, arguments, List.of(tolerance + rounded));
    }

    private Tensor input(
            GraphBuilder builder, String name, DType dtype, List<Long> sizes, boolean isSpecial) {
        arguments.add(values(dtype, sizes, isSpecial));
        Dim[] dims = sizes.stream().map(Dim::of).toArray(Dim[]::new);
        return builder.input(name, dtype, (Object[]) dims);
    }

    /// Nothing, a bias and an activation, or a sum with another image.
    private Tensor followed(GraphBuilder builder, Tensor y, Form form, DType dtype) {
        return switch (random.nextInt(3)) {
            case 0 -> y;
            case 1 -> {
                List<Long> sizes = new ArrayList<>(List.of(form.filter.getFirst()));
                form.strides.forEach(_ -> sizes.add(1L));
                yield y.add(input(builder, "b", dtype, sizes, false)).relu();
            }
            default -> y.add(another(builder, y.shape(), form, dtype));
        };
    }

    /// An input of the result's shape.
    private Tensor another(GraphBuilder builder, Shape shape, Form form, DType dtype) {
        List<Long> sizes = new ArrayList<>();
        sizes.add(form.input.getFirst());
        sizes.add(form.filter.getFirst());
        for (int axis = 0; axis < form.strides.size(); axis++) {
            sizes.add(form.output(axis));
        }
        arguments.add(values(dtype, sizes, false));
        Dim[] dims = new Dim[sizes.size()];
        for (int axis = 0; axis < dims.length; axis++) {
            Dim dim = shape.dim(axis);
            dims[axis] = dim.constant().isPresent() ? dim : builder.dim("r" + axis);
        }
        return builder.input("r", dtype, (Object[]) dims);
    }

    private Literal values(DType dtype, List<Long> sizes, boolean isSpecial) {
        LiteralBuilder builder =
                new LiteralBuilder(dtype, sizes.stream().mapToLong(Long::longValue).toArray());
        for (long i = 0; i < builder.elements(); i++) {
            if (dtype.isFloat()) {
                boolean isInfinite = isSpecial && random.nextInt(9) == 0;
                builder.put(i, isInfinite ? Double.POSITIVE_INFINITY : 2 * random.nextDouble() - 1);
            } else {
                int value = random.nextInt(-9, 10);
                builder.put(i, dtype.isUnsigned() ? Math.abs(value) : value);
            }
        }
        return builder.build();
    }
}
