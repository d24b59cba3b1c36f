package dev.komodo.math;

import java.util.List;

/// The digits of 1 / (2 pi) that argument reductions need, cut into words.
final class TurnDigits {
    /// Their sum is 1 / (2 pi) within 2^-198; word i is a multiple of 2^-(30 + 28 i) of at most 28
    /// bits, so its product with an f32 is exact in f64.
    static final List<Double> SINGLE =
            List.of(
                    0x1.45f306cp-3,
                    0x1.c9c882ap-31,
                    0x1.4fe13a8p-61,
                    0x1.f47d4dp-88,
                    0x1.bb81b6cp-115,
                    0x1.4acc9ep-145,
                    0x1.0e4107cp-172);

    /// The sum of word i times 2^(-53 i) is 1 / (2 pi) within 2^-1219; each has at most 53 bits.
    static final List<Double> TWOFOLD =
            List.of(
                    0x1.45f306dc9c88p-3,
                    0x1.529fc2757d1f5p-1,
                    0x1.a6ee06db14accp-3,
                    0x1.3c439041fe514p-3,
                    0x1.1d5ef5de2b0dbp-1,
                    0x1.246e3a424dd2ep-1,
                    0x1.924bba82746p-10,
                    0x1.21cfe1deb1cbp-3,
                    0x1.29a73ee88235ep-2,
                    0x1.52ebb4484e99cp-1,
                    0x1.c09ad17df904ep-2,
                    0x1.91d639835339cp-3,
                    0x1.a4e422fc5defcp-1,
                    0x1.283b1ff897ffdp-1,
                    0x1.c0b301fde5e23p-1,
                    0x1.6b414da3eda68p-4,
                    0x1.3f6793e584dbap-1,
                    0x1.e8c7ecd3cbfd4p-2,
                    0x1.6ba93dd63f5fp-3,
                    0x1.7c5ecf41ce7dep-1,
                    0x1.4a525d4d7f6bcp-3,
                    0x1.b11f8d5d0856p-1,
                    0x1.98237e3db5d5cp-3);

    private TurnDigits() {}
}
