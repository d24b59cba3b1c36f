package dev.komodo.fourier;

import dev.komodo.graph.DType;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopFunction;
import dev.komodo.loop.Stmt;

import java.util.ArrayList;
import java.util.List;

/// A step of a transform, as a function of a program: what it is called, and how it is called.
public sealed interface Lines permits StageFunction, ZippedStage, HalfSpectrum, ProductFunction {
    /// The name: equal steps are one function.
    String name();

    /// The function.
    LoopFunction function();

    /// Where numbers are read or written.
    ///
    /// @param from the buffer, from an element on
    /// @param size how many elements there are from there on
    /// @param apart how far imaginary parts are from real ones; 0 where they are not apart
    record Place(Stmt.BufferArgument from, Expr size, Expr apart) {}

    /// A table of roots.
    ///
    /// @param size how many elements there are from there on
    record Table(Stmt.BufferArgument from, Expr size) {}

    /// The call of a function whose parameters begin with a source, a target and perhaps a table.
    static Stmt.Call call(
            String name, Place from, Place to, List<Table> tables, List<Expr> counts) {
        List<Stmt.BufferArgument> buffers = new ArrayList<>(List.of(from.from, to.from));
        List<Expr> scalars = new ArrayList<>(List.of(from.size, from.apart, to.size, to.apart));
        for (Table table : tables) {
            buffers.add(table.from);
            scalars.add(table.size);
        }
        scalars.addAll(counts);
        return new Stmt.Call(name, buffers, scalars);
    }

    /// The parameters of [#call] but the counts.
    record Ports(Port from, Port to) {
        static Ports of(Draft draft, Side from, Side to) {
            var source = draft.buffer("from", from.dtype());
            Expr sourceApart = draft.count("from_apart");
            var target = draft.buffer("to", to.dtype());
            Expr targetApart = draft.count("to_apart");
            return new Ports(
                    new Port(from, source, sourceApart), new Port(to, target, targetApart));
        }
    }

    /// What the names of steps have in common.
    static String name(String step, DType dtype, int lanes, Side from, Side to) {
        return "fourier_%s_%s_x%d_%s_%s"
                .formatted(step, dtype.text(), lanes, from.text(), to.text());
    }
}
