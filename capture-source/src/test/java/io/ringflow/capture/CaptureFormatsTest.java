package io.ringflow.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.log.LogPosition;
import io.ringflow.capture.serial.StateFormat;
import io.ringflow.capture.split.CaptureEnumeratorState;
import io.ringflow.capture.split.CaptureEnumeratorStateSerializer;
import io.ringflow.capture.split.CaptureSplitSerializer;
import io.ringflow.capture.split.FileSplit;
import io.ringflow.capture.split.LiveSplit;
import io.ringflow.model.GoldenBytes;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes that a checkpoint contains, or that a source sends, don't change unnoticed. */
class CaptureFormatsTest {

    @ParameterizedTest
    @MethodSource("io.ringflow.capture.CaptureFormats#all")
    void keepsBytesOfItsVersion(StateFormat format) throws IOException {
        format.keepsItsBytes();
    }

    @ParameterizedTest
    @MethodSource("io.ringflow.capture.CaptureFormats#all")
    void refusesOtherVersionsByName(StateFormat format) {
        format.refusesOtherVersions();
    }

    @Test
    void readsWhatItWrote() throws IOException {
        CaptureSplitSerializer splits = new CaptureSplitSerializer();
        int version = splits.getVersion();
        assertThat(splits.deserialize(version, splits.serialize(CaptureFormats.LIVE)))
                .isEqualTo(CaptureFormats.LIVE);
        assertThat(splits.deserialize(version, splits.serialize(CaptureFormats.FILE)))
                .isEqualTo(CaptureFormats.FILE);
    }

    @Test
    void readsFileSplitsWithoutCountedFrames() throws IOException {
        FileSplit file = new FileSplit("x", List.of(List.of("a", "b"), List.of("c")), 3, 99, 0);
        assertThat(new CaptureSplitSerializer().deserialize(3, GoldenBytes.read("FileSplit-3")))
                .isEqualTo(file);
        CaptureEnumeratorState state =
                new CaptureEnumeratorStateSerializer()
                        .deserialize(3, GoldenBytes.read("CaptureEnumeratorState-3"));
        assertThat(state.returned()).hasSize(2).contains(file);
    }

    @Test
    void readsLiveSplitsWithoutTimeOfAssignment() throws IOException {
        LogPosition position = new LogPosition(5, 6, 7, 8, 9);
        LiveSplit live = new LiveSplit("a", "eth0", 1, 2, 10, 0xfedc, 0, position);
        for (int version = 3; version <= 4; version++) {
            byte[] bytes = GoldenBytes.read("LiveSplit-" + version);
            assertThat(new CaptureSplitSerializer().deserialize(version, bytes)).isEqualTo(live);
        }
        byte[] bytes = GoldenBytes.read("CaptureEnumeratorState-4");
        CaptureEnumeratorState state = new CaptureEnumeratorStateSerializer().deserialize(4, bytes);
        assertThat(state.assigned()).containsExactly(live);
    }
}
