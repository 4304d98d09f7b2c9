package io.ringflow.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringflow.capture.LiveCapture.Buckets;
import io.ringflow.capture.LiveCapture.Fanout;
import io.ringflow.capture.LiveCapture.FanoutMode;
import io.ringflow.capture.LiveCapture.LogSettings;
import io.ringflow.capture.LiveCapture.RingSettings;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveCaptureTest {

    private static final RingSettings RING = new RingSettings(4096, 2, Duration.ofMillis(5));
    private static final Fanout FANOUT = new Fanout(FanoutMode.CPU, 3);
    private static final LogSettings LOG = new LogSettings(1 << 20, Duration.ofSeconds(7));
    private static final Buckets BUCKETS =
            new Buckets(Duration.ofMillis(100), Duration.ofMillis(50));
    private static final LiveCapture ALL =
            LiveCapture.builder(List.of("eth0"))
                    .exclude(List.of("veth*"))
                    .filter("tcp")
                    .promiscuous(false)
                    .snapLength(128)
                    .ring(RING)
                    .fanout(FANOUT)
                    .ignoreOutgoing(true)
                    .decode(DecodeSettings.DEFAULT)
                    .log(LOG)
                    .buckets(BUCKETS)
                    .build();

    @Test
    void builderSetsEachComponent() {
        assertThat(ALL)
                .isEqualTo(
                        new LiveCapture(
                                List.of("eth0"),
                                List.of("veth*"),
                                "tcp",
                                false,
                                128,
                                RING,
                                FANOUT,
                                true,
                                DecodeSettings.DEFAULT,
                                LOG,
                                BUCKETS));
    }

    @Test
    void withFilterKeepsOtherComponents() {
        assertThat(ALL.withFilter("udp").withFilter("tcp")).isEqualTo(ALL);
        assertThat(ALL.withFilter("udp").filter()).isEqualTo("udp");
    }

    @Test
    void rejectsValuesOutOfRange() {
        assertThatThrownBy(LiveCapture::of)
                .hasMessage("interfaces must name at least one interface");
        assertThatThrownBy(() -> LiveCapture.builder(List.of("eth0")).snapLength(63).build())
                .hasMessageStartingWith("snapLength must be from 64");
        assertThatThrownBy(() -> new RingSettings(5000, 2, Duration.ofMillis(5)))
                .hasMessageStartingWith("blockSize must be a power of two");
    }
}
