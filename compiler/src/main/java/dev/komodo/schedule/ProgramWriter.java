package dev.komodo.schedule;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.divide;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.less;
import static dev.komodo.loop.Expressions.load;
import static dev.komodo.loop.Expressions.maximum;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.select;
import static dev.komodo.loop.Expressions.subtract;

import dev.komodo.error.UnsupportedException;
import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Literal;
import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.ConstantTable;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopFunction;
import dev.komodo.loop.LoopProgram;
import dev.komodo.loop.LoopType;
import dev.komodo.loop.Space;
import dev.komodo.loop.Stmt;
import dev.komodo.target.Effort;
import dev.komodo.target.Target;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/// Writes the entry of a program: a sequence of kernel calls and loops around them, and the places
/// of what lives between them.
final class ProgramWriter implements DimSource {
    private static final class Level {
        final BlockBuilder block;
        final Map<Dim, Expr> dims = new HashMap<>();
        final int firstStep;
        final Set<WorkspacePlan.Item> surrounding = new LinkedHashSet<>();

        Level(BlockBuilder block, int firstStep) {
            this.block = block;
            this.firstStep = firstStep;
        }
    }

    private final Target target;
    private final BlockBuilder.Names names = new BlockBuilder.Names();
    private final BlockBuilder.Names functionNames = new BlockBuilder.Names();
    private final List<Level> levels = new ArrayList<>();
    private final Map<String, Expr.Var> symbols = new LinkedHashMap<>();
    private final Map<String, Integer> cells = new LinkedHashMap<>();
    private final List<LoopFunction> functions = new ArrayList<>();
    private final List<ConstantTable> tables = new ArrayList<>();
    private final Map<Object, Storage> prepared = new LinkedHashMap<>();
    private final Map<Object, Storage> keyed = new HashMap<>();
    private final BlockBuilder prepare = new BlockBuilder(new BlockBuilder.Names());
    private final List<WorkspacePlan.Item> items = new ArrayList<>();
    private final Map<Buffer, WorkspacePlan.Item> itemOf = new HashMap<>();
    private final Expr.Var workers;
    private final Buffer resultDims;
    private final Set<String> defined = new HashSet<>();
    private final List<KernelSummary> summaries = new ArrayList<>();
    private KernelWork work = KernelWork.NONE;
    private long leastScores = ScoreSearch.LEAST_ELEMENTS;
    private final Formulas formulas;
    private int step;

    /// @param graph the normalised graph
    /// @param symbols its symbols
    /// @param dataDims its data dims
    ProgramWriter(
            Target target,
            Effort effort,
            Graph graph,
            List<String> symbols,
            List<String> dataDims) {
        this.target = target;
        this.formulas = Formulas.of(this, graph, effort == Effort.FAST ? 0 : Costs.FORMULAS);
        for (String symbol : symbols) {
            this.symbols.put(symbol, new Expr.Var(names.fresh(symbol), LoopType.INDEX));
        }
        this.workers = new Expr.Var(names.fresh("workers"), LoopType.INDEX);
        dataDims.forEach(name -> cells.put(name, cells.size()));
        this.resultDims =
                new Buffer(
                        names.fresh("result_dims"),
                        DType.I64,
                        Space.RESULT_DIMS,
                        index(dataDims.size()));
        levels.add(new Level(new BlockBuilder(names), 0));
    }

    /// Keeps scores out of memory from so many elements on.
    void leastScores(long elements) {
        leastScores = elements;
    }

    /// The elements of scores from which on they are kept out of memory.
    long leastScores() {
        return leastScores;
    }

    Target target() {
        return target;
    }

    /// What writes elementary functions.
    Formulas formulas() {
        return formulas;
    }

    BlockBuilder block() {
        return levels.getLast().block;
    }

    BlockBuilder.Names names() {
        return names;
    }

    Expr workers() {
        return workers;
    }

    /// A name for a kernel that reads well in a profile.
    String functionName(String hint) {
        return functionNames.fresh(hint);
    }

    @Override
    public int lanes() {
        return 1;
    }

    @Override
    public void splits() {}

    @Override
    public Expr dim(Dim dim) {
        if (dim instanceof Dim.Fixed(long size)) {
            return index(size);
        }
        if (dim instanceof Dim.Symbol(String name)) {
            return symbol(name);
        }
        for (Level level : levels.reversed()) {
            Expr known = level.dims.get(dim);
            if (known != null) {
                return known;
            }
        }
        Expr value = block().let("extent", direct(dim));
        levels.getLast().dims.put(dim, value);
        return value;
    }

    private Expr symbol(String name) {
        Expr.Var variable = symbols.get(name);
        if (variable == null) {
            throw new UnsupportedException(
                    "The symbol '"
                            + name
                            + "' is used in a shape, but is no extent of an input; make some"
                            + " input have it as the extent of an axis");
        }
        return variable;
    }

    /// The value of a dim, computed anew.
    private Expr direct(Dim dim) {
        return switch (dim) {
            case Dim.Fixed(long size) -> index(size);
            case Dim.Symbol(String name) -> symbol(name);
            case Dim.Data(String name, Dim _) -> load(resultDims, index(cell(name)));
            case Dim.Polynomial(List<Dim.Term> terms) -> {
                Expr sum = index(0);
                for (Dim.Term term : terms) {
                    Expr product = index(term.coefficient());
                    for (Dim atom : term.atoms()) {
                        product = multiply(product, direct(atom));
                    }
                    sum = add(sum, product);
                }
                yield sum;
            }
            case Dim.FloorDivide(Dim dividend, Dim divisor) -> {
                Expr a = direct(dividend);
                Expr b = direct(divisor);
                // Rounds towards minus infinity: the divisor is positive.
                Expr down = subtract(a, subtract(b, index(1)));
                Expr natural = less(a, index(0));
                yield divide(select(natural, down, a), b);
            }
            case Dim.Maximum(Dim left, Dim right) -> maximum(direct(left), direct(right));
        };
    }

    int cell(String dataDim) {
        Integer cell = cells.get(dataDim);
        if (cell == null) {
            throw new UnsupportedException("The data dim ?" + dataDim + " has no producer here");
        }
        return cell;
    }

    /// The cell of a data dim, as the storage of one i64.
    Storage cellStorage(Dim.Data dim) {
        return new Storage(resultDims, index(cell(dim.name())), Dim.of(1));
    }

    /// Reserves memory for the steps from now to the last use.
    Storage workspace(String hint, DType dtype, Dim elements) {
        return workspace(hint, dtype, elements.bound(), false);
    }

    /// Reserves scratch memory of which each worker has its own part of `capacity()` elements, at
    /// least as many as asked for.
    Storage scratch(String hint, DType dtype, Dim perWorker) {
        Dim line = Dim.of(64);
        return workspace(hint, dtype, perWorker.bound().ceilDivide(line).times(line), true);
    }

    private Storage workspace(String hint, DType dtype, Dim bound, boolean isPerWorker) {
        Dim bytes = bound.times(Dim.of(dtype.byteSize()));
        Expr size = sized(bound);
        Buffer buffer =
                new Buffer(
                        names.fresh(hint),
                        dtype,
                        Space.WORKSPACE,
                        isPerWorker ? multiply(size, workers) : size);
        WorkspacePlan.Item item = new WorkspacePlan.Item(buffer, bytes, isPerWorker, step + 1);
        items.add(item);
        itemOf.put(buffer, item);
        return isPerWorker
                ? Storage.perWorker(buffer, bound, workers)
                : new Storage(buffer, index(0), bound);
    }

    /// The value of a dim without data dims, from symbols alone.
    Expr sized(Dim dim) {
        return direct(dim.bound());
    }

    /// Embeds a small constant.
    Storage table(String hint, Literal literal) {
        Buffer buffer =
                new Buffer(
                        names.fresh(hint),
                        literal.dtype(),
                        Space.CONSTANT,
                        index(literal.elements()));
        tables.add(new ConstantTable(buffer, literal));
        return new Storage(buffer, index(0), Dim.of(literal.elements()));
    }

    /// Embeds a constant once for a key.
    Storage table(Object key, String hint, Supplier<Literal> literal) {
        Storage known = keyed.get(key);
        if (known == null) {
            known = table(hint, literal.get());
            keyed.put(key, known);
        }
        return known;
    }

    /// Memory that `prepare` fills once for all calls.
    ///
    /// @param key what the memory holds: equal keys share it
    /// @param fill writes the function that fills it
    Storage prepared(
            Object key,
            String hint,
            DType dtype,
            long elements,
            BiConsumer<KernelWriter, Storage> fill) {
        Storage known = prepared.get(key);
        if (known != null) {
            return known;
        }
        Buffer buffer = new Buffer(names.fresh(hint), dtype, Space.CONSTANT, index(elements));
        Storage storage = new Storage(buffer, index(0), Dim.of(elements));
        prepared.put(key, storage);
        KernelWriter kernel = new KernelWriter(functionName("prepare_" + hint), target, formulas);
        fill.accept(kernel, storage);
        functions.add(kernel.function());
        prepare.add(kernel.call(this));
        return storage;
    }

    /// Adds a function that several kernels call, once for a name.
    void define(String name, Supplier<LoopFunction> function) {
        if (defined.add(name)) {
            functionNames.fresh(name);
            functions.add(function.get());
        }
    }

    /// Says what the kernels that follow do, for profiles.
    void describe(KernelWork next) {
        work = next;
    }

    /// What each kernel does, in the order of the calls.
    List<KernelSummary> summaries() {
        return List.copyOf(summaries);
    }

    private KernelSummary summary(KernelWriter kernel, LoopFunction function) {
        Dim bytes = Dim.of(0);
        for (Storage storage : kernel.storages()) {
            if (storage.copies().isEmpty()) {
                Dim elements = storage.capacity();
                bytes = bytes.plus(elements.times(Dim.of(storage.dtype().byteSize())));
            }
        }
        return new KernelSummary(
                function.name(), work.operations(), work.result(), bytes, work.arithmetic());
    }

    /// Adds a finished kernel and its call.
    void launch(KernelWriter kernel) {
        step++;
        LoopFunction function = kernel.function();
        functions.add(function);
        summaries.add(summary(kernel, function));
        block().add(kernel.call(this));
        kernel.storages().forEach(storage -> used(storage.buffer()));
    }

    /// A buffer is used in the current step.
    void used(Buffer buffer) {
        WorkspacePlan.Item item = itemOf.get(buffer);
        if (item != null) {
            item.usedAt(step);
            for (Level level : levels) {
                if (level.firstStep > item.first()) {
                    level.surrounding.add(item);
                }
            }
        }
    }

    /// Writes a nested block that may run several times: what it uses from outside lives until its
    /// end.
    Stmt.Block nested(Runnable body) {
        step++;
        levels.add(new Level(new BlockBuilder(names), step));
        body.run();
        step++;
        Level level = levels.removeLast();
        level.surrounding.forEach(item -> item.usedAt(step));
        return level.block.build();
    }

    /// The finished program.
    LoopProgram program(
            String name, List<Buffer> inputs, List<Buffer> outputs, List<Buffer> constants) {
        BlockBuilder run = new BlockBuilder(names);
        WorkspacePlan plan = new WorkspacePlan(this::direct, workers);
        items.forEach(plan::add);
        Expr bytes = plan.place(run);
        levels.getFirst().block.build().statements().forEach(run::add);
        return new LoopProgram(
                name,
                List.copyOf(symbols.values()),
                workers,
                inputs,
                outputs,
                constants,
                tables,
                prepared.values().stream().map(Storage::buffer).toList(),
                resultDims,
                List.copyOf(cells.keySet()),
                functions,
                prepare.build(),
                run.build(),
                bytes);
    }

    /// A buffer that the caller provides.
    Buffer argument(String hint, DType dtype, Dim elements, Space space) {
        return new Buffer(names.fresh(hint), dtype, space, sized(elements));
    }
}
