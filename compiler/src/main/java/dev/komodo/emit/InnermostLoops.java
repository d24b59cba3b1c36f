package dev.komodo.emit;

import dev.komodo.loop.Buffer;
import dev.komodo.loop.Stmt;

import java.util.List;

/// Facts about loops that contain no other loop and no call.
final class InnermostLoops {
    private InnermostLoops() {}

    /// Whether a loop's body has neither loops nor calls.
    static boolean isInnermost(Stmt.Block body) {
        return body.statements().stream().allMatch(InnermostLoops::isFlat);
    }

    private static boolean isFlat(Stmt statement) {
        return switch (statement) {
            case Stmt.For _, Stmt.While _, Stmt.Call _ -> false;
            case Stmt.If(var _, Stmt.Block then, Stmt.Block otherwise) ->
                    isInnermost(then) && isInnermost(otherwise);
            case Stmt.Let _,
                    Stmt.Declare _,
                    Stmt.Assign _,
                    Stmt.Store _,
                    Stmt.Break _,
                    Stmt.Prefetch _,
                    Stmt.Alloc _,
                    Stmt.Fail _,
                    Stmt.Comment _ ->
                    true;
        };
    }

    /// The names of the buffers that the body uses and does not allocate.
    static List<String> outerBuffers(Stmt.Block body) {
        return UsedNames.of(body).buffers().stream().map(Buffer::name).sorted().toList();
    }
}
