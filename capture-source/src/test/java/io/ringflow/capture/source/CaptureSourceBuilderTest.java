package io.ringflow.capture.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringflow.capture.DecodeSettings;
import io.ringflow.capture.FileCapture;
import io.ringflow.capture.LiveCapture;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.Boundedness;
import org.junit.jupiter.api.Test;

class CaptureSourceBuilderTest {

    private static final DecodeSettings DECODE =
            new DecodeSettings(false, List.of(4789), true, DecodeSettings.Connections.DEFAULT);

    @Test
    void buildsUnboundedSourceOfInterfaces() {
        CaptureSource<Integer> source = builder().setInterfaces("eth0", "veth*").build();
        assertThat(source.settings()).isEqualTo(LiveCapture.of("eth0", "veth*"));
        assertThat(source.getBoundedness()).isEqualTo(Boundedness.CONTINUOUS_UNBOUNDED);
    }

    @Test
    void buildsBoundedSourceOfFiles() {
        CaptureSource<Integer> source = builder().setFiles("a.pcap", "-").build();
        assertThat(source.settings()).isEqualTo(FileCapture.of(List.of("a.pcap", "-")));
        assertThat(source.getBoundedness()).isEqualTo(Boundedness.BOUNDED);
    }

    @Test
    void replacesFilterAndDecodingInAnyOrder() {
        FileCapture capture = new FileCapture(List.of("a.pcap"), "udp", 2, true, DECODE);
        assertThat(builder().setFilter("tcp").setCapture(capture).build().settings())
                .isEqualTo(new FileCapture(List.of("a.pcap"), "tcp", 2, true, DECODE));
        assertThat(builder().setInterfaces("eth0").setDecode(DECODE).build().settings())
                .isEqualTo(LiveCapture.builder(List.of("eth0")).decode(DECODE).build());
    }

    @Test
    void rejectsSourceOfNothing() {
        assertThatThrownBy(() -> builder().setFilter("tcp").build())
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("interfaces, files");
        assertThatThrownBy(() -> CaptureSource.<Integer>builder().setInterfaces("eth0").build())
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("function");
    }

    @Test
    void rejectsNegativeLateness() {
        assertThatThrownBy(() -> builder().setAllowedLateness(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT-0.001S");
    }

    private static CaptureSourceBuilder<Integer> builder() {
        return CaptureSource.<Integer>builder()
                .setRecords((packet, out) -> out.collect(packet.protocol()), Types.INT);
    }
}
