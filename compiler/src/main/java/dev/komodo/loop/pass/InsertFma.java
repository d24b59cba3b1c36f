package dev.komodo.loop.pass;

import dev.komodo.graph.DType;
import dev.komodo.loop.BinaryKind;
import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopProgram;
import dev.komodo.loop.Stmt;
import dev.komodo.loop.Traversal;
import dev.komodo.loop.UnaryKind;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Fuses a product with the sum that is its only use, for f32 and f64:
///
/// ```
/// (a * b) + c   ->  fma(a, b, c)             c + (a * b)   ->  fma(a, b, c)
/// (a * b) - c   ->  fma(a, b, negate(c))     c - (a * b)   ->  fma(negate(a), b, c)
/// let p = a * b ... p + c  ->  fma(a, b, c)   where p has no other use and both stand in one block
/// ```
///
/// Where both operands are products, the left one is fused. The factors are evaluated where the
/// product was. Results change by the rounding that is left out; this is the only place where that
/// happens, so what comes behind agrees bit for bit.
public final class InsertFma implements LoopPass {
    @Override
    public String name() {
        return "insert-fma";
    }

    @Override
    public LoopProgram run(LoopProgram program) {
        return Bodies.map(program, body -> new Fusion(body).run());
    }

    /// The two factors of a product.
    private record Product(Expr left, Expr right) {}

    private static final class Fusion {
        private final Bodies.Body body;
        private final Map<String, Integer> uses = new HashMap<>();
        private final Set<String> declared = new HashSet<>();
        private final Set<String> terms = new HashSet<>();
        private final Set<String> fused = new HashSet<>();

        Fusion(Bodies.Body body) {
            this.body = body;
            Traversal.forEach(body.block(), this::count);
            body.result().ifPresent(this::count);
        }

        private void count(Stmt statement) {
            Traversal.expressions(statement).forEach(this::count);
            if (statement instanceof Stmt.Declare declare) {
                declared.add(declare.variable().name());
            }
        }

        private void count(Expr expr) {
            Traversal.forEachVariable(expr, v -> uses.merge(v.name(), 1, Integer::sum));
        }

        Bodies.Body run() {
            body.result().ifPresent(this::findTerms);
            Map<String, Product> products = new HashMap<>();
            List<Stmt> statements = statements(body.block(), products);
            Optional<Expr> result = body.result().map(r -> fuse(r, products));
            return body.with(dropFused(statements), result);
        }

        private Stmt.Block block(Stmt.Block block) {
            return dropFused(statements(block, new HashMap<>()));
        }

        private List<Stmt> statements(Stmt.Block block, Map<String, Product> products) {
            for (Stmt statement : block.statements()) {
                if (!(statement instanceof Stmt.While)) {
                    Traversal.expressions(statement).forEach(this::findTerms);
                }
            }
            List<Stmt> out = new ArrayList<>();
            for (Stmt statement : block.statements()) {
                // a loop's condition is evaluated many times: products of this block stay outside
                Map<String, Product> visible =
                        statement instanceof Stmt.While ? Map.of() : products;
                Stmt mapped = Traversal.mapExpressions(statement, e -> fuse(e, visible));
                mapped = Traversal.mapBlocks(mapped, this::block);
                out.add(
                        mapped instanceof Stmt.Let let && isCandidate(let)
                                ? remember(let, out, products)
                                : mapped);
            }
            return out;
        }

        private void findTerms(Expr expr) {
            if (expr instanceof Expr.Binary(BinaryKind kind, Expr left, Expr right)
                    && (kind == BinaryKind.ADD || kind == BinaryKind.SUBTRACT)) {
                for (Expr operand : List.of(left, right)) {
                    if (operand instanceof Expr.Var variable) {
                        terms.add(variable.name());
                    }
                }
            }
            Traversal.operands(expr).forEach(this::findTerms);
        }

        private boolean isCandidate(Stmt.Let let) {
            String name = let.variable().name();
            return isProduct(let.value())
                    && terms.contains(name)
                    && uses.getOrDefault(name, 0) == 1;
        }

        /// Binds the factors in front, so that they may be used where the product is.
        private Stmt remember(Stmt.Let let, List<Stmt> out, Map<String, Product> products) {
            String name = let.variable().name();
            Expr.Binary product = (Expr.Binary) let.value();
            Expr left = stable(name + ".a", product.left(), out);
            Expr right = stable(name + ".b", product.right(), out);
            products.put(name, new Product(left, right));
            return new Stmt.Let(let.variable(), new Expr.Binary(BinaryKind.MULTIPLY, left, right));
        }

        private Expr stable(String hint, Expr factor, List<Stmt> out) {
            boolean isStable =
                    factor instanceof Expr.Constant
                            || (factor instanceof Expr.Var v && !declared.contains(v.name()));
            if (isStable) {
                return factor;
            }
            BlockBuilder.Names names = body.names();
            Expr.Var bound = new Expr.Var(names.fresh(hint), factor.type());
            out.add(new Stmt.Let(bound, factor));
            return bound;
        }

        private Stmt.Block dropFused(List<Stmt> statements) {
            return new Stmt.Block(
                    statements.stream()
                            .filter(
                                    s ->
                                            !(s instanceof Stmt.Let let)
                                                    || !fused.contains(let.variable().name()))
                            .toList());
        }

        private Expr fuse(Expr expr, Map<String, Product> products) {
            Expr mapped = Traversal.mapOperands(expr, e -> fuse(e, products));
            if (!(mapped instanceof Expr.Binary(BinaryKind kind, Expr left, Expr right))
                    || !isFloat(mapped)
                    || (kind != BinaryKind.ADD && kind != BinaryKind.SUBTRACT)) {
                return mapped;
            }
            boolean isSum = kind == BinaryKind.ADD;
            Optional<Product> first = product(left, products);
            if (first.isPresent()) {
                Product p = first.get();
                return new Expr.Fma(p.left(), p.right(), isSum ? right : negate(right));
            }
            Optional<Product> second = product(right, products);
            if (second.isPresent()) {
                Product p = second.get();
                return new Expr.Fma(isSum ? p.left() : negate(p.left()), p.right(), left);
            }
            return mapped;
        }

        private Optional<Product> product(Expr expr, Map<String, Product> products) {
            if (expr instanceof Expr.Var variable && products.containsKey(variable.name())) {
                fused.add(variable.name());
                return Optional.ofNullable(products.get(variable.name()));
            }
            return isProduct(expr) && expr instanceof Expr.Binary(var _, Expr left, Expr right)
                    ? Optional.of(new Product(left, right))
                    : Optional.empty();
        }

        private static boolean isProduct(Expr expr) {
            return isFloat(expr)
                    && expr instanceof Expr.Binary(BinaryKind kind, Expr _, Expr _)
                    && kind == BinaryKind.MULTIPLY;
        }

        private static boolean isFloat(Expr expr) {
            DType dtype = expr.type().dtype();
            return dtype == DType.F32 || dtype == DType.F64;
        }

        private static Expr negate(Expr expr) {
            return switch (expr) {
                case Expr.Constant(var type, long bits) ->
                        new Expr.Constant(
                                type,
                                bits ^ (type.dtype() == DType.F32 ? 0x80000000L : Long.MIN_VALUE));
                case Expr.Unary(UnaryKind kind, Expr operand) when kind == UnaryKind.NEGATE ->
                        operand;
                case Expr _ -> new Expr.Unary(UnaryKind.NEGATE, expr);
            };
        }
    }
}
