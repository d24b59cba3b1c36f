package dev.komodo.schedule;

import static dev.komodo.loop.Expressions.number;
import static dev.komodo.loop.Expressions.select;

import dev.komodo.contract.PackSource;
import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Expr;

import java.util.Optional;

/// An operand of a product that is computed while it is packed.
///
/// @param lowering of the kernel that packs
/// @param axes the operand
/// @param batch the position of the batch
record ComputedOperand(Lowering lowering, MatrixAxes axes, Expr batch) implements PackSource {
    @Override
    public Direction direction() {
        return axes.direction(lowering.scope());
    }

    @Override
    public Expr elements(
            BlockBuilder block,
            Expr outer,
            Expr k,
            Direction direction,
            int lanes,
            Optional<Expr> mask) {
        return lowering.writer()
                .within(
                        block,
                        lanes,
                        () -> {
                            boolean isAlongOwn = direction == Direction.OUTER;
                            Position own = position(outer, isAlongOwn ? lanes : 1);
                            Position depth = position(k, isAlongOwn ? 1 : lanes);
                            Guard guard = mask.map(Guard.NONE::and).orElse(Guard.NONE);
                            Position matrix = Position.uniform(batch);
                            Expr value = axes.element(lowering, matrix, own, depth, guard);
                            Expr wide = Lowering.widen(value, lanes);
                            return mask.isEmpty()
                                    ? wide
                                    : select(mask.get(), wide, number(wide.type(), 0));
                        });
    }

    private static Position position(Expr first, int lanes) {
        return lanes == 1 ? Position.uniform(first) : Position.consecutive(first);
    }
}
