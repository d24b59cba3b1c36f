package dev.komodo.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.komodo.error.InternalCompilerException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.function.UnaryOperator;

/// Which pass is blamed. Programs are numbers here; a negative one breaks the invariant.
class PassRunnerTest {
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void passesRunInOrder(boolean verifiesEach) {
        assertThat(run(verifiesEach, List.of(plus(1), times(3), plus(4))))
                .isEqualTo(3 * (2 + 1) + 4);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void thePassWhoseResultIsWrongIsNamedThoughALaterOneMendsIt(boolean verifiesEach) {
        assertThatThrownBy(
                        () ->
                                run(
                                        verifiesEach,
                                        List.of(
                                                plus(1),
                                                pass("wrong", x -> -x),
                                                pass("late", x -> -1))))
                .isInstanceOf(InternalCompilerException.class)
                .hasMessageContaining("The pass wrong failed");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void thePassWhoseResultIsWrongIsNamedThoughALaterOneThrows(boolean verifiesEach) {
        assertThatThrownBy(
                        () ->
                                run(
                                        verifiesEach,
                                        List.of(
                                                pass("wrong", x -> -x),
                                                pass(
                                                        "late",
                                                        x -> {
                                                            throw new IllegalStateException(
                                                                    "met " + x);
                                                        }))))
                .isInstanceOf(InternalCompilerException.class)
                .hasMessageContaining("The pass wrong failed");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void thePassThatThrowsIsNamed(boolean verifiesEach) {
        assertThatThrownBy(
                        () ->
                                run(
                                        verifiesEach,
                                        List.of(
                                                plus(1),
                                                pass(
                                                        "late",
                                                        x -> {
                                                            throw new IllegalStateException(
                                                                    "met " + x);
                                                        }))))
                .isInstanceOf(InternalCompilerException.class)
                .hasMessageContaining("The pass late failed")
                .hasMessageContaining("met 3");
    }

    private static int run(boolean verifiesEach, List<Pass<Integer, Integer>> all) {
        PassRunner runner = new PassRunner(Dumps.none(), PassListener.NONE, verifiesEach);
        return runner.run(all.getFirst(), all.subList(1, all.size()), 2);
    }

    private static Pass<Integer, Integer> plus(int more) {
        return pass("plus", x -> x + more);
    }

    private static Pass<Integer, Integer> times(int factor) {
        return pass("times", x -> x * factor);
    }

    private static Pass<Integer, Integer> pass(String name, UnaryOperator<Integer> function) {
        return new Pass<>(name, function, PassRunnerTest::requirePositive, String::valueOf);
    }

    private static void requirePositive(int program) {
        if (program < 0) {
            throw new IllegalStateException("negative: " + program);
        }
    }
}
