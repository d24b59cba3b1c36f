package dev.komodo.jit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.komodo.error.UnsupportedException;
import dev.komodo.target.Target;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;

/// Machines by name.
class TargetsTest {
    static List<String> names() {
        return Targets.names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyNamedTargetIsCompiledFor(String name) {
        Target target = Targets.named(name);
        Listings listings =
                ObjectCompiler.shared()
                        .list(Kernels.of("fma(x[0], x[0], x[0])"), target, new FixedNames());
        boolean fuses = target.fusedMultiplyAdd();
        assertThat(listings.assembly()).contains(fuses ? "vfmadd" : "call");
        assertThat(listings.llvm()).contains("\"target-cpu\"=\"" + name + "\"");
        assertThat(listings.optimizedLlvm()).doesNotContain("contract");
    }

    @Test
    void wideTargetsComputeInWholeWideRegisters() {
        String assembly =
                ObjectCompiler.shared()
                        .list(
                                Kernels.of("shuffle(broadcast(x[0], 8) * broadcast(x[0], 8); 3)"),
                                Targets.named("sapphirerapids"),
                                new FixedNames())
                        .assembly();
        assertThat(assembly).isNotEmpty();
        assertThat(Targets.named("sapphirerapids").vectorBits()).isEqualTo(512);
        assertThat(Targets.named("x86-64-v3").vectorBits()).isEqualTo(256);
    }

    @Test
    void anUnknownNameIsAnsweredWithTheKnownOnes() {
        assertThatThrownBy(() -> Targets.named("pentium"))
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("'pentium'")
                .hasMessageContaining("x86-64-v3");
    }

    @Test
    void theLevelBelowWhatKernelsNeedIsRefusedWithTheReason() {
        assertThatThrownBy(() -> Targets.named("x86-64"))
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("'x86-64' lacks SSE4.2")
                .hasMessageContaining("x86-64-v2");
    }

    @Test
    void aMachineRunsTheTargetsWhoseFeaturesItHas() {
        List<String> within = Targets.namesWithin(Targets.named("cascadelake").features());
        assertThat(within)
                .contains("cascadelake", "haswell", "skylake-avx512", "x86-64-v3", "x86-64-v4")
                .doesNotContain("cooperlake", "icelake-server", "znver4");
    }

    @Test
    void theHostHasItsOwnFeatures() {
        Target host = HostTarget.detect();
        assertThat(host.has("fma")).isTrue();
        assertThat(host.fusedMultiplyAdd()).isTrue();
        assertThat(host.level1Bytes()).isPositive();
    }
}
