package dev.komodo.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.graph.DType;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Tensor;
import dev.komodo.jit.CodeOptions;
import dev.komodo.jit.CompileStages;
import dev.komodo.jit.FixedNames;
import dev.komodo.jit.ObjectCompiler;
import dev.komodo.jit.Targets;
import dev.komodo.loop.LoopProgram;
import dev.komodo.target.Effort;
import dev.komodo.target.Target;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which instructions multiply few bits on which machine, and that nothing that saturates does.
class NarrowTargetsTest {
    private static Graph bytes() {
        return Graph.build(
                "bytes",
                g -> {
                    Tensor x = g.input("x", DType.U8, 20, 70).cast(DType.I32);
                    Tensor w = g.input("w", DType.I8, 70, 40).cast(DType.I32);
                    g.output("y", x.sub(3).matmul(w));
                });
    }

    private static Graph brain() {
        return Graph.build(
                "brain",
                g ->
                        g.output(
                                "y",
                                g.input("x", DType.BF16, 20, 70)
                                        .matmul(g.input("w", DType.BF16, 70, 40))));
    }

    private static String assembly(Graph graph, Target target) {
        LoopProgram program = new Pipeline(target, Effort.FAST, PassListener.NONE).lower(graph);
        CodeOptions options = new CodeOptions(target, Effort.FAST, false);
        ObjectCompiler compiler = ObjectCompiler.shared();
        assertThat(
                        compiler.compile(program, options, new FixedNames(), CompileStages.NONE)
                                .undefinedSymbols())
                .isSubsetOf("memcpy", "memmove", "memset");
        return compiler.list(program, options, new FixedNames()).assembly();
    }

    @ParameterizedTest
    @CsvSource({
        "x86-64-v2,      pmaddwd,  false",
        "x86-64-v3,      vpmaddwd, false",
        "alderlake,      vpdpbusd, false",
        "skylake-avx512, vpmaddwd, false",
        "cascadelake,    vpdpbusd, false",
        "cooperlake,     vpdpbusd, true",
        "sapphirerapids, vpdpbusd, true"
    })
    void eachMachineUsesWhatItHas(String name, String ofBytes, boolean hasBrain) {
        Target target = Targets.named(name);
        assertThat(assembly(bytes(), target))
                .contains(ofBytes)
                .doesNotContain("pmaddubsw", "vpdpbusds");
        String brain = assembly(brain(), target);
        assertThat(brain.contains("vdpbf16ps")).isEqualTo(hasBrain);
    }
}
