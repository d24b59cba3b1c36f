package dev.komodo.cache;

/// What authenticates the entries of a folder. Safe between threads.
interface SigningKey {
    /// At most 64 bytes; nobody writes to them.
    byte[] bytes();

    /// Asks the folder again, as after a code that did not match or before something is published:
    /// somebody may have removed the folder and another process made it anew.
    ///
    /// @return whether the bytes are others now
    boolean renew();

    /// A key that never changes.
    static SigningKey of(byte[] bytes) {
        return new SigningKey() {
            @Override
            public byte[] bytes() {
                return bytes;
            }

            @Override
            public boolean renew() {
                return false;
            }
        };
    }
}
