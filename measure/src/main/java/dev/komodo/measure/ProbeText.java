package dev.komodo.measure;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The probes as assembly, each a function `void probe(int64_t rounds, const void *from, void *to)`
/// of the System V ABI. The text is the claim: a hot loop holds the instruction of its name and the
/// two that count rounds.
final class ProbeText {
    /// The symbol of a probe.
    static final String SYMBOL = "komodo_probe";

    /// Instructions of a round, so that counting rounds costs nothing: a multiple of [#sums].
    static final int INSTRUCTIONS = 48;

    /// Vectors that a memory probe moves in a round.
    static final int MOVES = 8;

    /// Tile products of a round: four sums, which hide a latency of 52 at one in 16 cycles.
    static final int TILE_PRODUCTS = 16;

    /// Bytes of a tile's row, and of an AMX configuration.
    static final int TILE_ROW = 64;

    private ProbeText() {}

    /// Independent sums: an instruction of latency L on U units needs L * U of them. 12 are enough
    /// for L = 5 and all that 16 registers give; with 32 there are 24.
    static int sums(String register) {
        return register.equals("zmm") ? 24 : 12;
    }

    /// Repeats `instruction y, x, sum` over independent sums; x and y are the two vectors at
    /// `from`, and the sums are written to `to` at the end.
    ///
    /// @param register `zmm` or `ymm`
    static String arithmetic(String instruction, String register) {
        int bytes = bytes(register);
        StringBuilder text = begin();
        text.append("  vmovups (%rsi), %").append(register).append("0\n");
        text.append("  vmovups %d(%%rsi), %%%s1\n".formatted(bytes, register));
        sums("  vmovups (%%rsi), %%%1$s%2$d\n", register, text);
        text.append("  .p2align 5\n1:\n");
        for (int i = 0; i < INSTRUCTIONS / sums(register); i++) {
            sums("  " + instruction + " %%%1$s1, %%%1$s0, %%%1$s%2$d\n", register, text);
        }
        text.append("  decq %rdi\n  jnz 1b\n");
        for (int sum = 0; sum < sums(register); sum++) {
            text.append("  vmovups %%%s%d, %d(%%rdx)\n".formatted(register, 2 + sum, bytes * sum));
        }
        return end(text);
    }

    private static void sums(String line, String register, StringBuilder text) {
        for (int sum = 0; sum < sums(register); sum++) {
            text.append(line.formatted(register, 2 + sum));
        }
    }

    /// Repeats a tile product. `from` holds a tile configuration, then a tile of operands.
    static String tiles(String instruction) {
        StringBuilder text = begin();
        text.append("  ldtilecfg (%rsi)\n  movl $").append(TILE_ROW).append(", %r9d\n");
        for (int tile = 4; tile < 8; tile++) {
            text.append("  tileloadd 64(%%rsi,%%r9,1), %%tmm%d\n".formatted(tile));
        }
        for (int tile = 0; tile < 4; tile++) {
            text.append("  tilezero %%tmm%d\n".formatted(tile));
        }
        text.append("  .p2align 5\n1:\n");
        for (int i = 0; i < TILE_PRODUCTS; i++) {
            int sum = i % 4;
            text.append(
                    "  %s %%tmm%d, %%tmm%d, %%tmm%d\n"
                            .formatted(instruction, 6 + sum % 2, 4 + sum / 2, sum));
        }
        text.append("  decq %rdi\n  jnz 1b\n  tilestored %tmm0, (%rdx,%r9,1)\n  tilerelease\n");
        return end(text);
    }

    /// Reads [#MOVES] vectors a round, into sums so that nothing can be left out.
    static String read(String register) {
        int bytes = bytes(register);
        String instruction = register.equals("zmm") ? "vpxorq" : "vpxor";
        StringBuilder text = begin();
        for (int i = 0; i < MOVES; i++) {
            text.append("  vpxor %%xmm%1$d, %%xmm%1$d, %%xmm%1$d\n".formatted(i));
        }
        text.append("  .p2align 5\n1:\n");
        for (int i = 0; i < MOVES; i++) {
            text.append(
                    "  %1$s %2$d(%%rsi), %%%3$s%4$d, %%%3$s%4$d\n"
                            .formatted(instruction, i * bytes, register, i));
        }
        text.append("  addq $%d, %%rsi\n  decq %%rdi\n  jnz 1b\n".formatted(MOVES * bytes));
        for (int i = 0; i < MOVES; i++) {
            text.append("  vmovups %%%s%d, %d(%%rdx)\n".formatted(register, i, i * bytes));
        }
        return end(text);
    }

    /// Copies [#MOVES] vectors a round.
    ///
    /// @param store `vmovaps` through the caches, `vmovntps` past them
    static String copy(String store, String register) {
        int bytes = bytes(register);
        String loads =
                IntStream.range(0, MOVES)
                        .mapToObj(
                                i ->
                                        "  vmovaps %d(%%rsi), %%%s%d\n"
                                                .formatted(i * bytes, register, i))
                        .collect(Collectors.joining());
        String stores =
                IntStream.range(0, MOVES)
                        .mapToObj(
                                i ->
                                        String.format(
                                                Locale.ROOT,
                                                "  %s %%%s%d, %d(%%rdx)\n",
                                                store,
                                                register,
                                                i,
                                                i * bytes))
                        .collect(Collectors.joining());
        String step = "$" + MOVES * bytes;
        return end(
                begin().append("  .p2align 5\n1:\n")
                        .append(loads)
                        .append(stores)
                        .append("  addq %1$s, %%rsi\n  addq %1$s, %%rdx\n".formatted(step))
                        .append("  decq %rdi\n  jnz 1b\n  sfence\n"));
    }

    /// Asks Linux for the use of AMX's tiles (`arch_prctl(ARCH_REQ_XCOMP_PERM, XTILEDATA)`, the
    /// kernel's Documentation/arch/x86/xstate.rst), for the whole process. Writes the status to
    /// `to`: 0 or a negative error.
    static String tilePermission() {
        return begin().append("  movl $158, %eax\n  movl $0x1023, %edi\n  movl $18, %esi\n")
                .append("  syscall\n  movq %rax, (%rdx)\n  ret\n")
                .toString();
    }

    static int bytes(String register) {
        return register.equals("zmm") ? 64 : 32;
    }

    private static StringBuilder begin() {
        return new StringBuilder()
                .append("  .text\n  .globl ")
                .append(SYMBOL)
                .append("\n  .p2align 6\n")
                .append(SYMBOL)
                .append(":\n");
    }

    private static String end(StringBuilder text) {
        return text.append("  vzeroupper\n  ret\n").toString();
    }
}
