package dev.komodo.rewrite;

import dev.komodo.graph.DType;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Tensor;

/// What the examples of rules are written with.
///
/// @param g the graph
/// @param x `f64[4]`
/// @param y `f64[4]`
/// @param z `f32[4]`
/// @param m `f64[2, 3]`
/// @param one `f64[2, 1]`
/// @param s `f64[]`
/// @param v `f64[n]`
/// @param i `i32[4]`
/// @param u `u8[4]`
/// @param b `bool[4]`
/// @param c `bool[4]`
/// @param h `f16[4]`
record RuleInputs(
        GraphBuilder g,
        Tensor x,
        Tensor y,
        Tensor z,
        Tensor m,
        Tensor one,
        Tensor s,
        Tensor v,
        Tensor i,
        Tensor u,
        Tensor b,
        Tensor c,
        Tensor h) {
    static RuleInputs in(GraphBuilder g) {
        return new RuleInputs(
                g,
                g.input("x", DType.F64, 4),
                g.input("y", DType.F64, 4),
                g.input("z", DType.F32, 4),
                g.input("m", DType.F64, 2, 3),
                g.input("one", DType.F64, 2, 1),
                g.input("s", DType.F64),
                g.input("v", DType.F64, "n"),
                g.input("i", DType.I32, 4),
                g.input("u", DType.U8, 4),
                g.input("b", DType.BOOL, 4),
                g.input("c", DType.BOOL, 4),
                g.input("h", DType.F16, 4));
    }
}
