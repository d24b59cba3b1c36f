package dev.komodo.measure;

/// A rate that no kernel can pass, of which this machine has one.
public enum Ceiling {
    /// Fused multiply-adds of f32 in registers; a multiplication and an addition are 2.
    FMA_F32("fma_f32", true),
    /// Fused multiply-adds of f64 in registers.
    FMA_F64("fma_f64", true),
    /// Dot products of pairs of bf16 into f32 (`vdpbf16ps`).
    DOT_BF16("dot_bf16", true),
    /// Dot products of quadruples of 8-bit integers into 32 bits (`vpdpbusd`).
    DOT_INT8("dot_int8", true),
    /// Tile products of bf16 into f32 (AMX, `tdpbf16ps`).
    AMX_BF16("amx_bf16", true),
    /// Tile products of 8-bit integers into 32 bits (AMX, `tdpbssd`).
    AMX_INT8("amx_int8", true),
    /// Reading memory that no cache holds.
    READ("read", false),
    /// Copying memory that no cache holds through the caches; bytes read and bytes written count.
    COPY("copy", false),
    /// Copying with stores past the caches (`vmovntps`); bytes read and bytes written count.
    STREAM_COPY("stream_copy", false);

    private final String text;
    private final boolean arithmetic;

    Ceiling(String text, boolean arithmetic) {
        this.text = text;
        this.arithmetic = arithmetic;
    }

    /// The name in tables and in JSON.
    public String text() {
        return text;
    }

    /// Whether operations count, else bytes.
    public boolean isArithmetic() {
        return arithmetic;
    }

    /// The unit of a rate in billions a second.
    public String unit() {
        return arithmetic ? "GFLOP/s" : "GB/s";
    }
}
