package io.ringflow.capture.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringflow.capture.log.LogPosition;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class SplitSerializersTest {

    private static final LiveSplit LIVE =
            new LiveSplit("a", "eth0", 1, 2, 10, 0xfedc, new LogPosition(5, 6, 7, 8, 9));
    private static final String LIVE_BYTES =
            "01"
                    + "000161"
                    + "000465746830"
                    + "0000000100000002"
                    + "000000000000000a"
                    + "fedc"
                    + "0000000000000005"
                    + "0000000000000006"
                    + "0000000000000007"
                    + "0000000000000008"
                    + "0000000000000009";

    private static final FileSplit FILE =
            new FileSplit("x", List.of(List.of("a", "b"), List.of("c")), 3, 99);
    private static final String FILE_BYTES =
            "02"
                    + "000178"
                    + "00000002"
                    + "00000002"
                    + "000161"
                    + "000162"
                    + "00000001"
                    + "000163"
                    + "00000003"
                    + "0000000000000063";

    private final CaptureSplitSerializer splits = new CaptureSplitSerializer();
    private final CaptureEnumeratorStateSerializer states = new CaptureEnumeratorStateSerializer();

    @Test
    void serializesSplitsToGoldenBytes() throws Exception {
        assertThat(HexFormat.of().formatHex(splits.serialize(LIVE))).isEqualTo(LIVE_BYTES);
        assertThat(HexFormat.of().formatHex(splits.serialize(FILE))).isEqualTo(FILE_BYTES);
        for (CaptureSplit split : List.of(LIVE, FILE)) {
            assertThat(splits.deserialize(3, splits.serialize(split))).isEqualTo(split);
        }
    }

    @Test
    void rejectsSplitOfUnknownVersion() throws Exception {
        byte[] bytes = splits.serialize(FILE);
        assertThatThrownBy(() -> splits.deserialize(2, bytes))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("version 2");
    }

    @Test
    void serializesEnumeratorStateToGoldenBytes() throws Exception {
        CaptureEnumeratorState state =
                new CaptureEnumeratorState(true, List.of(FILE, LIVE), List.of(LIVE), 11);
        byte[] bytes = states.serialize(state);
        assertThat(HexFormat.of().formatHex(bytes))
                .isEqualTo(
                        "01"
                                + "00000003"
                                + "00000002"
                                + sized(FILE_BYTES)
                                + sized(LIVE_BYTES)
                                + "00000001"
                                + sized(LIVE_BYTES)
                                + "000000000000000b");
        assertThat(states.deserialize(3, bytes)).isEqualTo(state);
    }

    private static String sized(String hex) {
        return "%08x".formatted(hex.length() / 2) + hex;
    }

    @Test
    void rejectsEnumeratorStateOfUnknownVersion() throws Exception {
        byte[] bytes = states.serialize(CaptureEnumeratorState.initial(0));
        assertThatThrownBy(() -> states.deserialize(9, bytes)).isInstanceOf(IOException.class);
    }
}
