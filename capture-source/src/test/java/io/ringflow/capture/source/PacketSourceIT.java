package io.ringflow.capture.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringflow.capture.CaptureException;
import io.ringflow.capture.DecodeSettings;
import io.ringflow.capture.FileCapture;
import io.ringflow.capture.decode.Frames;
import io.ringflow.capture.file.PcapFile;
import io.ringflow.capture.ring.NetnsFixture;
import io.ringflow.capture.ring.PacketSender;
import io.ringflow.capture.ring.TestFrames;
import io.ringflow.model.Protocols;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Runs jobs of others on a mini cluster: nothing of Ringflow but the source. The live one is
 * skipped if no veth pair can be created.
 */
@Timeout(300)
@SuppressWarnings("try") // an iterator over results declares that close may throw any exception
@Execution(ExecutionMode.SAME_THREAD)
class PacketSourceIT {

    private static final long START = 1_700_000_000_000L;

    @TempDir Path directory;

    private static StreamExecutionEnvironment environment(Configuration configuration) {
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        return StreamExecutionEnvironment.createLocalEnvironment(2, configuration);
    }

    /** A file with {@code perSecond} packets in each second. */
    private String file(int seconds, int perSecond) throws IOException {
        long[] times = new long[seconds * perSecond];
        for (int i = 0; i < times.length; i++) {
            times[i] = START + 1000L * i / perSecond;
        }
        return PcapFile.write(directory.resolve("x.pcap"), times);
    }

    /** In second {@code s} there are 100 + s TCP packets, 10 UDP packets and one ICMP message. */
    private String mixedFile(int seconds) throws IOException {
        List<Long> times = new ArrayList<>();
        List<byte[]> frames = new ArrayList<>();
        for (int second = 0; second < seconds; second++) {
            int tcp = 100 + second;
            for (int i = 0; i < tcp + 11; i++) {
                byte[] packet =
                        i < tcp
                                ? Frames.ipv4(6, Frames.tcp(1000 + i, 443, 0x10, 20))
                                : i == tcp
                                        ? Frames.ipv4(1, Frames.icmp(8, 0))
                                        : Frames.ipv4(17, Frames.ports(1000 + i, 53, 40));
                times.add(START + 1000L * second + i);
                frames.add(Frames.ethernet(0x0800, packet));
            }
        }
        long[] millis = times.stream().mapToLong(Long::longValue).toArray();
        Path file = directory.resolve("mixed.pcap");
        return Files.write(file, PcapFile.bytes(millis, frames)).toString();
    }

    @Test
    void countsPacketsOfFileByProtocolAndSecond() throws Exception {
        StreamExecutionEnvironment env = environment(new Configuration());
        List<Tuple2<Integer, Long>> counts =
                ProtocolCounts.of(
                                env,
                                CaptureSource.<Tuple2<Integer, Long>>builder()
                                        .setFiles(mixedFile(7)))
                        .executeAndCollect(100);
        List<Tuple2<Integer, Long>> expected = new ArrayList<>();
        for (long second = 0; second < 7; second++) {
            expected.add(Tuple2.of(Protocols.TCP, 100 + second));
            expected.add(Tuple2.of(Protocols.UDP, 10L));
            expected.add(Tuple2.of(Protocols.ICMP, 1L));
        }
        assertThat(counts).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void showsEachPacketOnceThoughObjectsAreNotReused() throws Exception {
        StreamExecutionEnvironment env = environment(new Configuration());
        CaptureSource<String> source =
                CaptureSource.<String>builder()
                        .setFiles(file(3, 2))
                        .setRecords(
                                (packet, out) ->
                                        out.collect(
                                                packet.srcAddr()
                                                        + ":"
                                                        + packet.srcPort()
                                                        + " "
                                                        + (packet.timeNanos() / 1_000_000 - START)),
                                Types.STRING)
                        .build();
        List<String> all =
                env.fromSource(source, WatermarkStrategy.noWatermarks(), "capture")
                        .setParallelism(1)
                        .executeAndCollect(100);
        assertThat(all)
                .containsExactlyInAnyOrder(
                        "10.1.0.1:1000 0",
                        "10.1.0.1:1000 500",
                        "10.1.0.1:1001 1000",
                        "10.1.0.1:1001 1500",
                        "10.1.0.1:1002 2000",
                        "10.1.0.1:1002 2500");
    }

    @Test
    void emitsEachPacketOfFileOnceDespiteFailures() throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(20));
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironment(2, configuration);
        FailAfterCheckpoint.FAILURES.set(0);
        FileCapture slow =
                new FileCapture(List.of(file(10, 500)), "", 5, false, DecodeSettings.DEFAULT);
        CaptureSource<Long> source =
                CaptureSource.<Long>builder()
                        .setCapture(slow)
                        .setRecords(
                                (packet, out) -> out.collect(packet.timeNanos() / 1_000_000),
                                Types.LONG)
                        .build();
        DataStream<Long> times =
                env.fromSource(source, WatermarkStrategy.noWatermarks(), "capture")
                        .map(new FailAfterCheckpoint(), Types.LONG);
        List<Long> all = times.executeAndCollect(10_000);
        assertThat(FailAfterCheckpoint.FAILURES).hasPositiveValue();
        assertThat(all).isEqualTo(LongStream.range(0, 5000).mapToObj(i -> START + 2 * i).toList());
    }

    /**
     * Fails some packets after a checkpoint that contains packets read since the start, so that a
     * reader that starts anew, or at another position, is noticed.
     */
    private static final class FailAfterCheckpoint
            implements MapFunction<Long, Long>, CheckpointedFunction, CheckpointListener {

        private static final long serialVersionUID = 1;

        static final AtomicInteger FAILURES = new AtomicInteger();

        private static final int MOST_FAILURES = 3;
        private static final int PACKETS = 300;

        private int seen;
        private int inCheckpoint;
        private int failAt = Integer.MAX_VALUE;

        @Override
        public Long map(Long time) {
            seen++;
            if (seen >= failAt && FAILURES.get() < MOST_FAILURES) {
                FAILURES.incrementAndGet();
                throw new IllegalStateException("Failure made by the test");
            }
            return time;
        }

        @Override
        public void initializeState(FunctionInitializationContext context) {
            // The counts start anew after each failure.
        }

        @Override
        public void snapshotState(FunctionSnapshotContext context) {
            inCheckpoint = seen;
        }

        @Override
        public void notifyCheckpointComplete(long checkpointId) {
            if (inCheckpoint >= PACKETS) {
                failAt = Math.min(failAt, seen + 100);
            }
        }
    }

    @Test
    void failsJobWithReasonIfFunctionFails() throws Exception {
        StreamExecutionEnvironment env = environment(new Configuration());
        CaptureSource<Integer> source =
                CaptureSource.<Integer>builder()
                        .setFiles(file(1, 1))
                        .setRecords(
                                (packet, out) -> {
                                    throw new IOException("disk full");
                                },
                                Types.INT)
                        .build();
        DataStream<Integer> records =
                env.fromSource(source, WatermarkStrategy.noWatermarks(), "capture");
        assertThat(failure(records))
                .hasRootCauseInstanceOf(IOException.class)
                .satisfies(e -> assertThat(causes(e)).anyMatch(CaptureException.class::isInstance));
    }

    private static Throwable failure(DataStream<?> records) {
        try {
            records.executeAndCollect(10);
            return null;
        } catch (Exception e) {
            return e;
        }
    }

    private static List<Throwable> causes(Throwable failure) {
        List<Throwable> all = new ArrayList<>();
        for (Throwable e = failure; e != null; e = e.getCause()) {
            all.add(e);
        }
        return all;
    }

    @Test
    void countsLivePacketsByProtocolAndSecond() throws Exception {
        String obstacle = NetnsFixture.obstacle();
        assumeTrue(obstacle.isEmpty(), obstacle);
        try (NetnsFixture veth = NetnsFixture.create()) {
            StreamExecutionEnvironment env = environment(new Configuration());
            DataStream<Tuple2<Integer, Long>> counts =
                    ProtocolCounts.of(
                            env,
                            CaptureSource.<Tuple2<Integer, Long>>builder()
                                    .setInterfaces(veth.receiver())
                                    .setFilter("udp")
                                    .setCheckpointed(false));
            try (CloseableIterator<Tuple2<Integer, Long>> results = counts.executeAndCollect();
                    PacketSender sender = veth.sender()) {
                Thread traffic = Thread.ofPlatform().start(() -> sendUntilInterrupted(sender));
                // One window closes only if event time goes on.
                Tuple2<Integer, Long> first = results.next();
                Tuple2<Integer, Long> second = results.next();
                traffic.interrupt();
                traffic.join();
                assertThat(first.f0).isEqualTo(17);
                assertThat(second.f1).isPositive();
            }
        }
    }

    private static void sendUntilInterrupted(PacketSender sender) {
        while (!Thread.currentThread().isInterrupted()) {
            sender.send(TestFrames.numbered(10, 100, 3));
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }
}
