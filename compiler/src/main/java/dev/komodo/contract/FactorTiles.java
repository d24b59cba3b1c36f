package dev.komodo.contract;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.subtract;

import dev.komodo.graph.DType;
import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopKind;
import dev.komodo.loop.Stmt;

/// The products of one pair of queries and keys: a block of keys packed in panels, a tile of
/// queries packed by rows, and the register tiles of their products side by side.
final class FactorTiles {
    private final Attention.Factors factors;
    private final AttentionTiling tiling;
    private final TileProducts kernels;
    private final WorkerPart queries;
    private final WorkerPart keys;
    private final WorkerPart products;

    FactorTiles(Scope scope, DType dtype, AttentionTiling tiling, Attention.Factors factors) {
        this.factors = factors;
        this.tiling = tiling;
        this.kernels = new TileProducts(dtype, tiling, tiling.keyColumns());
        long block = Attention.BLOCK_KEYS;
        this.queries = WorkerPart.of(scope, "queries", dtype, depthBlocks() * queryElements());
        this.keys = WorkerPart.of(scope, "keys", dtype, block * paddedDepth());
        this.products = WorkerPart.of(scope, "products", dtype, block * tiling.rows());
        kernels.define(scope);
    }

    private long queryElements() {
        return RowPacker.elements(tiling.rows(), tiling.lanes());
    }

    private int depthBlocks() {
        return (int) ((factors.depth() + Contraction.BLOCK_DEPTH - 1) / Contraction.BLOCK_DEPTH);
    }

    private long paddedDepth() {
        return (factors.depth() + tiling.lanes() - 1) / tiling.lanes() * tiling.lanes();
    }

    private static Expr start(int part) {
        return index(part * Contraction.BLOCK_DEPTH);
    }

    private Expr depth(int part) {
        long before = part * Contraction.BLOCK_DEPTH;
        return index(Math.min(Contraction.BLOCK_DEPTH, factors.depth() - before));
    }

    /// With the memory of one worker.
    Written of(BlockBuilder block, Expr worker) {
        return new Written(
                queries.of(block, worker), keys.of(block, worker), products.of(block, worker));
    }

    /// The tiles of one worker.
    final class Written {
        private final TileRows.Place queryPlace;
        private final TileRows.Place keyPlace;
        private final TileRows.Place productPlace;

        private Written(
                TileRows.Place queryPlace, TileRows.Place keyPlace, TileRows.Place productPlace) {
            this.queryPlace = queryPlace;
            this.keyPlace = keyPlace;
            this.productPlace = productPlace;
        }

        /// Where the products are.
        TileRows.Place products() {
            return productPlace;
        }

        /// Packs a block of keys.
        void packKeys(BlockBuilder block, Expr key, Expr count) {
            int vectors = tiling.keyColumns() / tiling.lanes();
            PanelPacker packer = new PanelPacker(factors.key(), vectors, tiling.lanes());
            panels(
                    block,
                    count,
                    (inner, panel) -> {
                        for (int part = 0; part < depthBlocks(); part++) {
                            packer.pack(
                                    inner,
                                    keyPlace.buffer(),
                                    inner.let("panel_place", keyPanel(panel, part)),
                                    inner.let("first_key", add(key, panel)),
                                    inner.let("width", subtract(count, panel)),
                                    start(part),
                                    depth(part));
                        }
                    });
        }

        @FunctionalInterface
        private interface PanelBody {
            void write(BlockBuilder block, Expr panel);
        }

        private void panels(BlockBuilder block, Expr count, PanelBody body) {
            block.loop("panel", index(0), count, tiling.keyColumns(), LoopKind.SERIAL, body::write);
        }

        private Expr keyPanel(Expr panel, int part) {
            long before = part * Contraction.BLOCK_DEPTH * tiling.keyColumns();
            return add(keyPlace.at(multiply(panel, index(paddedDepth()))), index(before));
        }

        private Expr queryPart(int part) {
            return queryPlace.at(index(part * queryElements()));
        }

        /// Computes the products of a tile of rows with the packed keys.
        ///
        /// @param row the tile's first row
        /// @param used how many rows are used
        void multiplied(BlockBuilder block, Expr row, Expr used, Expr count) {
            RowPacker packer = new RowPacker(factors.query(), tiling.lanes());
            for (int part = 0; part < depthBlocks(); part++) {
                packer.pack(
                        block,
                        queryPlace.buffer(),
                        queryPart(part),
                        row,
                        used,
                        start(part),
                        depth(part));
            }
            panels(
                    block,
                    count,
                    (inner, panel) -> {
                        Expr shift = multiply(panel, index(tiling.rows()));
                        Expr tile = inner.let("product_tile", productPlace.at(shift));
                        for (int part = 0; part < depthBlocks(); part++) {
                            Expr right = inner.let("right", keyPanel(panel, part));
                            kernels.call(
                                    inner,
                                    used,
                                    new Stmt.BufferArgument(queryPlace.buffer(), queryPart(part)),
                                    new Stmt.BufferArgument(keyPlace.buffer(), right),
                                    new Stmt.BufferArgument(productPlace.buffer(), tile),
                                    depth(part),
                                    index(part));
                        }
                    });
        }
    }
}
