package dev.komodo.cache;

/// Bytes that are not a valid entry under the expected key. Never leaves the package: a store turns
/// it into a miss.
final class EntryFormatException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String fault;

    EntryFormatException(String fault) {
        super(fault);
        this.fault = fault;
    }

    @Override
    public String getMessage() {
        return fault;
    }
}
