package dev.komodo.loop.pass;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.loop.LoopParser;
import dev.komodo.loop.LoopPrinter;
import dev.komodo.loop.LoopProgram;
import dev.komodo.loop.LoopVerifier;

/// Programs of which only the functions and statements matter.
final class PassText {
    private static final String HEADER =
            """
            program @p {
              dim n: i64
              workers w: i64
              input x: argument f32[n]
              input z: argument f32[n]
              input k: argument i64[n]
              output y: argument f32[n]
              output e: argument f64[n]
              results d: result_dims i64[0]
              workspace 0
            """;

    private PassText() {}

    /// A verified program.
    static LoopProgram program(String functions, String run) {
        String text =
                HEADER
                        + functions.indent(2)
                        + "  prepare {\n  }\n  run {\n"
                        + run.indent(4)
                        + "  }\n}\n";
        LoopProgram program = LoopParser.parse(text);
        LoopVerifier.verify(program);
        return program;
    }

    /// Requires that a pass makes one list of statements of another.
    static void assertRewrites(LoopPass pass, String before, String after) {
        assertRewrites(pass, "", before, "", after);
    }

    static void assertRewrites(
            LoopPass pass, String functions, String before, String functionsAfter, String after) {
        LoopProgram result = pass.run(program(functions, before));
        LoopVerifier.verify(result);
        assertThat(LoopPrinter.print(result))
                .isEqualTo(LoopPrinter.print(program(functionsAfter, after)));
    }

    /// Requires that a pass changes nothing.
    static void assertKeeps(LoopPass pass, String statements) {
        assertRewrites(pass, statements, statements);
    }
}
