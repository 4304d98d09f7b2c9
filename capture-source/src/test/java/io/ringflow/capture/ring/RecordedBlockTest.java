package io.ringflow.capture.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Reads what a kernel has written. */
class RecordedBlockTest {

    @Test
    void givesFramesWithTheirTimesLengthsTagsAndSegments() throws IOException {
        RecordedBlock.assertGivesTheSentFrames(RecordedBlock.bytes());
    }

    @Test
    void leavesOutFrameThatThisHostHasSentIfRingIgnoresThem() throws IOException {
        assertThat(RecordedBlock.read(RecordedBlock.bytes(), true).srcHigh)
                .startsWith(60, 60, 128, 128, 0);
    }
}
