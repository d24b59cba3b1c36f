package dev.komodo.math;

/// `exp(x^2) erfc(x)` in f32, up to where erfc is 0, rounded.
final class ScaledComplementPieces {
    /// The error of the polynomials is 2^-28.8 relative.
    static final Pieces PIECES =
            Pieces.of(
                    0.652,
                    """
                    0x0p0 0x1p0 -0x1.20dd76p0 0x1.00004ap0 -0x1.81360cp-1
                    0x1.00b31ep-1 -0x1.3d2aeep-2 0x1.94c92p-3 -0x1.1e9a7p-3 0x1.23fabp-4
                    0x1.3b118ep-1 0x1.1f3c0cp-1 -0x1.c070aap-2 0x1.2a8362p-2 -0x1.60fe2ap-3
                    0x1.7bce8ap-4 -0x1.79bb06p-5 0x1.6008bep-6 -0x1.3bd18ep-7 0x1.d84e3p-9
                    0x1.452232p0 0x1.7467fep-2 -0x1.a30498p-3 0x1.a9466cp-4 -0x1.8d3828p-5
                    0x1.5a065p-6 -0x1.1be08cp-7 0x1.bdc3d2p-9 -0x1.5014fap-10 0x1.5a62d8p-12
                    0x1.eb07b6p0 0x1.0ec786p-2 -0x1.d2d0ap-4 0x1.77740ep-5 -0x1.1ca3eap-6
                    0x1.999596p-8 -0x1.19ac9cp-9 0x1.8f3f5ap-11 -0x1.01480ep-12 -0x1.9fabf8p-14
                    0x1.49d3e2p1 0x1.a455aep-3 -0x1.21673ep-4 0x1.7bc39cp-6 -0x1.dd72ep-8
                    0x1.20ed12p-9 -0x1.518d16p-11 0x1.61d698p-13 -0x1.827b66p-15 0x1.e31a68p-15
                    0x1.9c9588p1 0x1.5740e2p-3 -0x1.885ff4p-5 0x1.b110b2p-7 -0x1.cee67p-9
                    0x1.e1958ep-11 -0x1.e62182p-13 0x1.ffb8acp-16 -0x1.02b66ap-17 0x1.81fc92p-14
                    0x1.f0138cp1 0x1.2111a6p-3 -0x1.192a6p-5 0x1.0a5de8p-7 -0x1.ec71e4p-10
                    0x1.bc6afap-12 -0x1.88832p-14 0x1.a1aa0cp-16 -0x1.87ea36p-18 -0x1.de2f76p-17
                    0x1.21a80ap2 0x1.f2f46p-4 -0x1.a5b0bap-6 0x1.5d30dep-8 -0x1.1ba0fap-10
                    0x1.c56facp-13 -0x1.634ad6p-15 0x1.3aa91p-19 -0x1.752bdep-22 0x1.4c373ep-16
                    0x1.4b76f8p2 0x1.b64ebp-4 -0x1.46ef74p-6 0x1.dfe3f2p-9 -0x1.5acb84p-11
                    0x1.f1816p-14 -0x1.5e76aep-16 -0x1.b6269p-18 0x1.e2419ep-20 0x1.1f0282p-15
                    0x1.752fb2p2 0x1.86b9dp-4 -0x1.04ac44p-6 0x1.574924p-9 -0x1.be63bcp-12
                    0x1.19823cp-14 -0x1.6412d2p-17 0x1.0f62b6p-16 -0x1.a514bcp-19 -0x1.9ec17ap-15
                    0x1.9ee188p2 0x1.6062fep-4 -0x1.a91846p-7 0x1.fb4604p-10 -0x1.2b81cp-12
                    0x1.64264ap-15 -0x1.a33aeap-18 -0x1.f5b77ap-18 0x1.0e882ep-19 0x1.d4b73ep-16
                    0x1.c88464p2 0x1.40e0d2p-4 -0x1.6120acp-7 0x1.811adap-10 -0x1.a04766p-13
                    0x1.b98edp-16 -0x1.ca2932p-19 0x1.d3a956p-19 -0x1.363a0ep-20 -0x1.3f2126p-17
                    0x1.f27572p2 0x1.265328p-4 -0x1.2987c8p-7 0x1.2a766ap-10 -0x1.292464p-13
                    0x1.1ed79p-16 -0x1.195c1ep-19 0x1.54b322p-18 -0x1.862a24p-21 -0x1.1d01ep-16
                    0x1.0e0462p3 0x1.0ffc46p-4 -0x1.fcbb18p-8 0x1.d8a474p-11 -0x1.b44212p-14
                    0x1.6e194p-17 -0x1.2c39fap-20 0x1.8f4356p-17 -0x1.6c5018p-19 -0x1.4b81d8p-15
                    0x1.22e60cp3 0x1.f9661cp-5 -0x1.b78a76p-8 0x1.7c0fe2p-11 -0x1.46c792p-14
                    0x1.2961b8p-17 -0x1.0d9c8ep-20 -0x1.9c5fa8p-18 0x1.6285cap-20 0x1.645e56p-16
                    0x1.37c836p3 0x1.d7e802p-5 -0x1.7f7f62p-8 0x1.36174p-11 -0x1.f2f9dcp-15
                    0x1.6d0202p-18 -0x1.074b18p-21 0x1.97f398p-18 -0x1.3b7ba8p-20 -0x1.5be054p-16
                    """);

    private ScaledComplementPieces() {}
}
