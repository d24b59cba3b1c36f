package dev.komodo.math;

/// The hyperbolic tangent in f32; it is 1, rounded, from [Pieces#end()] on.
final class TanhPieces {
    /// The error of the polynomials is 2^-26.0 relative in the last piece, else at most 2^-27.1.
    static final Pieces PIECES =
            Pieces.of(
                    0.6,
                    """
                    0x0p0 0x0p0 -0x1.bc089p-33 0x1.fe9406p-26 -0x1.5555b6p-2
                    0x1.0efa14p-15 0x1.1045b6p-3 0x1.5ce454p-9 -0x1.0840a4p-4 0x1.7633b2p-6
                    0x1.333334p-1 0x0p0 -0x1.adbddcp-4 -0x1.392e7ep-2 -0x1.047aap-3
                    0x1.450b08p-3 -0x1.81041cp-6 -0x1.785fd6p-5 0x1.a7aba6p-6 0x1.40ed6p-8
                    0x1.2a0fd4p0 0x1.a5168ap-1 0x1.4b5cdcp-2 -0x1.108668p-2 0x1.c6b94ap-4
                    -0x1.5429b2p-9 -0x1.c5d0c6p-6 0x1.2286eep-6 -0x1.a683f6p-9 -0x1.30db76p-9
                    0x1.c3c9dap0 0x1.e2d5bp-1 0x1.c55a8cp-4 -0x1.ab87bep-4 0x1.f81d94p-5
                    -0x1.7c904ep-6 0x1.fa32aep-9 0x1.a945d4p-10 -0x1.e0c22ap-10 0x1.82563ap-10
                    0x1.2f92bap1 0x1.f7288cp-1 0x1.187d1cp-5 -0x1.13a576p-5 0x1.62c7p-6
                    -0x1.49891cp-7 0x1.c1f682p-9 -0x1.c97054p-11 0x1.35289p-16 0x1.21ca26p-11
                    0x1.7bb63p1 0x1.fd4b04p-1 0x1.599382p-7 -0x1.57bee8p-7 0x1.c57a84p-8
                    -0x1.bc6ed6p-9 0x1.53f5p-10 -0x1.5944c2p-12 0x1.512dcep-14 -0x1.265b9cp-12
                    0x1.c88c2ap1 0x1.ff2f02p-1 0x1.a1a6aep-9 -0x1.a0fa78p-9 0x1.151a3ep-9
                    -0x1.13ee6cp-10 0x1.b341bp-12 -0x1.ae88aap-14 0x1.081fd4p-15 -0x1.29480ap-13
                    0x1.0acabep2 0x1.ffc14p-1 0x1.f5e18ep-11 -0x1.f5d0b4p-11 0x1.4e1f0cp-11
                    -0x1.3ddbcp-12 0x1.06102ep-13 -0x1.0a540cp-12 0x1.37e8cp-15 0x1.dca944p-11
                    0x1.31225p2 0x1.ffed1p-1 0x1.2ef9f6p-12 -0x1.2eb1b2p-12 0x1.93bffep-13
                    -0x1.be0b36p-14 0x1.4df71ap-15 0x1.11a95cp-13 -0x1.0d2f84p-16 -0x1.3f3efep-11
                    0x1.577f1p2 0x1.fffa4ap-1 0x1.6d7c7p-14 -0x1.6ca32cp-14 0x1.e7169p-15
                    -0x1.3d884p-15 0x1.b131bep-17 0x1.f85e02p-14 -0x1.260468p-16 -0x1.11d024p-11
                    0x1.7dc63p2 0x1.fffe46p-1 0x1.ba06e2p-16 -0x1.be285ap-16 0x1.272b54p-16
                    0x1.1552d6p-19 0x1.88defcp-20 -0x1.3df0d6p-13 0x1.ef27cp-16 0x1.4195a2p-11
                    0x1.a470fp2 0x1.ffff7cp-1 0x1.080fdap-17 -0x1.10e148p-17 0x1.6165bcp-18
                    0x1.340a9ep-17 -0x1.89befp-23 -0x1.637614p-13 0x1.2cca3ep-16 0x1.816324p-11
                    0x1.bfde3p2 0x1.ffffc8p-1 0x1.c044eep-19 -0x1.01333p-18 0x1.3b6b3ap-18
                    0x1.e4c2c8p-16 -0x1.432084p-12 0x1.19b548p-10 -0x1.b4234p-10 0x1.fc303cp-11
                    0x1.e7fd72p2 0x1.fffffp-1 0x1.ffc4f2p-21 -0x1.d4c648p-21 0x1.c90bbap-22
                    -0x1.1b8002p-18 0x1.606d88p-16 -0x1.6d1862p-16 -0x1.5e40e4p-15 0x1.1d0be8p-14
                    0x1.0a079ep3 0x1.fffffcp-1 0x1.023ad6p-22 -0x1.2a471cp-21 0x1.21d2c8p-21
                    0x1.e92406p-17 -0x1.2a1546p-15 -0x1.4ebb86p-13 0x1.4880cap-11 -0x1.1d08f8p-11
                    0x1.26b81ap3 0x1p0 0x1.57d986p-25 -0x1.bca904p-17 -0x1.00507ap-14
                    0x1.0c9b1cp-10 0x1.4cfb44p-7 0x1.22535cp-5 0x1.c31be8p-5 0x1.076ab6p-5
                    """);

    private TanhPieces() {}
}
