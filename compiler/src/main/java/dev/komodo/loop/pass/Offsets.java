package dev.komodo.loop.pass;

import dev.komodo.loop.BinaryKind;
import dev.komodo.loop.Expr;
import dev.komodo.loop.Expressions;
import dev.komodo.loop.LoopFunction;
import dev.komodo.loop.LoopType;
import dev.komodo.loop.Stmt;
import dev.komodo.loop.Traversal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// The constants that functions of one form add to indices, in the order of the text, and the
/// parameters that tell such functions apart: constants that differ from function to function by
/// the same amounts need one parameter together.
final class Offsets {
    /// Stands for any offset in a form; no local name is like it.
    private static final Expr ANY = new Expr.Var("offset", LoopType.INDEX);

    private static final int NONE = -1;

    private final List<Long> first;

    /// For each place the parameter that it needs; [#NONE] where all functions have the same.
    private final List<Integer> parameterOf;

    /// For each parameter the place that gives it its value.
    private final List<Integer> places;

    private Offsets(List<Long> first, List<Integer> parameterOf, List<Integer> places) {
        this.first = first;
        this.parameterOf = parameterOf;
        this.places = places;
    }

    /// What tells some functions apart.
    ///
    /// @param functions the offsets of each; as many for all
    static Offsets of(List<List<Long>> functions) {
        List<Long> first = functions.getFirst();
        List<Integer> classes = new ArrayList<>(first.stream().map(_ -> 0).toList());
        for (List<Long> other : functions) {
            refine(classes, first, other);
        }
        // class 0 holds the places where no function differs from the first
        Map<Integer, Integer> numbers = new HashMap<>(Map.of(0, NONE));
        List<Integer> places = new ArrayList<>();
        List<Integer> parameterOf = new ArrayList<>();
        for (int place = 0; place < first.size(); place++) {
            Integer number = numbers.get(classes.get(place));
            if (number == null) {
                number = places.size();
                numbers.put(classes.get(place), number);
                places.add(place);
            }
            parameterOf.add(number);
        }
        return new Offsets(first, parameterOf, places);
    }

    /// Splits the classes of places by how far one more function is from the first there. Class 0
    /// stays that of no distance at all.
    private static void refine(List<Integer> classes, List<Long> first, List<Long> other) {
        record Split(int before, long distance) {}
        Map<Split, Integer> numbers = new HashMap<>(Map.of(new Split(0, 0), 0));
        for (int place = 0; place < classes.size(); place++) {
            Split split = new Split(classes.get(place), other.get(place) - first.get(place));
            Integer number = numbers.get(split);
            if (number == null) {
                number = numbers.size();
                numbers.put(split, number);
            }
            classes.set(place, number);
        }
    }

    /// How many parameters tell the functions apart.
    int parameters() {
        return places.size();
    }

    /// The values of the parameters for the function with these offsets.
    List<Expr> arguments(List<Long> own) {
        return places.stream().map(place -> Expressions.index(own.get(place))).toList();
    }

    /// The first of the functions, with parameters in place of its own offsets.
    LoopFunction parametrised(LoopFunction function) {
        List<Expr.Var> scalars = new ArrayList<>(function.scalars());
        List<Expr.Var> parameters = new ArrayList<>();
        LoopFunction rewritten =
                Bodies.map(
                        function,
                        body -> {
                            places.forEach(
                                    _ ->
                                            parameters.add(
                                                    new Expr.Var(
                                                            body.names().fresh("offset"),
                                                            LoopType.INDEX)));
                            return body.with(replaced(body.block(), parameters), body.result());
                        });
        scalars.addAll(parameters);
        return new LoopFunction(
                rewritten.name(),
                rewritten.buffers(),
                scalars,
                rewritten.body(),
                rewritten.result(),
                rewritten.inline());
    }

    private Stmt.Block replaced(Stmt.Block block, List<Expr.Var> parameters) {
        Iterator<Integer> numbers = parameterOf.iterator();
        Iterator<Long> own = first.iterator();
        return map(
                block,
                constant -> {
                    int number = numbers.next();
                    long offset = own.next();
                    if (number == NONE) {
                        return List.of(constant);
                    }
                    long rest = offset - first.get(places.get(number));
                    return rest == 0
                            ? List.of(parameters.get(number))
                            : List.of(parameters.get(number), Expressions.index(rest));
                });
    }

    /// A function with the same text for all offsets.
    ///
    /// @param offsets gets the offsets
    static LoopFunction open(LoopFunction function, List<Long> offsets) {
        Stmt.Block body =
                map(
                        function.body(),
                        constant -> {
                            offsets.add(constant.bits());
                            return List.of(ANY);
                        });
        return new LoopFunction(
                function.name(),
                function.buffers(),
                function.scalars(),
                body,
                function.result(),
                function.inline());
    }

    /// What is added in place of an offset, one after another.
    @FunctionalInterface
    private interface Replacement {
        List<Expr> of(Expr.Constant offset);
    }

    private static Stmt.Block map(Stmt.Block block, Replacement replacement) {
        UnaryOperator<Expr> inExpressions = expr -> map(expr, replacement);
        List<Stmt> statements = new ArrayList<>();
        for (Stmt statement : block.statements()) {
            Stmt own = Traversal.mapExpressions(statement, inExpressions);
            statements.add(Traversal.mapBlocks(own, inner -> map(inner, replacement)));
        }
        return new Stmt.Block(statements);
    }

    private static Expr map(Expr expr, Replacement replacement) {
        if (expr instanceof Expr.Binary(var kind, Expr left, Expr.Constant offset)
                && kind == BinaryKind.ADD
                && offset.type().equals(LoopType.INDEX)) {
            Expr sum = map(left, replacement);
            for (Expr term : replacement.of(offset)) {
                sum = new Expr.Binary(BinaryKind.ADD, sum, term);
            }
            return sum;
        }
        return Traversal.mapOperands(expr, operand -> map(operand, replacement));
    }
}
