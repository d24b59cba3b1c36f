package dev.komodo.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.komodo.error.InvalidGraphException;

import org.junit.jupiter.api.Test;

/// Sizes that no machine has are refused where they appear, before sums of them overflow.
final class SizeLimitTest {
    @Test
    void aValueThatNoMachineHoldsIsRefused() {
        GraphBuilder graph = new GraphBuilder("g");
        assertThatThrownBy(() -> graph.input("x", DType.U8, 1L << 62, 1L))
                .isInstanceOf(InvalidGraphException.class)
                .hasMessageContaining("u8[4611686018427387904, 1]")
                .hasMessageContaining("bytes");
    }

    @Test
    void anEmptyValueHasNoBytes() {
        GraphBuilder graph = new GraphBuilder("g");
        assertThat(graph.input("x", DType.U8, 1L << 62, 0L).rank()).isEqualTo(2);
    }
}
