package dev.komodo.cli;

import picocli.CommandLine.IVersionProvider;

/// What `--version` prints.
final class Versions implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String own = Versions.class.getPackage().getImplementationVersion();
        return new String[] {
            "komodo " + (own == null ? "(development build)" : own), "Java " + Runtime.version()
        };
    }
}
