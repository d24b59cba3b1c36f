package dev.komodo.testkit;

import dev.komodo.emit.NameSource;
import dev.komodo.jit.RandomNames;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/// Prints the names that a fresh source gives out first.
final class NameProcess {
    static final int NAMES = 8;

    private NameProcess() {}

    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        NameSource names = new RandomNames();
        for (int i = 0; i < NAMES; i++) {
            out.println(names.next("kernel"));
        }
    }
}
