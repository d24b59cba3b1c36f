package dev.komodo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Tensor;
import dev.komodo.library.Normalization;
import dev.komodo.runtime.Binding;
import dev.komodo.runtime.CallProfile;
import dev.komodo.runtime.CallProfile.Span.Kind;
import dev.komodo.runtime.Kernel;
import dev.komodo.runtime.KernelReport;
import dev.komodo.runtime.NDArray;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/// Kernels that keep the time of each fused loop.
@Timeout(180)
final class ProfileTest {
    private static final int ROWS = 300;

    /// A product, a softmax over it, and a loop whose body is a kernel of its own.
    private static final Graph GRAPH =
            Graph.build(
                    "layers",
                    g -> {
                        Dim n = g.dim("n");
                        Tensor x = g.input("x", DType.F32, n, Dim.of(64));
                        Tensor w = g.input("w", DType.F32, 64, 48);
                        Tensor soft = Normalization.softmax(x.matmul(w), 1);
                        List<Tensor> last =
                                g.whileLoop(
                                        List.of(g.constant(DType.I64, 0), soft),
                                        carries -> carries.get(0).less(5),
                                        carries ->
                                                List.of(
                                                        carries.get(0).add(1),
                                                        carries.get(1).mul(0.5).add(1)));
                        g.output("y", last.get(1));
                    });

    @TempDir Path folder;

    private record Called(ByteBuffer bytes, Optional<CallProfile> profile, KernelReport report) {}

    private Options options(int threads) {
        return Options.defaults().threads(threads).cacheFolder(folder);
    }

    private static Called call(Options options) {
        try (Komodo komodo = Komodo.open(options);
                Kernel kernel = komodo.compile(GRAPH);
                Arena arena = Arena.ofConfined()) {
            SplittableRandom random = new SplittableRandom(11);
            NDArray x = random(arena, random, ROWS, 64);
            NDArray w = random(arena, random, 64, 48);
            try (Binding binding =
                    kernel.bind().input("x", x).input("w", w).allocateOutputs(arena).build()) {
                binding.run();
                binding.run();
                ByteBuffer bytes =
                        ByteBuffer.wrap(
                                binding.output("y").segment().toArray(ValueLayout.JAVA_BYTE));
                return new Called(bytes, binding.profile(), kernel.report());
            }
        }
    }

    private static NDArray random(Arena arena, SplittableRandom random, long... sizes) {
        NDArray array = NDArray.of(arena, DType.F32, sizes);
        for (long i = 0; i < array.elements(); i++) {
            array.set(i, random.nextDouble(-1, 1));
        }
        return array;
    }

    @Test
    void timersChangeNoBitOfTheResultsAndAreAnotherKernel() {
        Called plain = call(options(1));
        assertThat(plain.profile()).isEmpty();
        for (int threads : List.of(1, 2)) {
            Called timed = call(options(threads).profile(true));
            assertThat(timed.bytes()).isEqualTo(plain.bytes());
            assertThat(timed.report().key()).isNotEqualTo(plain.report().key());
        }
    }

    @Test
    void eachFusedLoopHasItsTimeItsOpsAndItsSizes() {
        CallProfile profile = call(options(2).profile(true)).profile().orElseThrow();
        assertThat(profile.nanos()).isPositive();
        assertThat(profile.droppedSpans()).isZero();
        long inside = 0;
        for (CallProfile.Loop loop : profile.loops()) {
            inside += loop.nanos();
        }
        assertThat(inside).isPositive().isLessThanOrEqualTo(profile.nanos());

        CallProfile.Loop product = loop(profile, "contract");
        assertThat(product.operations()).isEqualTo("contract");
        assertThat(product.result()).isEqualTo("f32[n, 48]");
        assertThat(product.calls()).isEqualTo(1);
        assertThat(product.arithmetic()).isEqualTo(2L * ROWS * 64 * 48);
        assertThat(product.bytes()).isEqualTo(4L * (ROWS * 64 + 64 * 48 + ROWS * 48));

        CallProfile.Loop softmax = loop(profile, "exp");
        assertThat(softmax.operations()).contains("maximum", "subtract", "exp", "sum");
        CallProfile.Loop body = loop(profile, "multiply, add");
        assertThat(body.calls()).as("the last call only").isEqualTo(5);
    }

    private static CallProfile.Loop loop(CallProfile profile, String operations) {
        return profile.loops().stream()
                .filter(loop -> loop.operations().contains(operations))
                .findFirst()
                .orElseThrow(() -> new AssertionError(operations + " in " + profile.loops()));
    }

    @Test
    void spansLieInsideTheCallAndPartsInsideTheirLoop() {
        CallProfile profile = call(options(2).profile(true)).profile().orElseThrow();
        CallProfile.Span call =
                profile.spans().stream()
                        .filter(span -> span.kind() == Kind.CALL)
                        .findFirst()
                        .orElseThrow();
        assertThat(call.endNanos() - call.beginNanos()).isEqualTo(profile.nanos());
        List<CallProfile.Span> loops = new ArrayList<>();
        for (CallProfile.Span span : profile.spans()) {
            assertThat(span.beginNanos()).isBetween(call.beginNanos(), span.endNanos());
            assertThat(span.endNanos()).isLessThanOrEqualTo(call.endNanos());
            if (span.kind() == Kind.LOOP) {
                assertThat(span.thread()).isZero();
                loops.add(span);
            }
        }
        for (CallProfile.Span part : profile.spans()) {
            if (part.kind() == Kind.PART) {
                assertThat(loops)
                        .anyMatch(
                                loop ->
                                        loop.name().equals(part.name())
                                                && loop.beginNanos() <= part.beginNanos()
                                                && part.endNanos() <= loop.endNanos());
            }
        }
    }

    @Test
    void aHitKnowsWhatItsLoopsDo() {
        Called first = call(options(1).profile(true));
        Called second = call(options(1).profile(true));
        assertThat(second.report().cache()).isEqualTo(KernelReport.CacheOutcome.HIT);
        assertThat(names(second)).isEqualTo(names(first));
    }

    private static List<String> names(Called called) {
        return called.profile().orElseThrow().loops().stream()
                .map(loop -> loop.name() + " " + loop.operations() + " " + loop.result())
                .toList();
    }
}
