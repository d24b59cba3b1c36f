package dev.komodo.loop;

import java.util.List;
import java.util.Objects;

/// A compiled graph before emission: one entry `run` with its functions, what `prepare` does once
/// per kernel, and what `plan` computes per set of dims.
///
/// The variables that `run` and the expressions of `plan` may use are [#dims()] and [#workers()];
/// `prepare` runs once for all dims and uses [#workers()] only; functions use their parameters.
/// Workspace is `run`'s: a function gets a part of it as an argument.
///
/// @param name a readable hint for symbols
/// @param dims the i64 variables for the graph's symbols, in the order of the frame
/// @param workers the i64 variable for the number of workers of a parallel loop, at least 1
/// @param inputs the caller's buffers that are read, in the order of the graph's inputs
/// @param outputs the caller's buffers that are written, in the order of the graph's outputs; sized
///   by the bounds
/// @param constants the large constants (the graph's weights), by slot; their addresses come with
///   each call
/// @param tables the small constant arrays, embedded in the object (no runtime argument)
/// @param prepared what `prepare` writes once and `run` reads: packed constants; sizes are
///   constants
/// @param resultDims the cells for data-dependent extents ([Space#RESULT_DIMS])
/// @param resultDimNames the data dims in the order of the cells
/// @param functions callees before callers
/// @param prepare the statements that pack constants
/// @param run the statements of a call
/// @param workspaceBytes how much workspace a call takes
public record LoopProgram(
        String name,
        List<Expr.Var> dims,
        Expr.Var workers,
        List<Buffer> inputs,
        List<Buffer> outputs,
        List<Buffer> constants,
        List<ConstantTable> tables,
        List<Buffer> prepared,
        Buffer resultDims,
        List<String> resultDimNames,
        List<LoopFunction> functions,
        Stmt.Block prepare,
        Stmt.Block run,
        Expr workspaceBytes) {
    /// Copies the lists.
    public LoopProgram {
        Objects.requireNonNull(name);
        dims = List.copyOf(dims);
        Objects.requireNonNull(workers);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        constants = List.copyOf(constants);
        tables = List.copyOf(tables);
        prepared = List.copyOf(prepared);
        Objects.requireNonNull(resultDims);
        resultDimNames = List.copyOf(resultDimNames);
        functions = List.copyOf(functions);
        Objects.requireNonNull(prepare);
        Objects.requireNonNull(run);
        Objects.requireNonNull(workspaceBytes);
    }
}
