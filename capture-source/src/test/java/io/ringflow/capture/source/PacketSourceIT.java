package io.ringflow.capture.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringflow.capture.CaptureException;
import io.ringflow.capture.file.PcapFile;
import io.ringflow.capture.ring.NetnsFixture;
import io.ringflow.capture.ring.PacketSender;
import io.ringflow.capture.ring.TestFrames;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs jobs of others on a mini cluster: nothing of Ringflow but the source. The live one is
 * skipped if no veth pair can be created.
 */
@Timeout(120)
@SuppressWarnings("try") // an iterator over results declares that close may throw any exception
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

    @Test
    void countsPacketsOfFileByProtocolAndSecond() throws Exception {
        StreamExecutionEnvironment env = environment(new Configuration());
        DataStream<Tuple2<Integer, Long>> counts =
                ProtocolCounts.of(
                        env,
                        CaptureSource.<Tuple2<Integer, Long>>builder().setFiles(file(7, 1000)));
        List<Tuple2<Integer, Long>> all = new ArrayList<>();
        try (CloseableIterator<Tuple2<Integer, Long>> results = counts.executeAndCollect()) {
            results.forEachRemaining(all::add);
        }
        assertThat(all).hasSize(7).containsOnly(Tuple2.of(17, 1000L));
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
    void continuesFileAfterFailure() throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(20));
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironment(2, configuration);
        FailAfterCheckpoint.reset();
        CaptureSource<Long> source =
                CaptureSource.<Long>builder()
                        .setCapture(
                                new io.ringflow.capture.FileCapture(
                                        List.of(file(10, 500)),
                                        "",
                                        5,
                                        false,
                                        io.ringflow.capture.DecodeSettings.DEFAULT))
                        .setRecords((packet, out) -> out.collect(packet.timeNanos()), Types.LONG)
                        .build();
        DataStream<Long> times =
                env.fromSource(source, WatermarkStrategy.noWatermarks(), "capture")
                        .map(new FailAfterCheckpoint(), Types.LONG);
        List<Long> all = new ArrayList<>();
        try (CloseableIterator<Long> results = times.executeAndCollect()) {
            results.forEachRemaining(all::add);
        }
        assertThat(FailAfterCheckpoint.failed).isTrue();
        assertThat(all).hasSize(5000);
    }

    /** Fails once, after the second completed checkpoint. */
    private static final class FailAfterCheckpoint
            implements MapFunction<Long, Long>, CheckpointListener {

        private static final long serialVersionUID = 1;

        static volatile int checkpoints;
        static volatile boolean failed;

        static void reset() {
            checkpoints = 0;
            failed = false;
        }

        @Override
        public Long map(Long time) {
            if (checkpoints >= 2 && !failed) {
                failed = true;
                throw new IllegalStateException("Failure made by the test");
            }
            return time;
        }

        @Override
        public void notifyCheckpointComplete(long checkpointId) {
            checkpoints++;
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
