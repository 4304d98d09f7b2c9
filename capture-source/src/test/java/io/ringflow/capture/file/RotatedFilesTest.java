package io.ringflow.capture.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RotatedFilesTest {

    private static List<RotatedFiles.Sequence> sequences(String... paths) {
        return RotatedFiles.sequences(List.of(paths));
    }

    private static RotatedFiles.Sequence sequence(String observer, String... paths) {
        return new RotatedFiles.Sequence(observer, List.of(paths));
    }

    @Test
    void joinsFilesOfTcpdumpBySize() {
        assertThat(sequences("cap.pcap", "cap.pcap1", "cap.pcap10", "cap.pcap2"))
                .containsExactly(
                        sequence("cap.pcap", "cap.pcap", "cap.pcap1", "cap.pcap2", "cap.pcap10"));
        assertThat(sequences("d/03-cap.pcap0", "d/03-cap.pcap1", "d/03-cap.pcap2"))
                .containsExactly(
                        sequence(
                                "03-cap.pcap",
                                "d/03-cap.pcap0",
                                "d/03-cap.pcap1",
                                "d/03-cap.pcap2"));
        assertThat(sequences("cap.pcap09", "cap.pcap10", "cap.pcap08"))
                .containsExactly(sequence("cap.pcap", "cap.pcap08", "cap.pcap09", "cap.pcap10"));
    }

    @Test
    void joinsCompressedFilesWithPlainOnes() {
        assertThat(sequences("cap.pcap1.gz", "cap.pcap2.zst", "cap.pcap3"))
                .containsExactly(
                        sequence("cap.pcap", "cap.pcap1.gz", "cap.pcap2.zst", "cap.pcap3"));
    }

    @Test
    void joinsFilesAroundMissingOne() {
        assertThat(sequences("cap.pcap3", "cap.pcap5"))
                .containsExactly(sequence("cap.pcap", "cap.pcap3", "cap.pcap5"));
    }

    @Test
    void joinsFilesOfTcpdumpByTime() {
        assertThat(sequences("eth0-20260101-120000.pcap", "eth0-20260101-110000.pcap"))
                .containsExactly(
                        sequence(
                                "eth0.pcap",
                                "eth0-20260101-110000.pcap",
                                "eth0-20260101-120000.pcap"));
        assertThat(sequences("a_2026-01-31_23:59:00.pcap", "a_2026-02-01_00:59:00.pcap"))
                .singleElement()
                .extracting(RotatedFiles.Sequence::observer)
                .isEqualTo("a.pcap");
        assertThat(sequences("2026-01-31.pcap.gz", "2026-02-01.pcap")).hasSize(1);
        assertThat(sequences("a-1767225600.pcap", "a-1767229200.pcap")).hasSize(1);
        assertThat(sequences("log.pcap.1767225600", "log.pcap.1767229200"))
                .singleElement()
                .extracting(RotatedFiles.Sequence::observer)
                .isEqualTo("log.pcap");
    }

    @Test
    void joinsFilesOfDumpcap() {
        assertThat(
                        sequences(
                                "n_00002_20260101130000.pcapng",
                                "n_00001_20260101120000.pcapng",
                                "m_00003_20260101140000.pcapng"))
                .containsExactly(
                        sequence(
                                "n.pcapng",
                                "n_00001_20260101120000.pcapng",
                                "n_00002_20260101130000.pcapng"),
                        sequence("m_00003_20260101140000.pcapng", "m_00003_20260101140000.pcapng"));
    }

    @Test
    void dividesFilesAtPauseOfMoreThanADay() {
        assertThat(sequences("a-20260101.pcap", "a-20260102.pcap", "a-20260201.pcap"))
                .containsExactly(
                        sequence("a.pcap", "a-20260101.pcap", "a-20260102.pcap"),
                        sequence("a-20260201.pcap", "a-20260201.pcap"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "eth0.pcap eth1.pcap",
                "host1 host2",
                "test1.pcap test2.pcap",
                "a/cap.pcap1 b/cap.pcap2",
                "cap.pcap1 cap.pcap1.gz",
                "cap.pcap1 cap.pcap01",
                "cap.pcap1 cap.pcap002",
                "cap.pcap cap.pcap2",
                "cap.pcap cap.pcap0",
                "a-20260101.pcap b-20260102.pcap",
                "a-20261301.pcap a-20261302.pcap",
                "a-20260101-120000.pcap a-20260102.pcap",
                "capture-100.pcap capture-101.pcap",
                "- cap.pcap"
            })
    void keepsOtherFilesApart(String paths) {
        String[] both = paths.split(" ");
        assertThat(sequences(both))
                .extracting(RotatedFiles.Sequence::paths)
                .containsExactly(List.of(both[0]), List.of(both[1]));
    }

    @Test
    void namesObserverOfLoneFileAfterIt() {
        assertThat(sequences("d/cap.pcap1")).containsExactly(sequence("cap.pcap1", "d/cap.pcap1"));
    }
}
