/// The loop language: what a schedule decides and what emission translates, one statement at a
/// time.
///
/// - **For**: loop nests over flat buffers with explicit vectors, masks, loaded indices and early
///   exits. [LoopVerifier] checks it, [LoopPrinter] and [LoopParser] turn it into text and back,
///   [LoopInterpreter] is its meaning, bit for bit what the emitted code computes.
/// - **In and out**: a `schedule` (or a parser) makes a [LoopProgram]; passes rewrite it; `emit`
///   turns it into LLVM IR.
/// - **Invariants**: a variable is defined once, before its uses, in an enclosing block; only
///   declared variables are assigned, and never from inside a parallel loop that does not enclose
///   their declaration; indices count elements of a buffer, not bytes; every index that is not
///   masked off is inside its buffer; every expression has one [LoopType].
/// - **Importers**: `math`, `contract`, `schedule`, `emit` and what stands right of them; this
///   package imports `graph` (for [dev.komodo.graph.DType]), `target` and `error`.
/// - **Start at** [Stmt] and [Expr], then [LoopProgram].
///
/// ## Semantics
///
/// Floats are IEEE 754, round to nearest even, each operation rounded on its own; `fma` is one
/// rounding and stands only where it is written. f16 and bf16 values exist only in buffers, in
/// [Expr.Cast] and in moves (load, store, select, shuffle): arithmetic on them is not part of the
/// language. Integers wrap. Division, remainder and shifts are total, as the graph's ops define
/// them (`x / 0 = 0`, `MIN / -1 = MIN`). Minimum and maximum propagate NaN and order -0.0 below
/// 0.0. A lane that is masked off reads zero, writes nothing and touches no memory. The iterations
/// of a parallel loop are independent. A [Stmt.Fail] records the lowest (index) failure of a call
/// and goes on: what follows must be safe.
///
/// ## Text
///
/// ```
/// program @scale {
///   dim n: i64
///   workers w: i64
///   input x: argument f32[n]
///   output y: argument f32[n]
///   results cells: result_dims i64[0]
///   workspace 0
///   function @row(count: i64, &from: argument f32[count], &to: argument f32[count]) {
///     for vector(16) i = 0 to count {
///       store to[i] = from[i] * 0x1.8p1:f32
///     }
///   }
///   prepare {
///   }
///   run {
///     # rows
///     for parallel(64, worker) i = 0 to n step 32 {
///       let count: i64 = minimum(n - i, 32)
///       call @row(count, &x[i], &y[i])
///     }
///   }
/// }
/// ```
///
/// The grammar (`{a}` is any number of `a`, `[a]` one or none, `'a'` stands for itself; words are
/// separated by white space of any kind; a comment is a statement and takes the rest of its line):
///
/// ```
/// program    = 'program' symbol '{' {'dim' variable} 'workers' variable {'input' buffer}
///              {'output' buffer} {'constant' buffer} {'table' buffer '=' literal}
///              {'prepared' buffer} 'results' buffer [text {',' text}] 'workspace' expr
///              {function} 'prepare' block 'run' block '}'
/// function   = ['inline'] 'function' symbol '(' variables and '&' buffer ... ')' ['->' type]
///              '{' {statement} ['return' expr] '}'
/// variable   = name ':' type              type = dtype | dtype 'x' lanes      (f32, f32x16)
/// buffer     = name ':' space dtype '[' expr ']'
/// literal    = ['splat'] '[' sizes ']' '{' elements '}'
/// symbol     = '@' (name | text)          text = '"' ... '"' with \\ \" \n \r
/// block      = '{' {statement} '}'
/// statement  = 'let' variable '=' expr | 'var' variable '=' expr | name '=' expr
///            | ('store' | 'stream' | 'scatter') name '[' expr [';' mask] ']' '=' expr
///            | ('prefetch' | 'claim') name '[' expr ']'
///            | 'for' [kind] name '=' expr 'to' expr ['step' number] block
///            | 'while' expr block | 'break' | 'if' expr block ['else' block]
///            | 'alloc' buffer ['at' expr] | 'call' symbol '(' exprs and '&' name '[' expr ']' ... ')'
///            | 'fail' status '(' expr ')' | '#' comment
/// kind       = 'parallel' '(' grain ',' name ')' | 'vector' '(' lanes ')' | 'unroll'
/// expr       = operand [operator operand]
/// operator   = + - * / % & | ^ << >> >>> == != < <= > >=
/// operand    = '(' expr ')' | constant | name | operation '(' ... ')'
///            | name '[' index [';' lanes [';' mask]] ']' | symbol '(' exprs ')' ':' type
/// operation  = unary kinds, minimum, maximum, fma, scale, select, cast.DTYPE, bitcast.DTYPE,
///              dot.bytes, dot.shorts, dot.brain,
///              broadcast(x, lanes), ramp(base, stride, lanes), shuffle(a[, b]; lanes), any, all,
///              lookup(position; numbers)
/// constant   = integer | value ':' type
/// value      = integer | hexadecimal float | 'nan' | 'inf' | '-inf' | 'true' | 'false' | '$' bits
/// ```
///
/// Nested operators always stand in parentheses. Every name is declared before it is used, so only
/// definitions and constants carry types. Text is canonical: `print(parse(t))` is `t` for printed
/// `t`.
@NullMarked
package dev.komodo.loop;

import org.jspecify.annotations.NullMarked;
