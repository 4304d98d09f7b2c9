package io.ringflow.capture.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.FileCapture;
import io.ringflow.capture.split.FileSplit;
import java.util.List;
import org.junit.jupiter.api.Test;

class FileEnumeratorTest {

    private static final List<String> FILES =
            List.of("d/b.pcap", "d/cap.pcap2", "d/cap.pcap1", "e/b.pcap");

    @Test
    void makesSplitOfEachFileAndOfRotatedFiles() {
        assertThat(FileEnumerator.splits(FileCapture.of(FILES)))
                .containsExactly(
                        new FileSplit("b.pcap", List.of(List.of("d/b.pcap")), 0),
                        new FileSplit(
                                "cap.pcap", List.of(List.of("d/cap.pcap1", "d/cap.pcap2")), 1),
                        new FileSplit("b.pcap", List.of(List.of("e/b.pcap")), 2));
    }

    @Test
    void makesOneSplitOfFilesOfNamedObserver() {
        assertThat(FileEnumerator.splits(FileCapture.of(FILES).withObserver("tap")))
                .containsExactly(
                        new FileSplit(
                                "tap",
                                List.of(
                                        List.of("d/b.pcap"),
                                        List.of("d/cap.pcap1", "d/cap.pcap2"),
                                        List.of("e/b.pcap")),
                                0));
    }
}
