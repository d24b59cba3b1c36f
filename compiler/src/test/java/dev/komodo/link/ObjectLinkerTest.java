package dev.komodo.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.komodo.llvm.Assembler;
import dev.komodo.natives.CodeMemory;
import dev.komodo.natives.NativeCalls;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// Objects of hand-written assembly, linked without LLVM's linker.
class ObjectLinkerTest {
    private static final int DAMAGES = 30_000;
    private static final int CYCLES = 10_000;
    private static final Map<String, Long> OUTSIDE =
            Map.of("memcpy", Linker.nativeLinker().defaultLookup().findOrThrow("memcpy").address());

    /// Code, constants, and each relocation that there is.
    private static final String EVERYTHING =
            """
            .text
            .globl run
            .type run, @function
            run:
              leaq constants(%rip), %rax
              addq next(%rip), %rdi
              call twice@PLT
              jmp *memcpy@GOTPCREL(%rip)
              movq memcpy@GOTPCREL(%rip), %rcx
              call memcpy@PLT
              ret
            .type twice, @function
            twice:
              leaq (%rdi,%rdi), %rax
              ret
            .section .rodata,"a",@progbits
            .p2align 6
            constants:
              .long twice - constants
              .quad twice - .
            next:
              .quad 1
            """;

    private static byte[] assemble(String text) {
        return Assembler.assemble("test", text);
    }

    /// A function `run` of one section, with these instructions.
    private static String run(String instructions) {
        return ".text\n.globl run\n.type run, @function\nrun:\n" + instructions + "\nret\n";
    }

    private static PlacedObject link(byte[] object) {
        return ObjectLinker.link(object, ElfObject.read(object), List.of("run"), OUTSIDE);
    }

    private static long call(PlacedObject image, long... arguments) {
        return NativeCalls.call(MemorySegment.ofAddress(image.address("run")), arguments);
    }

    @Test
    void constantsOfTheObjectAreFound() {
        String text =
                run("movq next(%rip), %rax\naddq %rdi, %rax")
                        + ".section .rodata.cst8,\"aM\",@progbits,8\n.quad 5\nnext: .quad 37\n";
        try (PlacedObject image = link(assemble(text))) {
            assertThat(call(image, 5)).isEqualTo(42);
        }
    }

    @Test
    void functionsOfTheObjectAreCalled() {
        String text =
                run("pushq %rbx\ncall other@PLT\npopq %rbx")
                        + ".section .text.other,\"ax\",@progbits\n.p2align 8\n.globl other\n"
                        + ".type other, @function\nother: leaq 1(%rdi), %rax\nret\n";
        try (PlacedObject image = link(assemble(text))) {
            assertThat(call(image, 41)).isEqualTo(42);
        }
    }

    @Test
    void tablesOfDistancesLeadToTheirTargets() {
        String text =
                run(
                                """
                                leaq table(%rip), %rcx
                                movslq (%rcx,%rdi,4), %rax
                                addq %rcx, %rax
                                jmp *%rax
                                first: movq $10, %rax
                                ret
                                second: movq $20, %rax
                                """)
                        + ".section .rodata,\"a\",@progbits\n.p2align 2\n"
                        + "table: .long first - table\n.long second - table\n";
        try (PlacedObject image = link(assemble(text))) {
            assertThat(call(image, 0)).isEqualTo(10);
            assertThat(call(image, 1)).isEqualTo(20);
        }
    }

    @Test
    void longDistancesAreFilledIn() {
        String text =
                run("leaq far(%rip), %rcx\nmovq (%rcx), %rax\naddq %rcx, %rax\ncall *%rax")
                        + ".type answer, @function\nanswer: movq $42, %rax\nret\n"
                        + ".section .rodata,\"a\",@progbits\n.p2align 3\nfar: .quad answer - far\n";
        byte[] object = assemble(text.replace("call *%rax", "pushq %rbx\ncall *%rax\npopq %rbx"));
        try (PlacedObject image = link(object)) {
            assertThat(call(image)).isEqualTo(42);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "call memcpy@PLT",
                "call *memcpy@GOTPCREL(%rip)",
                "movq memcpy@GOTPCREL(%rip), %rax\\ncall *%rax",
                ".byte 0x48, 0x8b, 0x05\\n.long memcpy@GOTPCREL - 4\\ncall *%rax",
            })
    void functionsOutsideAreReached(String call) {
        String text = run("pushq %rbx\n" + call.replace("\\n", "\n") + "\npopq %rbx");
        try (PlacedObject image = link(assemble(text));
                Arena arena = Arena.ofConfined()) {
            MemorySegment from = arena.allocateFrom("komodo");
            MemorySegment to = arena.allocate(from.byteSize());
            assertThat(call(image, to.address(), from.address(), from.byteSize()))
                    .isEqualTo(to.address());
            assertThat(to.getString(0)).isEqualTo("komodo");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "movabsq $run, %rax | R_X86_64_64",
                "movq $run, %rax | R_X86_64_32S",
                "movl $run, %eax | R_X86_64_32",
                "movq run@GOTPCREL(%rip), %rax | R_X86_64_REX_GOTPCRELX to a symbol of its own",
                "leaq memcpy(%rip), %rax | R_X86_64_PC32 to a symbol outside",
                "movabsq $_GLOBAL_OFFSET_TABLE_, %rax | R_X86_64_GOTPC64",
            })
    void otherRelocationsAreNamed(String instruction, String relocation) {
        byte[] object = assemble(run(instruction));
        Map<String, Long> outside = Map.of("memcpy", 1L, "_GLOBAL_OFFSET_TABLE_", 1L);
        ElfObject contents = ElfObject.read(object);
        assertThatThrownBy(
                        () -> ObjectLinker.link(object, contents, List.of("run"), outside).close())
                .isInstanceOf(UnfamiliarObjectException.class)
                .hasMessageContaining(relocation);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ".data\\n.quad 1 | the flags 0x3",
                ".bss\\n.quad 0 | a section of type 8",
                ".section .rodata,\"a\",@progbits\\n.p2align 13\\n.quad 1 | a multiple of 8192",
                ".cfi_startproc\\nnop\\n.cfi_endproc | a section of type 1879048193",
            })
    void otherSectionsAreNamed(String text, String named) {
        byte[] object = assemble(run("nop\n" + text.replace("\\n", "\n") + "\n.text\n"));
        assertThatThrownBy(() -> link(object).close())
                .isInstanceOf(UnfamiliarObjectException.class)
                .hasMessageContaining(named);
    }

    @Test
    void threadLocalAndIndirectFunctionsAreRefused() {
        byte[] local = assemble(run("nop") + ".section .tdata,\"awT\",@progbits\n.quad 1\n");
        assertThatThrownBy(() -> link(local).close()).isInstanceOf(ObjectRefusedException.class);
        byte[] chosen =
                assemble(run("nop") + ".globl f\n.type f, @gnu_indirect_function\nf: ret\n");
        assertThatThrownBy(() -> link(chosen).close()).isInstanceOf(ObjectRefusedException.class);
        byte[] common = assemble(run("nop") + ".comm shared, 8, 8\n");
        assertThatThrownBy(() -> link(common).close()).isInstanceOf(ObjectRefusedException.class);
    }

    @Test
    void whatMayNotBeUsedIsNotUsed() {
        byte[] object = assemble(run("jmp system@PLT"));
        assertThatThrownBy(() -> link(object).close())
                .isInstanceOf(ObjectRefusedException.class)
                .hasMessageContaining("system");
    }

    @Test
    void imagesWithTheSameSymbolsCallTheirOwn() {
        String other = "\n.globl other\n.weak other\n.type other, @function\nother: ";
        byte[] add =
                assemble(run("call other@PLT\naddq $2, %rax") + other + "movq %rdi, %rax\nret");
        byte[] twice =
                assemble(run("call other@PLT\naddq %rax, %rax") + other + "movq %rdi, %rax\nret");
        PlacedObject first = link(add);
        try (PlacedObject second = link(twice)) {
            assertThat(call(first, 10)).isEqualTo(12);
            assertThat(call(second, 10)).isEqualTo(20);
            first.close();
            first.close();
            assertThat(call(second, 10)).isEqualTo(20);
        }
    }

    @Test
    void codeIsNeverWritableAndConstantsNeverExecutable() throws IOException {
        try (PlacedObject image = link(assemble(EVERYTHING))) {
            long code = image.address("run");
            assertThat(rights(code)).isEqualTo("r-xp");
            assertThat(rights(code + CodeMemory.PAGE_BYTES)).isEqualTo("r--p");
        }
    }

    /// What the process may do at an address.
    private static String rights(long address) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
            int dash = line.indexOf('-');
            int space = line.indexOf(' ');
            if (Long.parseUnsignedLong(line, 0, dash, 16) <= address
                    && address < Long.parseUnsignedLong(line, dash + 1, space, 16)) {
                return line.substring(space + 1, space + 5);
            }
        }
        return "none";
    }

    @Test
    void memoryStaysFlatOverManyImages() throws IOException {
        byte[] object = assemble(EVERYTHING);
        for (int i = 0; i < CYCLES / 10; i++) {
            link(object).close();
        }
        long mappings = mappings();
        for (int i = 0; i < CYCLES; i++) {
            link(object).close();
        }
        // the JVM maps a few more of its own meanwhile; an image that stayed would add one each
        assertThat(mappings() - mappings).isLessThan(CYCLES / 10);
    }

    private static long mappings() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/maps")).size();
    }

    @Test
    void damagedObjectsAreLinkedOrRefusedAndNothingElse() {
        byte[] object = assemble(EVERYTHING);
        link(object).close();
        SplittableRandom random = new SplittableRandom(42);
        int refused = 0;
        for (int i = 0; i < DAMAGES; i++) {
            byte[] damaged = object.clone();
            for (int f = random.nextInt(1, 4); f > 0; f--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            if (random.nextInt(16) == 0) {
                damaged = Arrays.copyOf(damaged, random.nextInt(damaged.length));
            }
            refused += isRefused(damaged) ? 1 : 0;
        }
        assertThat(refused).isBetween(DAMAGES / 20, DAMAGES);
    }

    /// Every number in the table of sections, the symbols and the relocations, set to extremes.
    @Test
    void extremeNumbersAreRefusedOrHarmless() {
        byte[] object = assemble(EVERYTHING);
        long[] extremes = {0, 1, -1, Long.MAX_VALUE, Long.MIN_VALUE, Integer.MAX_VALUE, 1L << 31};
        for (int at = 0; at + Long.BYTES <= object.length; at += Integer.BYTES) {
            for (long extreme : extremes) {
                byte[] damaged = object.clone();
                ByteBuffer bytes = ByteBuffer.wrap(damaged).order(ByteOrder.LITTLE_ENDIAN);
                bytes.putLong(at, extreme);
                isRefused(damaged);
                ByteBuffer.wrap(object).get(at, damaged, at, Long.BYTES);
                bytes.putInt(at, (int) extreme);
                isRefused(damaged);
            }
        }
    }

    private static boolean isRefused(byte[] damaged) {
        try {
            link(damaged).close();
            return false;
        } catch (ObjectRefusedException | UnfamiliarObjectException refused) {
            assertThat(refused.getMessage()).startsWith("An object ");
            return true;
        }
    }

    @Test
    void aRelocationChangesBytesOfItsSectionOnly() {
        byte[] object =
                assemble(run("movq next(%rip), %rax") + ".section .rodata,\"a\"\nnext: .quad 1");
        for (long offset : new long[] {-1, 5, 1L << 32, Long.MAX_VALUE}) {
            byte[] damaged = object.clone();
            ByteBuffer bytes = ByteBuffer.wrap(damaged).order(ByteOrder.LITTLE_ENDIAN);
            bytes.putLong(firstRelocation(bytes), offset);
            assertThatThrownBy(() -> link(damaged).close())
                    .isInstanceOf(ObjectRefusedException.class)
                    .hasMessageContaining("outside its section");
        }
        byte[] far = object.clone();
        ByteBuffer bytes = ByteBuffer.wrap(far).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(firstRelocation(bytes) + 16, 1L << 40);
        assertThatThrownBy(() -> link(far).close())
                .isInstanceOf(ObjectRefusedException.class)
                .hasMessageContaining("further than 2 GiB");
    }

    private static int firstRelocation(ByteBuffer object) {
        int table = (int) object.getLong(40);
        for (int i = 0; i < object.getShort(60); i++) {
            int section = table + 64 * i;
            if (object.getInt(section + 4) == ElfFile.SECTION_RELOCATIONS) {
                return (int) object.getLong(section + 24);
            }
        }
        throw new AssertionError("no relocations");
    }

    @Test
    void entriesLieInCode() {
        byte[] object =
                assemble(".section .rodata,\"a\"\n.globl run\n.type run, @function\nrun: .quad 1");
        assertThatThrownBy(() -> link(object).close())
                .isInstanceOf(ObjectRefusedException.class)
                .hasMessageContaining("run lies outside its code");
    }

    @Test
    void sizesOfImagesAreWholePages() {
        for (int codeBytes : new int[] {0, -4096, 1, 8192}) {
            assertThatThrownBy(() -> CodeMemory.place(new byte[4096], codeBytes))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> CodeMemory.place(new byte[4097], 4096))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
