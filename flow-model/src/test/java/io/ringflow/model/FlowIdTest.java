package io.ringflow.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlowIdTest {

    @Test
    void writesBothHalvesWithLeadingZeros() {
        assertThat(new FlowId(0x0a, 0xffL)).hasToString("0000000a00000000000000ff");
        assertThat(new FlowId(-1, -2)).hasToString("fffffffffffffffffffffffe");
    }

    @Test
    void parsesItsOwnText() {
        Random random = new Random(6);
        for (int i = 0; i < 1000; i++) {
            FlowId id = new FlowId(random.nextInt(), random.nextLong());
            assertThat(FlowId.parse(id.toString())).isEqualTo(id);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1234", "0000000a00000000000000fg", "0000000a00000000000000ff0"})
    void rejectsTextThatIsNotAnId(String text) {
        assertThatThrownBy(() -> FlowId.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shardIsTheHighBitsOfTheHash() {
        assertThat(new FlowId(0, 5).shard(128)).isZero();
        assertThat(new FlowId(-1, 5).shard(128)).isEqualTo(127);
        assertThat(new FlowId(0x8000_0000, 5).shard(128)).isEqualTo(64);
        assertThat(new FlowId(0x4000_0000, 5).shard(6)).isEqualTo(1);
    }
}
