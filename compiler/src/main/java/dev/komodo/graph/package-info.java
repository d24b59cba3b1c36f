/// The graph language: tensor programs as immutable lists of equations.
///
/// - **For**: what users build and what every later stage starts from. [GraphBuilder] and [Tensor]
///   write it, [GraphVerifier] checks it, [GraphPrinter] and [GraphParser] turn it into text and
///   back; its meaning is [dev.komodo.interp.Interpreter].
/// - **In and out**: Java calls or text in; [Graph] out.
/// - **Invariants**: nodes stand in topological order and each operand is defined earlier; types
///   are derived, never declared (inputs, constants and data dims apart); the builder makes pure
///   nodes that are equal one node; broadcasting is explicit; dims are canonical ([Dim]);
///   `print(parse(t))` is `t`.
/// - **Importers**: every package below `library`; this one imports only `error`.
/// - **Start at** [Op], then [Graph].
///
/// ## Float semantics
///
/// IEEE 754, round to nearest even. NaN and -0.0 are kept; payloads of NaN are not specified.
/// Allowed without asking: a product that is used once, by an addition or subtraction, may be fused
/// with it (`fma`); sums and products follow the reduction tree: chunks of 2048 along the reduced
/// index; within a chunk, a contiguous axis has 64 f32 or 32 f64 lanes (lane `i` takes elements `i,
/// i + lanes, ...` in order), folded by halves, other axes run in order; chunks join pairwise in
/// index order. It depends on the graph and the layout, never on threads, alignment, ISA or cache
/// sizes. f16 and bf16 are storage formats: each operation computes in f32 and rounds once.
///
/// ## Integers
///
/// 8 to 64 bits, two's complement or without a sign, wrapping. Division by zero is 0, the remainder
/// too; the smallest signed integer divided by -1 is itself; shifts by the width or more give 0, or
/// the sign where a signed integer is shifted to the right. Conversions are [Conversion]'s.
///
/// ## Text
///
/// ```
/// graph @softplus_sum(%0: x f32[n, 20]) {
///   %1 = softplus %0 : f32[n, 20]
///   %2 = reduce sum %1 axes=[0, 1] : f32[]
///   return total = %2
/// }
/// ```
///
/// The inputs, with their numbers, are the header; then come guards, `guard n == m "reason"`; then
/// one node a line, its operands, its attributes, and its results' types behind the colon; then the
/// named outputs. Names that are no words with dots are quoted. Space and line ends are free, `//`
/// starts a comment. Float literals are hexadecimal or `nan`, `inf`, `-inf`, so that text is exact;
/// a constant lists its elements, `{0x1.0p0, nan}`, or has one for all, `splat 0x1.0p0`. Weights
/// are types without elements. Sub-graphs stand behind their node, under the name of their role:
///
/// ```
///   %4, %5 = scan carries=[%2] sequences=[%0] captures=[%1] length=n steps=?k<=n : f32[], f32[?k<=n]
///     body(%0: carry f32[], %1: element f32[], %2: limit f32[]) {
///       %3 = add %0, %1 : f32[]
///       %4 = compare less %3, %2 : bool[]
///       return go_on = %4, carry = %3, emitted = %3
///     }
/// ```
@NullMarked
package dev.komodo.graph;

import org.jspecify.annotations.NullMarked;
