package dev.komodo.examples.posterior.chains;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntSupplier;

/// What a command said and how it ended.
///
/// @param status its exit status
/// @param output the lines on its standard output
/// @param errors the lines on its error stream
record Printed(int status, List<String> output, List<String> errors) {
    /// Runs a command in this process.
    static Printed by(IntSupplier command) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));
        try {
            return new Printed(command.getAsInt(), lines(output), lines(errors));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    private static List<String> lines(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
