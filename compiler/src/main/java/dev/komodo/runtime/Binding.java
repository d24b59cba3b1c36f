package dev.komodo.runtime;

import dev.komodo.error.ExecutionException;
import dev.komodo.error.InvalidGraphException;
import dev.komodo.events.Recorder;
import dev.komodo.graph.Dim;
import dev.komodo.graph.TensorType;
import dev.komodo.loop.Status;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A kernel with its arguments: checked once, called many times without allocation. Belongs to the
/// thread that built it.
///
/// Arrays over heap segments are read and written where they are if the call is predicted to take
/// less than 10 microseconds, on the caller's thread alone; else they are copied into native
/// staging before a call and back after it, for the collector would have to wait for the call.
public final class Binding implements AutoCloseable {
    private final Kernel kernel;
    private final Arena arena = Arena.ofConfined();
    private final Frame frame;
    private final long[] dims;
    private final List<NDArray> outputs;
    private final MemorySegment[] arguments;
    private final MemorySegment[] given;
    private final Staging staging;
    private final MemorySegment entry;
    private final Invoker invoker;
    private final HeapUse heapUse;

    private Binding(
            Kernel kernel,
            List<NDArray> inputs,
            List<NDArray> outputs,
            long[] dims,
            long workspaceBytes) {
        this.kernel = kernel;
        this.dims = dims;
        this.outputs = List.copyOf(outputs);
        MemorySegment workspace =
                workspaceBytes == 0
                        ? MemorySegment.NULL
                        : arena.allocate(workspaceBytes, NDArray.ALIGNMENT);
        this.frame = new Frame(arena, kernel, dims, workspace);
        this.entry = kernel.entry();
        this.invoker = Invoker.of(inputs.size() + outputs.size());
        this.arguments = new MemorySegment[invoker.arity()];
        Arrays.fill(arguments, MemorySegment.NULL);
        this.given =
                Stream.concat(inputs.stream(), outputs.stream())
                        .map(NDArray::segment)
                        .toArray(MemorySegment[]::new);
        this.staging = new Staging(arena, given.length);
        this.heapUse = HeapUse.of(given, () -> kernel.isShort(dims));
        for (int i = 0; i < given.length; i++) {
            arguments[i] = heapUse == HeapUse.STAGED ? staging.at(i, given[i]) : given[i];
        }
        frame.setAlone(heapUse == HeapUse.IN_PLACE);
    }

    /// Calls the kernel.
    ///
    /// @throws ExecutionException if an element has no defined result; outputs then hold
    ///   unspecified values
    /// @throws IllegalStateException if this binding, the kernel or an argument's arena is closed
    public void run() {
        if (Recorder.wantsCalls()) {
            Recorder.call(kernel.report().name(), this::call);
        } else {
            call();
        }
    }

    /// A call that the flight recorder is not told of.
    void call() {
        frame.reset();
        int status =
                heapUse == HeapUse.NONE
                        ? invoker.run(entry, frame.segment(), arguments)
                        : runOnHeap();
        if (status != Status.OK.code()) {
            throw frame.failed(kernel.report().name(), Status.of(status));
        }
    }

    private int runOnHeap() {
        return heapUse == HeapUse.IN_PLACE
                ? invoker.runOnHeap(entry, frame.segment(), arguments)
                : runStaged();
    }

    private int runStaged() {
        int inputs = given.length - outputs.size();
        for (int i = 0; i < inputs; i++) {
            staging.copyIn(i, given[i]);
        }
        int status = invoker.run(entry, frame.segment(), arguments);
        for (int i = inputs; i < given.length; i++) {
            staging.copyOut(i, given[i]);
        }
        return status;
    }

    /// All outputs, in the order of the signature; see [#output(String)].
    public List<NDArray> outputs() {
        return kernel.signature().outputs().stream()
                .map(parameter -> output(parameter.name()))
                .toList();
    }

    /// An output with the extents that the last call found: a view of the array that was bound.
    /// Without data dims, that array in its own shape.
    ///
    /// @throws InvalidGraphException if there is no such output
    public NDArray output(String name) {
        List<Signature.Parameter> parameters = kernel.signature().outputs();
        for (int i = 0; i < parameters.size(); i++) {
            if (parameters.get(i).name().equals(name)) {
                return outputs.get(i).view(extents(parameters.get(i).type()));
            }
        }
        throw new InvalidGraphException(
                "There is no output '" + name + "'; outputs: " + parameters);
    }

    private long[] extents(TensorType type) {
        long[] extents = new long[type.shape().rank()];
        for (int i = 0; i < extents.length; i++) {
            extents[i] = extent(type.shape().dim(i));
        }
        return extents;
    }

    private long extent(Dim dim) {
        return dim.evaluate(
                atom ->
                        atom instanceof Dim.Data data
                                ? frame.resultDim(kernel.resultDims().indexOf(data.name()))
                                : dims[kernel.signature().symbols().indexOf(atom)]);
    }

    /// Where the time of the last call went: present if the kernel was compiled with
    /// `Options.profile(true)`.
    public Optional<CallProfile> profile() {
        return frame.profile().map(memory -> memory.read(this::extent));
    }

    /// Frees the workspace. The arrays belong to the caller and stay. A second close does nothing.
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }

    /// Collects arguments.
    public static final class Builder {
        private final Kernel kernel;
        private final Map<String, NDArray> inputs = new TreeMap<>();
        private final Map<String, NDArray> outputs = new TreeMap<>();

        Builder(Kernel kernel) {
            this.kernel = kernel;
        }

        /// Sets an input.
        ///
        /// @throws InvalidGraphException if there is no such input, or its dtype is another one
        public Builder input(String name, NDArray array) {
            check(kernel.signature().inputs(), "input", name, array);
            inputs.put(name, array);
            return this;
        }

        /// Sets the array that an output is written to. An output with data dims takes an array at
        /// their bounds.
        ///
        /// @throws InvalidGraphException if there is no such output, or its dtype is another one
        public Builder output(String name, NDArray array) {
            check(kernel.signature().outputs(), "output", name, array);
            outputs.put(name, array);
            return this;
        }

        private static void check(
                List<Signature.Parameter> parameters, String what, String name, NDArray array) {
            Signature.Parameter parameter =
                    parameters.stream()
                            .filter(p -> p.name().equals(name))
                            .findFirst()
                            .orElseThrow(
                                    () ->
                                            new InvalidGraphException(
                                                    "There is no "
                                                            + what
                                                            + " '"
                                                            + name
                                                            + "'; there are: "
                                                            + parameters));
            if (parameter.type().dtype() != array.dtype()) {
                throw new InvalidGraphException(
                        "The "
                                + what
                                + " '"
                                + name
                                + "' must be "
                                + parameter.type()
                                + ", found "
                                + array);
            }
        }

        /// Allocates each output that was not set, at its bounds, as alive as the arena.
        ///
        /// @throws InvalidGraphException if an input is missing or a shape is wrong
        public Builder allocateOutputs(Arena arena) {
            long[] dims = dims();
            for (Signature.Parameter output : kernel.signature().outputs()) {
                if (!outputs.containsKey(output.name())) {
                    long[] extents = kernel.signature().extents(output.type(), dims);
                    outputs.put(output.name(), NDArray.of(arena, output.type().dtype(), extents));
                }
            }
            return this;
        }

        /// The dims that the inputs given so far determine.
        long[] dims() {
            List<long[]> sizes = new ArrayList<>();
            for (NDArray input : collect(kernel.signature().inputs(), inputs, "input")) {
                sizes.add(input.sizes());
            }
            return kernel.signature().bindDims(sizes);
        }

        private static List<NDArray> collect(
                List<Signature.Parameter> parameters, Map<String, NDArray> given, String what) {
            List<Signature.Parameter> missing =
                    parameters.stream().filter(p -> !given.containsKey(p.name())).toList();
            if (!missing.isEmpty()) {
                throw new InvalidGraphException(
                        "Missing "
                                + what
                                + (missing.size() == 1 ? ": " : "s: ")
                                + missing.stream()
                                        .map(Object::toString)
                                        .collect(Collectors.joining(", ")));
            }
            return parameters.stream().map(p -> given.get(p.name())).toList();
        }

        /// Checks the arguments and makes the binding.
        ///
        /// @throws InvalidGraphException if an argument is missing, a shape is wrong, a guard does
        ///   not hold, or an output overlaps another argument
        public Binding build() {
            long[] dims = checkedDims();
            return new Binding(
                    kernel,
                    collect(kernel.signature().inputs(), inputs, "input"),
                    collect(kernel.signature().outputs(), outputs, "output"),
                    dims,
                    kernel.workspaceBytes(dims));
        }

        /// The dims of the arguments, which fit the kernel and each other.
        long[] checkedDims() {
            long[] dims = dims();
            List<NDArray> in = collect(kernel.signature().inputs(), inputs, "input");
            List<NDArray> out = collect(kernel.signature().outputs(), outputs, "output");
            for (int i = 0; i < out.size(); i++) {
                Signature.Parameter parameter = kernel.signature().outputs().get(i);
                long[] expected = kernel.signature().extents(parameter.type(), dims);
                if (!Arrays.equals(expected, out.get(i).sizes())) {
                    throw new InvalidGraphException(
                            "The output '"
                                    + parameter.name()
                                    + "' "
                                    + parameter.type()
                                    + " must be "
                                    + Arrays.toString(expected)
                                    + ", found "
                                    + out.get(i));
                }
                if (out.get(i).segment().isReadOnly()) {
                    throw new InvalidGraphException(
                            "The output '" + parameter.name() + "' is read-only memory");
                }
                requireApart(parameter.name(), out.get(i), in);
                requireApart(parameter.name(), out.get(i), out.subList(0, i));
            }
            return dims;
        }

        private static void requireApart(String name, NDArray output, List<NDArray> others) {
            for (NDArray other : others) {
                if (output.segment()
                        .asOverlappingSlice(other.segment())
                        .filter(s -> s.byteSize() > 0)
                        .isPresent()) {
                    throw new InvalidGraphException(
                            "The memory of output '"
                                    + name
                                    + "' "
                                    + output
                                    + " overlaps another argument "
                                    + other);
                }
            }
        }
    }
}
