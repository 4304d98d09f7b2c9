package io.ringflow.capture.split;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.log.LogPosition;
import org.junit.jupiter.api.Test;

class LiveSplitTest {

    private static final LiveSplit NEW = new LiveSplit("a", "eth0", 0, 1);

    @Test
    void startsAtTheTimeOfTheHostIfNothingWasEmitted() {
        assertThat(NEW.assigned(0, 0, 900).startNanos(500)).isEqualTo(500);
    }

    @Test
    void startsAtTheTimeOfTheHostUnlessThatIsBeforeWhatWasEmitted() {
        LiveSplit read = NEW.at(new LogPosition(1, 2, 3, 4, 600)).assigned(0, 0, 900);
        assertThat(read.startNanos(1_000)).isEqualTo(1_000);
        assertThat(read.startNanos(600)).isEqualTo(600);
        assertThat(read.startNanos(599)).isEqualTo(900);
        assertThat(read.assigned(0, 0, 300).startNanos(599)).isEqualTo(600);
    }
}
