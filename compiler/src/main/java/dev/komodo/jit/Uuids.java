package dev.komodo.jit;

/// The fixed bits of a UUID.
///
/// source: RFC 9562, sections 4.1 and 4.2.
final class Uuids {
    private Uuids() {}

    /// The first half with the version's four bits.
    static long withVersion(long high, int version) {
        return (high & ~0xF000L) | (long) version << 12;
    }

    /// The second half with the variant's two bits.
    static long withVariant(long low) {
        return (low & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
    }
}
