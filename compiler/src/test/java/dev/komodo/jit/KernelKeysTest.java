package dev.komodo.jit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.cache.CacheKey;
import dev.komodo.target.Target;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// What object code depends on is in its key, each thing under its own name, so that code for
/// another machine, another LLVM, another Komodo or another ABI is never found.
class KernelKeysTest {
    private static final Target TARGET = Targets.named("x86-64-v3");
    private static final CacheKey KEY = key("graph", "options", TARGET, "llvm", 1, "komodo");

    private static CacheKey key(
            String graph, String options, Target target, String llvm, int abi, String komodo) {
        return KernelKeys.of(
                graph.getBytes(StandardCharsets.UTF_8), options, target, llvm, abi, komodo);
    }

    @Test
    void everyIngredientChangesTheKeyAndIsNamed() {
        assertThat(key("graph", "options", TARGET, "llvm", 1, "komodo")).isEqualTo(KEY);
        Target other = Targets.named("znver4");
        assertThat(key("x", "options", TARGET, "llvm", 1, "komodo").differencesFrom(KEY))
                .containsExactly("graph");
        assertThat(key("graph", "x", TARGET, "llvm", 1, "komodo").differencesFrom(KEY))
                .containsExactly("options");
        assertThat(key("graph", "options", other, "llvm", 1, "komodo").differencesFrom(KEY))
                .containsExactly("target");
        assertThat(key("graph", "options", TARGET, "x", 1, "komodo").differencesFrom(KEY))
                .containsExactly("llvm");
        assertThat(key("graph", "options", TARGET, "llvm", 2, "komodo").differencesFrom(KEY))
                .containsExactly("abi");
        assertThat(key("graph", "options", TARGET, "llvm", 1, "x").differencesFrom(KEY))
                .containsExactly("komodo");
        assertThat(KEY.ingredients())
                .extracting(ingredient -> ingredient.name())
                .containsExactly("abi", "graph", "komodo", "llvm", "options", "target");
    }

    @Test
    void everyFactAboutTheMachineChangesTheKey() {
        List<String> fewer = new ArrayList<>(TARGET.features());
        fewer.remove("avx2");
        List<String> more = new ArrayList<>(TARGET.features());
        more.add("sha");
        Target t = TARGET;
        List<Target> others =
                List.of(
                        machine("other-triple", t.cpu(), t.features(), 256, 16, true, 1, 2, 3),
                        machine(t.triple(), "other-cpu", t.features(), 256, 16, true, 1, 2, 3),
                        machine(t.triple(), t.cpu(), fewer, 256, 16, true, 1, 2, 3),
                        machine(t.triple(), t.cpu(), more, 256, 16, true, 1, 2, 3),
                        machine(t.triple(), t.cpu(), t.features(), 512, 16, true, 1, 2, 3),
                        machine(t.triple(), t.cpu(), t.features(), 256, 32, true, 1, 2, 3),
                        machine(t.triple(), t.cpu(), t.features(), 256, 16, false, 1, 2, 3),
                        machine(t.triple(), t.cpu(), t.features(), 256, 16, true, 9, 2, 3),
                        machine(t.triple(), t.cpu(), t.features(), 256, 16, true, 1, 9, 3),
                        machine(t.triple(), t.cpu(), t.features(), 256, 16, true, 1, 2, 9),
                        machine(t.triple(), t.cpu(), t.features(), 256, 16, true, 1, 2, 3));

        assertThat(others)
                .hasSize(Target.class.getRecordComponents().length + 2)
                .extracting(target -> key("graph", "options", target, "llvm", 1, "komodo"))
                .doesNotHaveDuplicates();
    }

    private static Target machine(
            String triple,
            String cpu,
            List<String> features,
            int bits,
            int registers,
            boolean fma,
            long level1,
            long level2,
            long level3) {
        return new Target(triple, cpu, features, bits, registers, fma, level1, level2, level3);
    }

    @Test
    void thisProcessesKeysNameItsLlvmAndItsCode() {
        byte[] graph = {1};
        assertThat(KernelKeys.of(graph, "", TARGET)).isEqualTo(KernelKeys.of(graph, "", TARGET));
        assertThat(
                        KernelKeys.of(graph, "", TARGET)
                                .differencesFrom(key("\u0001", "", TARGET, "llvm", -1, "komodo")))
                .containsExactly("abi", "komodo", "llvm");
    }
}
