package dev.komodo.math;

/// The logistic function of `-m` in f32, for m up to [Pieces#end()].
final class SigmoidPieces {
    /// The error of the polynomials is 2^-27.5 relative.
    static final Pieces PIECES =
            Pieces.of(
                    0.65,
                    """
                    0x0p0 0x1p-1 -0x1p-2 0x1.9101d2p-25
                    0x1.554f4p-6 0x1.12c96ap-16 -0x1.1c6022p-9 0x1.c585cep-13
                    0x1.54853cp-1 0x1.5bcp-2 -0x1.cb4ef8p-3 0x1.26b182p-5
                    0x1.a7564ep-7 -0x1.4c4ef6p-8 -0x1.2e651ap-11 0x1.267ef6p-11
                    0x1.5095a4p0 0x1.b1893ap-3 -0x1.55c30ap-3 0x1.8a2308p-5
                    0x1.2a1dbap-15 -0x1.07748cp-8 0x1.db91e2p-11 0x1.2d4058p-13
                    0x1.f76098p0 0x1.f6ed5cp-4 -0x1.b92cep-4 0x1.4cd604p-5
                    -0x1.a02aa4p-8 -0x1.03b7f4p-10 0x1.89bfdap-11 -0x1.26de02p-13
                    0x1.4ea34ap1 0x1.176de8p-4 -0x1.045ddcp-4 0x1.c1af2ep-6
                    -0x1.ad82bep-8 0x1.1c8482p-11 0x1.db3636p-13 -0x1.b73a36p-14
                    0x1.a1fec8p1 0x1.2d39ecp-5 -0x1.222662p-5 0x1.0ccfd6p-6
                    -0x1.30a81ap-8 0x1.9c30f4p-11 -0x1.96fc66p-16 -0x1.097d3p-15
                    0x1.f55536p1 0x1.3fcbfap-6 -0x1.398e02p-6 0x1.2d507p-7
                    -0x1.7211bep-9 0x1.35840ap-11 -0x1.382d3p-14 -0x1.f390f2p-21
                    0x1.246f72p2 0x1.502986p-7 -0x1.4cb6acp-7 0x1.45e31ap-8
                    -0x1.a097a2p-10 0x1.7d8d52p-12 -0x1.f61752p-15 0x1.90ee54p-18
                    0x1.4dee22p2 0x1.614a5p-8 -0x1.5f62c2p-8 0x1.5b98e8p-9
                    -0x1.c570ep-11 0x1.b1a366p-13 -0x1.3c5368p-15 0x1.55fdep-18
                    0x1.778228p2 0x1.71f22p-9 -0x1.70e6d2p-9 0x1.6ed1b6p-10
                    -0x1.e38f8ap-12 0x1.d892f2p-14 -0x1.699308p-16 0x1.b58496p-19
                    0x1.a15bf6p2 0x1.8144cp-10 -0x1.80b3ccp-10 0x1.7f9252p-11
                    -0x1.fc6ad8p-13 0x1.f667ep-15 -0x1.89998ap-17 0x1.f87db4p-20
                    0x1.ca7154p2 0x1.95cc4p-11 -0x1.957bd8p-11 0x1.94db28p-12
                    -0x1.0d1104p-13 0x1.0b652ap-15 -0x1.a7f76ep-18 0x1.14aa4p-20
                    0x1.f48ddap2 0x1.a4798ep-12 -0x1.a44e64p-12 0x1.a3f816p-13
                    -0x1.17874cp-14 0x1.16a12ap-16 -0x1.bc817cp-19 0x1.26a49p-21
                    0x1.0ed91ap3 0x1.ba4054p-13 -0x1.ba2874p-13 0x1.b9f8bap-14
                    -0x1.2665a8p-15 0x1.25e398p-17 -0x1.d6616ap-20 0x1.3a5638p-22
                    0x1.239eap3 0x1.ce352cp-14 -0x1.ce2822p-14 0x1.ce0e12p-15
                    -0x1.33e61p-16 0x1.339e5ap-18 -0x1.ed2bc2p-21 0x1.49d338p-23
                    0x1.387384p3 0x1.e222dep-15 -0x1.e21bc6p-15 0x1.e20d9ap-16
                    -0x1.414ae8p-17 0x1.412222p-19 -0x1.01a3ccp-21 0x1.59dfbcp-24
                    """);

    private SigmoidPieces() {}
}
