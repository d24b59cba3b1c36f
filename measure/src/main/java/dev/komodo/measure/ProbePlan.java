package dev.komodo.measure;

import dev.komodo.llvm.HostCpu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/// How one ceiling is probed on this host: the text, the operands, and the work of a round.
///
/// @param text the assembly
/// @param workPerRound operations or bytes
/// @param operands what stands at `from` before the first call
record ProbePlan(String text, double workPerRound, Operands operands) {
    /// What an arithmetic probe reads.
    enum Operands {
        F32,
        F64,
        BF16,
        INT8,
        TILES_BF16,
        TILES_INT8,
        /// A memory probe has large buffers instead.
        BUFFERS
    }

    private static final int TILE_ROWS = 16;

    /// Bytes of operands of an arithmetic probe: a tile configuration and a tile.
    static final long OPERAND_BYTES = 64 + TILE_ROWS * ProbeText.TILE_ROW;

    /// Bytes that an arithmetic probe writes at most.
    static final long RESULT_BYTES =
            Math.max(ProbeText.sums("zmm") * 64, TILE_ROWS * ProbeText.TILE_ROW);

    /// The plan for a ceiling, absent where the processor lacks the instruction.
    static Optional<ProbePlan> of(Ceiling ceiling, HostCpu host) {
        String widest = host.has("avx512f") ? "zmm" : "ymm";
        int bytes = ProbeText.bytes(widest);
        return switch (ceiling) {
            case FMA_F32 -> Optional.of(vectors("vfmadd213ps", widest, bytes / 4, Operands.F32));
            case FMA_F64 -> Optional.of(vectors("vfmadd213pd", widest, bytes / 8, Operands.F64));
            case DOT_BF16 ->
                    host.has("avx512bf16")
                            ? Optional.of(vectors("vdpbf16ps", "zmm", 32, Operands.BF16))
                            : Optional.empty();
            case DOT_INT8 -> bytesDot(host);
            case AMX_BF16 ->
                    host.has("amx-bf16")
                            ? Optional.of(tiles("tdpbf16ps", 32, Operands.TILES_BF16))
                            : Optional.empty();
            case AMX_INT8 ->
                    host.has("amx-int8")
                            ? Optional.of(tiles("tdpbssd", 64, Operands.TILES_INT8))
                            : Optional.empty();
            case READ -> Optional.of(memory(ProbeText.read(widest), bytes, 1));
            case COPY -> Optional.of(memory(ProbeText.copy("vmovaps", widest), bytes, 2));
            case STREAM_COPY -> Optional.of(memory(ProbeText.copy("vmovntps", widest), bytes, 2));
        };
    }

    private static Optional<ProbePlan> bytesDot(HostCpu host) {
        if (host.has("avx512vnni")) {
            return Optional.of(vectors("vpdpbusd", "zmm", 64, Operands.INT8));
        }
        return host.has("avxvnni")
                ? Optional.of(vectors("{vex} vpdpbusd", "ymm", 32, Operands.INT8))
                : Optional.empty();
    }

    /// @param products multiplications of one instruction
    private static ProbePlan vectors(
            String instruction, String register, int products, Operands operands) {
        return new ProbePlan(
                ProbeText.arithmetic(instruction, register),
                2.0 * products * ProbeText.INSTRUCTIONS,
                operands);
    }

    /// @param depth products that one element of a tile sums
    private static ProbePlan tiles(String instruction, int depth, Operands operands) {
        return new ProbePlan(
                ProbeText.tiles(instruction),
                2.0 * TILE_ROWS * 16 * depth * ProbeText.TILE_PRODUCTS,
                operands);
    }

    private static ProbePlan memory(String text, int bytes, int directions) {
        return new ProbePlan(text, (double) directions * ProbeText.MOVES * bytes, Operands.BUFFERS);
    }

    /// Bytes that a memory probe passes over in a round, in each buffer.
    static long stride(HostCpu host) {
        return ProbeText.MOVES * (host.has("avx512f") ? 64L : 32L);
    }

    /// The operands of an arithmetic probe: a factor just below one and a small addend, so that
    /// sums neither overflow nor become zero or subnormal.
    MemorySegment operands(Arena arena) {
        MemorySegment data = arena.allocate(OPERAND_BYTES, 64);
        switch (operands) {
            case F32 -> {
                for (long i = 0; i < 32; i++) {
                    data.setAtIndex(ValueLayout.JAVA_FLOAT, i, i < half(4) ? 0.99f : 1e-3f);
                }
            }
            case F64 -> {
                for (long i = 0; i < 16; i++) {
                    data.setAtIndex(ValueLayout.JAVA_DOUBLE, i, i < half(8) ? 0.99 : 1e-3);
                }
            }
            case BF16 -> fill(data, 0, (short) 0x3A83); // 0.001
            case INT8 -> fill(data, 0, (short) 0x0503);
            case TILES_BF16 -> tileOperands(data, (short) 0x3A83);
            case TILES_INT8 -> tileOperands(data, (short) 0x0503);
            case BUFFERS -> throw new IllegalStateException("A memory probe has buffers");
        }
        return data;
    }

    /// Elements of the first vector.
    private long half(int elementBytes) {
        return (text.contains("%zmm") ? 64 : 32) / elementBytes;
    }

    private static void fill(MemorySegment data, long from, short pattern) {
        for (long i = from; i < data.byteSize(); i += 2) {
            data.set(ValueLayout.JAVA_SHORT, i, pattern);
        }
    }

    /// Palette 1, eight tiles of 16 rows of 64 bytes (Intel's manual, LDTILECFG), then a tile.
    private static void tileOperands(MemorySegment data, short pattern) {
        data.set(ValueLayout.JAVA_BYTE, 0, (byte) 1);
        for (int tile = 0; tile < 8; tile++) {
            data.set(ValueLayout.JAVA_SHORT, 16 + 2L * tile, (short) ProbeText.TILE_ROW);
            data.set(ValueLayout.JAVA_BYTE, 48 + tile, (byte) TILE_ROWS);
        }
        fill(data, 64, pattern);
    }
}
