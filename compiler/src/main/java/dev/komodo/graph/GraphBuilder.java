package dev.komodo.graph;

import dev.komodo.error.InvalidGraphException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/// Writes a [Graph]: derives types, makes equal pure nodes one node, collects guards and large
/// constants, and turns what a loop body uses from outside into captures. The tensors that it gives
/// out build further nodes in it. One thread at a time.
///
/// ```java
/// Graph graph = Graph.build("scaled", g -> {
///     Tensor x = g.input("x", DType.F32, g.dim("n"), 20);
///     g.output("y", x.mul(2).sum(1));
/// });
/// ```
public final class GraphBuilder {
    private final String name;
    private final @Nullable GraphBuilder parent;
    private final ProgramState program;
    private final List<Node> nodes = new ArrayList<>();
    private final List<TensorType> types = new ArrayList<>();
    private final Map<Op, Node> known = new HashMap<>();
    private final List<Graph.Output> outputs = new ArrayList<>();
    private final Map<Value, Tensor> captures = new HashMap<>();
    private final List<Value> captured = new ArrayList<>();

    /// A builder of an empty graph.
    ///
    /// @param name a hint for symbols and dumps
    public GraphBuilder(String name) {
        this(name, null, new ProgramState());
    }

    private GraphBuilder(String name, @Nullable GraphBuilder parent, ProgramState program) {
        this.name = Objects.requireNonNull(name);
        this.parent = parent;
        this.program = program;
    }

    /// A symbolic extent, fixed at each call by the shapes of the arguments. One name is one extent
    /// in the whole graph; some input must have it as the extent of an axis.
    public Dim dim(String name) {
        return Dim.symbol(name);
    }

    /// An argument of the graph.
    ///
    /// @param name unique among the inputs
    /// @param dims the extents: each a [Dim], an [Integer], a [Long], or a [String] that names a
    ///   symbol
    public Tensor input(String name, DType dtype, Object... dims) {
        return input(name, new TensorType(dtype, Shapes.of(dims)));
    }

    /// An argument of the graph.
    ///
    /// @param name unique among the inputs
    public Tensor input(String name, TensorType type) {
        for (Node node : nodes) {
            if (node.op() instanceof Op.Input(String taken, TensorType _) && taken.equals(name)) {
                throw new InvalidGraphException(
                        "The input '" + name + "' is declared twice; give each its own name");
            }
        }
        return append(new Op.Input(name, type)).getFirst();
    }

    /// A scalar constant.
    ///
    /// @throws InvalidGraphException if an integer dtype is asked to hold what is no integer
    public Tensor constant(DType dtype, double value) {
        return constant(LiteralBuilder.scalar(dtype, value));
    }

    /// A scalar constant, exact for i64.
    public Tensor constant(DType dtype, long value) {
        return constant(LiteralBuilder.scalar(dtype, value));
    }

    /// A vector constant.
    public Tensor constants(DType dtype, double... values) {
        LiteralBuilder literal = new LiteralBuilder(dtype, values.length);
        for (int i = 0; i < values.length; i++) {
            literal.put(i, values[i]);
        }
        return constant(literal.build());
    }

    /// An i64 vector constant.
    public Tensor constants(long... values) {
        LiteralBuilder literal = new LiteralBuilder(DType.I64, values.length);
        for (int i = 0; i < values.length; i++) {
            literal.putBits(i, values[i]);
        }
        return constant(literal.build());
    }

    /// A constant: part of the program up to [Literal#INLINE_BYTES], held in a weight slot beyond.
    public Tensor constant(Literal literal) {
        if (literal.data().byteSize() <= Literal.INLINE_BYTES) {
            return apply(new Op.Constant(literal)).getFirst();
        }
        return weight(literal);
    }

    /// A constant that is passed by reference whatever its size.
    public Tensor weight(Literal literal) {
        if (parent != null) {
            return adopt(root().weight(literal));
        }
        return apply(new Op.Weight(program.slot(literal), literal.type())).getFirst();
    }

    /// The values of dims as an i64 vector.
    public Tensor dims(Dim... dims) {
        return apply(new Op.DimVector(List.of(dims))).getFirst();
    }

    /// 0, 1, 2, ... along an axis.
    public Tensor iota(DType dtype, int axis, Object... dims) {
        return apply(new Op.Iota(new TensorType(dtype, Shapes.of(dims)), axis)).getFirst();
    }

    /// Names a result.
    ///
    /// @param name unique among the outputs
    public GraphBuilder output(String name, Tensor tensor) {
        if (outputs.stream().anyMatch(output -> output.name().equals(name))) {
            throw new InvalidGraphException(
                    "The output '" + name + "' is declared twice; give each its own name");
        }
        outputs.add(new Graph.Output(name, adopt(tensor).value()));
        return this;
    }

    /// Repeats `body` while `condition` holds, from the given carries; see [Op.While]. The lambdas
    /// are called once each, with tensors that stand for the carries of a step; they may use any
    /// tensor of the surrounding graph.
    ///
    /// @return the last carries
    public List<Tensor> whileLoop(
            List<Tensor> carries,
            Function<List<Tensor>, Tensor> condition,
            Function<List<Tensor>, List<Tensor>> body) {
        return LoopBuilder.whileLoop(this, carries, condition, body);
    }

    /// One of two programs, whichever a condition asks for; the other is not run. The lambdas are
    /// called once each, with the builder of their sub-graph: what they build of tensors that it
    /// has adopted ([#adopt]) belongs to the branch, what they build of outer tensors alone is
    /// computed before. Guards of both hold for each call.
    ///
    /// @param condition `bool[]`
    /// @return the results, of which both branches give as many, of the same types, with extents
    ///   that are known outside
    /// @throws InvalidGraphException if the branches' results differ in type
    public List<Tensor> branch(
            Tensor condition,
            Function<GraphBuilder, List<Tensor>> whenTrue,
            Function<GraphBuilder, List<Tensor>> whenFalse) {
        return BranchBuilder.branch(this, condition, whenTrue, whenFalse);
    }

    /// Steps through the leading axis of `sequences`; see [Op.Scan]. The lambda is called once; it
    /// may use any tensor of the surrounding graph.
    ///
    /// @param length the number of steps at most
    /// @return the last carries and the stacked emitted values
    public ScanResult scan(
            Dim length, List<Tensor> carries, List<Tensor> sequences, ScanBody body) {
        return LoopBuilder.scan(this, length, carries, sequences, body);
    }

    /// Appends an operation on values of this builder, or finds the equal one. For importers and
    /// rewriters; programs use the methods of [Tensor].
    ///
    /// @return its results
    /// @throws InvalidGraphException if the operands do not fit
    public List<Tensor> apply(Op op) {
        Node found = known.get(op);
        return found != null ? tensors(found) : append(op);
    }

    private List<Tensor> append(Op op) {
        List<TensorType> operands = new ArrayList<>();
        for (Value operand : op.operands()) {
            if (operand.id() >= types.size()) {
                throw new InvalidGraphException(
                        TypeRules.name(op) + " uses " + operand + ", which does not exist yet");
            }
            operands.add(types.get(operand.id()));
        }
        Node node = new Node(types.size(), op, TypeRules.resultTypes(op, operands));
        noteDataNames(op);
        nodes.add(node);
        types.addAll(node.types());
        known.put(op, node);
        return tensors(node);
    }

    private void noteDataNames(Op op) {
        if (op instanceof Op.NonZero(Value _, Dim.Data count)) {
            program.noteDataName(count.name());
        } else if (op instanceof Op.Scan scan) {
            scan.steps().ifPresent(steps -> program.noteDataName(steps.name()));
        }
    }

    private List<Tensor> tensors(Node node) {
        List<Tensor> results = new ArrayList<>();
        for (int i = 0; i < node.types().size(); i++) {
            results.add(new Tensor(this, node.result(i), node.types().get(i)));
        }
        return List.copyOf(results);
    }

    /// A value of this builder as a tensor.
    public Tensor tensor(Value value) {
        if (value.id() >= types.size()) {
            throw new InvalidGraphException(
                    "The graph '" + name + "' has " + types.size() + " values and no " + value);
        }
        return new Tensor(this, value, types.get(value.id()));
    }

    /// A value that derivatives do not look behind: they end here.
    public Tensor opaque(Tensor value) {
        return apply(new Op.Opaque(adopt(value).value(), List.of(), "")).getFirst();
    }

    /// A value that derivatives take for a function of `inputs`, with a derivative of its own.
    public Tensor opaque(Tensor value, List<Tensor> inputs, DerivativeRule rule) {
        List<Value> operands = inputs.stream().map(input -> adopt(input).value()).toList();
        Op op = new Op.Opaque(adopt(value).value(), operands, program.ruleName(rule));
        return apply(op).getFirst();
    }

    /// The rule of an [Op.Opaque] of this program, by its name there; nothing if this program was
    /// built from another one, which rules do not follow.
    public Optional<DerivativeRule> rule(String name) {
        return program.rule(name);
    }

    /// Requires two extents to be equal at each call. Nothing happens where they are known to be.
    ///
    /// @param reason where the requirement comes from, for the message
    /// @throws InvalidGraphException if they can never be equal, or are not known before the call
    public GraphBuilder requireEqual(Dim left, Dim right, String reason) {
        try {
            program.require(left, right, reason);
        } catch (ArithmeticException overflow) {
            throw new InvalidGraphException(
                    reason + ": " + left + " or " + right + " overflows 64 bits", overflow);
        }
        return this;
    }

    /// A new data dim of a name that is not taken.
    public Dim.Data freshData(String hint, Dim bound) {
        return new Dim.Data(program.freshDataName(hint), bound.bound());
    }

    /// The finished graph, verified. The builder may go on: graphs are immutable.
    ///
    /// @throws InvalidGraphException if the program has no meaning, with all faults
    public Graph build() {
        Graph graph = finish();
        GraphVerifier.verify(graph);
        return graph;
    }

    /// The graph, not verified: the way of sub-graphs, which are verified with the whole.
    public Graph finish() {
        boolean whole = parent == null;
        return new Graph(
                name,
                nodes,
                outputs,
                whole ? program.guards() : List.of(),
                whole ? program.weights() : List.of());
    }

    /// A builder of a sub-graph of this one, which shares guards, weights and names with it. For
    /// rewriters; programs use [#whileLoop] and [#scan].
    ///
    /// @param role `condition` or `body`
    public GraphBuilder subgraph(String role) {
        return new GraphBuilder(role, this, program);
    }

    /// Whether this builds a sub-graph, whose nodes a loop runs again and again.
    public boolean isSubgraph() {
        return parent != null;
    }

    /// What a child has captured so far, in the order of its inputs.
    List<Value> captured() {
        return List.copyOf(captured);
    }

    /// The tensor as one of this builder: itself, or the capture of a surrounding graph's.
    ///
    /// @throws InvalidGraphException if it belongs to a graph that does not surround this one
    public Tensor adopt(Tensor tensor) {
        if (tensor.builder() == this) {
            return tensor;
        }
        if (parent == null) {
            throw new InvalidGraphException(
                    "A tensor "
                            + tensor.type()
                            + " of '"
                            + tensor.builder().name
                            + "' is used in '"
                            + name
                            + "'; return what a loop body computes from it, and build one graph"
                            + " with one builder");
        }
        return capture(parent.adopt(tensor));
    }

    private Tensor capture(Tensor outer) {
        Op producer = outer.builder().producer(outer.value());
        if (producer instanceof Op.Constant || producer instanceof Op.DimVector) {
            return apply(producer).getFirst();
        }
        Tensor known = captures.get(outer.value());
        if (known == null) {
            known = input("capture" + captured.size(), outer.type());
            captures.put(outer.value(), known);
            captured.add(outer.value());
        }
        return known;
    }

    /// Declares captures of surrounding values, in this order, unless they are captured already.
    void captureAll(List<Value> outer) {
        GraphBuilder surrounding = Objects.requireNonNull(parent);
        outer.forEach(value -> capture(surrounding.tensor(value)));
    }

    /// How many values there are so far.
    public int valueCount() {
        return types.size();
    }

    /// What must hold between dims at each call, as far as the program is written.
    public List<DimGuard> guards() {
        return program.guards();
    }

    /// Whether two extents are equal whenever the guards hold. False may mean unknown.
    public boolean provesEqual(Dim left, Dim right) {
        return program.provesEqual(left, right);
    }

    /// The op that a value of this builder is a result of.
    public Op producer(Value value) {
        return node(value).op();
    }

    /// The equation of this builder that a value is a result of.
    public Node node(Value value) {
        int low = 0;
        int high = nodes.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (nodes.get(middle).firstResult() <= value.id()) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return nodes.get(low);
    }

    private GraphBuilder root() {
        GraphBuilder root = this;
        while (root.parent != null) {
            root = root.parent;
        }
        return root;
    }

    /// The innermost of the builders of two tensors, in which both can be used.
    static GraphBuilder inner(Tensor left, Tensor right) {
        return inner(left, right.builder());
    }

    static GraphBuilder inner(Tensor tensor, GraphBuilder builder) {
        return tensor.builder().isWithin(builder) ? tensor.builder() : builder;
    }

    private boolean isWithin(GraphBuilder other) {
        for (GraphBuilder at = this; at != null; at = at.parent) {
            if (at == other) {
                return true;
            }
        }
        return false;
    }
}
