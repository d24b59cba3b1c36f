package dev.komodo.testkit;

/// The size of an experiment: what suits a build, or with `-Dkomodo.experiments=full` what the
/// project's issue asks for.
final class Scale {
    private static final boolean FULL = "full".equals(System.getProperty("komodo.experiments"));

    private Scale() {}

    /// One of two numbers.
    static int of(int build, int full) {
        return FULL ? full : build;
    }
}
