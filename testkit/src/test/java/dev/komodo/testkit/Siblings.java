package dev.komodo.testkit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Several child JVMs that begin their work at once.
///
/// Each says `ready` when it has started, and waits for a line before it goes on.
final class Siblings implements AutoCloseable {
    private final List<ChildJvm> children = new ArrayList<>();

    /// Starts one child of several.
    @FunctionalInterface
    interface Starter {
        ChildJvm start(int index) throws IOException;
    }

    static Siblings start(int count, Starter starter) throws IOException {
        Siblings siblings = new Siblings();
        try {
            for (int i = 0; i < count; i++) {
                siblings.children.add(starter.start(i));
            }
            return siblings;
        } catch (IOException | RuntimeException | Error failure) {
            siblings.close();
            throw failure;
        }
    }

    /// Lets all go once all are ready.
    Siblings go() throws IOException {
        for (ChildJvm child : children) {
            child.expect("ready");
        }
        for (ChildJvm child : children) {
            child.say("go");
        }
        return this;
    }

    /// The children in the order they were started.
    List<ChildJvm> children() {
        return List.copyOf(children);
    }

    /// All lines that the children say until their ends, which must be good ones.
    List<String> lastLines() throws IOException {
        List<String> lines = new ArrayList<>();
        for (ChildJvm child : children) {
            lines.addAll(child.lastLines());
        }
        return lines;
    }

    /// The child's side of [#go].
    static void awaitGo() throws IOException {
        System.out.println("ready");
        System.in.read(new byte[3]); // "go\n"
    }

    @Override
    public void close() {
        children.forEach(ChildJvm::close);
    }
}
