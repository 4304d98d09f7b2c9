package io.ringflow.job.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.model.Observer;
import io.ringflow.model.state.answer.CaptureGap;
import java.util.HexFormat;
import java.util.List;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class ReadMarksTest {

    private static final Observer ETH0 = new Observer("a", "eth0");

    private static PacketBatch batch(long capture, int member, long before, long frames) {
        PacketBatch batch = new PacketBatch(4);
        batch.reset(ETH0, 1_000);
        batch.captureNanos = capture;
        batch.member = member;
        batch.framesBefore = before;
        batch.frames = frames;
        batch.newestNanos = 2_000;
        return batch;
    }

    private static ReadMark mark(long capture, int member, long frames, long newest) {
        return new ReadMark(ETH0, member, capture, frames, 3, newest);
    }

    private static CaptureGap gap(long start, long end, long lost) {
        return new CaptureGap(ETH0, start, end, lost, CaptureGap.Cause.RESTART);
    }

    @Test
    void reportsNoLossForACaptureThatStarts() {
        ReadMarks marks = new ReadMarks(List.of());
        assertThat(marks.follow(batch(5, 0, 0, 10))).isNull();
        assertThat(marks.follow(batch(5, 0, 10, 7))).isNull();
        assertThat(marks.marks(false)).containsExactly(new ReadMark(ETH0, 0, 5, 17, 0, 2_000));
    }

    @Test
    void reportsPacketsReadSinceTheCheckpointAsLost() {
        ReadMarks marks = new ReadMarks(List.of(mark(5, 0, 10, 400), mark(5, 1, 20, 500)));
        PacketBatch next = batch(5, 1, 27, 7);
        next.dropsBefore = 7;
        assertThat(marks.follow(next)).isEqualTo(new ReadMarks.Loss(gap(500, 1_000, 11), 4));
        assertThat(marks.follow(batch(5, 1, 34, 1))).isNull();
    }

    @Test
    void reportsNoLossIfAllWasCounted() {
        ReadMarks marks = new ReadMarks(List.of(mark(5, 0, 10, 400)));
        PacketBatch next = batch(5, 0, 10, 7);
        next.dropsBefore = 3;
        assertThat(marks.follow(next)).isNull();
    }

    @Test
    void reportsAllPacketsReadAsLostWithoutACheckpoint() {
        ReadMarks marks = new ReadMarks(List.of());
        assertThat(marks.follow(batch(5, 0, 10, 7)).gap()).isEqualTo(gap(5, 1_000, 10));
    }

    @Test
    void reportsLossOfUnknownSizeBetweenTwoRings() {
        ReadMarks marks = new ReadMarks(List.of(mark(5, 0, 10, 400)));
        PacketBatch heartbeat = batch(900, 0, 0, 0);
        assertThat(marks.follow(heartbeat)).isEqualTo(new ReadMarks.Loss(gap(400, 2_000, 0), 0));

        ReadMarks restored = new ReadMarks(List.of(mark(5, 0, 10, 400)));
        PacketBatch packets = batch(900, 0, 0, 1);
        packets.size = 1;
        packets.timeNanos[0] = 1_500;
        assertThat(restored.follow(packets).gap()).isEqualTo(gap(400, 1_500, 0));
    }

    @Test
    void keepsNewestMarkOfCapturesThatNobodyReads() {
        ReadMarks marks =
                new ReadMarks(List.of(mark(5, 0, 10, 400), mark(5, 0, 8, 300), mark(5, 1, 1, 1)));
        assertThat(marks.marks(false)).isEmpty();
        assertThat(marks.marks(true)).containsExactly(mark(5, 0, 10, 400), mark(5, 1, 1, 1));
        marks.follow(batch(5, 0, 10, 0));
        assertThat(marks.marks(true)).hasSize(2).contains(mark(5, 1, 1, 1));
    }

    @Test
    void keepsNoMarksForFiles() {
        ReadMarks marks = new ReadMarks(List.of());
        assertThat(marks.follow(batch(0, 0, 0, 10))).isNull();
        assertThat(marks.marks(true)).isEmpty();
    }

    @Test
    void writesMarksInTheGoldenFormat() throws Exception {
        DataOutputSerializer out = new DataOutputSerializer(64);
        ReadMarkSerializer serializer = new ReadMarkSerializer();
        serializer.serialize(mark(5, 1, 10, 400), out);
        assertThat(HexFormat.of().formatHex(out.getCopyOfBuffer()))
                .isEqualTo(
                        "01"
                                + "000161"
                                + "000465746830"
                                + "00000001"
                                + "0000000000000005"
                                + "000000000000000a"
                                + "0000000000000003"
                                + "0000000000000190");
        assertThat(serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer())))
                .isEqualTo(mark(5, 1, 10, 400));
    }
}
