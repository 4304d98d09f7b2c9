package io.ringflow.capture.ring;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringflow.capture.LiveCapture;
import io.ringflow.capture.split.LiveSplit;
import io.ringflow.model.GoldenBytes;
import io.ringflow.model.Waiting;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Records the frames of {@link RecordedBlock} in a ring of this machine's kernel. Skipped if no
 * veth pair can be created.
 */
@Execution(ExecutionMode.SAME_THREAD)
class RecordedBlockIT {

    /** Blocks are handed over after this time, in which all frames are sent. */
    private static final Duration RETIRE = Duration.ofMillis(500);

    private static long epochNanos() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    private static byte[] udp(int length) {
        return TestFrames.udp(1000, 53, epochNanos(), length);
    }

    /** A frame after a {@code virtio_net_hdr} that requests nothing. */
    private static List<byte[]> plain(byte[] frame) {
        return List.of(ByteBuffer.allocate(10 + frame.length).put(10, frame).array());
    }

    private static void send(NetnsFixture veth) {
        try (PacketSender sender = veth.sender().withVnetHeaders();
                PacketSender own = PacketSender.open(veth.receiver()).seenByCaptures()) {
            sender.send(plain(udp(60)));
            sender.send(plain(TestFrames.tagged(udp(60), RecordedBlock.VLAN_TCI)));
            sender.send(plain(udp(500)));
            sender.send(
                    List.of(TestFrames.superFrame(RecordedBlock.PAYLOAD, RecordedBlock.SEGMENT)));
            own.send(List.of(udp(60)));
        }
    }

    private static byte[] record(NetnsFixture veth) throws Exception {
        LiveCapture capture =
                LiveCapture.builder(List.of(veth.receiver()))
                        .snapLength(RecordedBlock.SNAP_LENGTH)
                        .ignoreOutgoing(false)
                        .ring(new LiveCapture.RingSettings(FakeRing.BLOCK_SIZE, 4, RETIRE))
                        .build();
        LiveSplit split = new LiveSplit("here", veth.receiver(), 0, 1);
        try (PacketRing ring = PacketRing.open(capture, split)) {
            send(veth);
            Waiting.until("a block", () -> ring.ready(0));
            return RecordedBlock.copy(ring, 0);
        }
    }

    @Test
    void kernelStillWritesBlocksThatGiveTheSentFrames() throws Exception {
        String obstacle = NetnsFixture.obstacle();
        assumeTrue(obstacle.isEmpty(), obstacle);
        try (NetnsFixture veth = NetnsFixture.create()) {
            byte[] block = record(veth);
            GoldenBytes.record(RecordedBlock.NAME, block);
            RecordedBlock.assertGivesTheSentFrames(block);
        }
    }
}
