package dev.komodo.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.Komodo;
import dev.komodo.Options;
import dev.komodo.graph.Literal;
import dev.komodo.jit.FixedNames;
import dev.komodo.jit.ObjectCode;
import dev.komodo.jit.Targets;
import dev.komodo.link.ElfObject;
import dev.komodo.link.ObjectLinker;
import dev.komodo.runtime.Kernel;
import dev.komodo.runtime.KernelReport.CacheOutcome;
import dev.komodo.runtime.NDArray;
import dev.komodo.testing.GeneratedGraph;
import dev.komodo.testing.GeneratorOptions;
import dev.komodo.testing.GraphGenerator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Everything that Komodo emits can be linked without LLVM, and means the same then.
final class ClosedWorldTest {
    private static final int GRAPHS = 25;

    @TempDir Path folder;

    @Test
    void objectsForEveryTargetCanBeLinkedWithoutLlvm() {
        long seed = 1;
        for (String name : Targets.names()) {
            Pipeline pipeline = new Pipeline(Targets.named(name), PassListener.NONE);
            for (int i = 0; i < 2; i++, seed++) {
                try (Komodo komodo = Komodo.open(Options.defaults().target(name).withoutCache())) {
                    GeneratedGraph generated = generate(seed);
                    ObjectCode code =
                            pipeline.compile(
                                            generated.graph(),
                                            komodo.key(generated.graph()),
                                            new FixedNames(),
                                            i % 2 == 1)
                                    .code();
                    ElfObject contents = ElfObject.read(code.bytes());
                    ObjectLinker.link(
                                    code.bytes(), contents, code.entrySymbols(), outside(contents))
                            .close();
                }
            }
        }
    }

    private static Map<String, Long> outside(ElfObject contents) {
        Map<String, Long> addresses = new LinkedHashMap<>();
        for (String symbol : contents.undefinedSymbols()) {
            addresses.put(
                    symbol, Linker.nativeLinker().defaultLookup().findOrThrow(symbol).address());
        }
        return addresses;
    }

    private static GeneratedGraph generate(long seed) {
        return GraphGenerator.generate(seed, GeneratorOptions.defaults().withSteps(10));
    }

    /// A miss is linked by LLVM, a hit without it.
    @Test
    void hitsComputeWhatTheirMissesComputed() {
        try (Komodo komodo =
                Komodo.open(Options.defaults().threads(2).cacheFolder(folder.resolve("cache")))) {
            for (long seed = 1; seed <= GRAPHS; seed++) {
                GeneratedGraph generated = generate(seed);
                List<Literal> miss = outputs(komodo, generated, CacheOutcome.MISS);
                assertThat(outputs(komodo, generated, CacheOutcome.HIT))
                        .as(generated::toString)
                        .isEqualTo(miss);
            }
        }
    }

    private static List<Literal> outputs(
            Komodo komodo, GeneratedGraph generated, CacheOutcome expected) {
        try (Kernel kernel = komodo.compile(generated.graph());
                Arena arena = Arena.ofShared()) {
            assertThat(kernel.report().cache()).isEqualTo(expected);
            Map<String, NDArray> arguments = new LinkedHashMap<>();
            for (int i = 0; i < generated.arguments().size(); i++) {
                arguments.put(
                        generated.graph().inputs().get(i).name(),
                        NDArray.copyOf(arena, generated.arguments().get(i)));
            }
            List<Literal> outputs = new ArrayList<>();
            kernel.call(arena, arguments).values().forEach(array -> outputs.add(array.toLiteral()));
            return outputs;
        }
    }
}
