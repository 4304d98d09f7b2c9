package io.ringflow.capture.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringflow.capture.LiveCapture;
import io.ringflow.capture.LiveCapture.FanoutMode;
import io.ringflow.capture.decode.Frame;
import io.ringflow.capture.decode.FrameHandler;
import io.ringflow.capture.fold.NumberFold;
import io.ringflow.capture.log.LogEntry;
import io.ringflow.capture.log.LogReader;
import io.ringflow.capture.log.Merger;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.report.CaptureReport;
import io.ringflow.capture.ring.FanoutGroup;
import io.ringflow.capture.ring.NetnsFixture;
import io.ringflow.capture.ring.NumberHandler;
import io.ringflow.capture.ring.PacketRing;
import io.ringflow.capture.ring.PacketSockets;
import io.ringflow.capture.ring.TestFrames;
import io.ringflow.capture.split.LiveSplit;
import io.ringflow.model.Observer;
import io.ringflow.model.Waiting;
import io.ringflow.model.state.answer.CaptureGap;
import io.ringflow.model.state.answer.InterfaceStatus.State;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A veth pair, captures on it, and what their readers got. Skips the tests if no pair can be
 * created.
 */
@Timeout(300)
@Execution(ExecutionMode.SAME_THREAD)
abstract class LiveCapturesFixture {

    private static final Duration DEADLINE = Duration.ofMinutes(1);
    private static final long BUCKET_NANOS = 100_000_000;

    NetnsFixture veth;
    private final List<LiveCaptures> captures = new ArrayList<>();
    final List<LogReader<List<Long>>> readers = new ArrayList<>();

    /** An element for each arrival in a log. */
    private final LinkedBlockingQueue<Integer> arrivals = new LinkedBlockingQueue<>();

    final List<CaptureGap> gaps = new ArrayList<>();
    final List<Long> numbers = new ArrayList<>();
    final Set<Integer> readersWithPackets = new HashSet<>();
    State state;
    long frames;
    long bytes;
    long drops;

    /** What the kernel said about the newest frame. */
    volatile int captured;

    volatile int vlanTci;
    volatile int segmentPayload;

    /** The kernel's times of frames by their numbers. */
    final Map<Long, Long> timesNanos = new ConcurrentHashMap<>();

    @BeforeEach
    void makeNetwork() {
        String obstacle = NetnsFixture.obstacle();
        assumeTrue(obstacle.isEmpty(), obstacle);
        veth = NetnsFixture.create();
    }

    @AfterEach
    void removeNetwork() {
        captures.forEach(LiveCaptures::end);
        if (veth != null) {
            veth.close();
        }
        awaitSockets(0);
    }

    LiveCapture capture(String filter) {
        return capture(veth.receiver(), filter, FanoutMode.HASH);
    }

    static LiveCapture capture(String name, String filter, FanoutMode mode) {
        return LiveCapture.builder(List.of(name))
                .filter(filter)
                .snapLength(128)
                .ring(new LiveCapture.RingSettings(1 << 18, 64, Duration.ofMillis(20)))
                .fanout(new LiveCapture.Fanout(mode, 0))
                .build();
    }

    /** Captures that are kept when their readers close. */
    LiveCaptures kept(LiveCapture settings) {
        CaptureEnvironment environment =
                new CaptureEnvironment(
                        split -> PacketRing.open(settings, split),
                        Recorder::new,
                        2 * settings.ring().retireTimeout().toNanos(),
                        CaptureClock.SYSTEM);
        LiveCaptures kept = new LiveCaptures(environment, delay -> {});
        captures.add(kept);
        return kept;
    }

    /** Opens readers and waits until their captures run. */
    void open(LiveCapture settings, int members) {
        open(kept(settings), settings, members);
        readUntil(() -> readers.stream().allMatch(this::hasStarted));
    }

    /** Opens readers that continue where those before were. */
    void open(LiveCaptures from, LiveCapture settings, int members) {
        List<LogReader<List<Long>>> before = List.copyOf(readers);
        readers.clear();
        Observer observer = new Observer("here", settings.interfaces().get(0));
        for (int i = 0; i < members; i++) {
            LiveSplit split = ofJob("job", observer.interfaceName(), i, members);
            readers.add(
                    from.open(
                            settings,
                            i < before.size() ? split.at(before.get(i).position()) : split,
                            () -> new NumberFold(observer, BUCKET_NANOS),
                            Merger.none(),
                            () -> arrivals.add(1)));
        }
    }

    private boolean hasStarted(LogReader<List<Long>> reader) {
        return reader.position().logId() != 0;
    }

    /** A split whose group no other process shares, so that test runs don't disturb each other. */
    static LiveSplit ofJob(String job, String interfaceName, int member, int members) {
        String own = job + ProcessHandle.current().pid();
        int group = FanoutGroup.preferred(own, "here", interfaceName);
        return new LiveSplit("here", interfaceName, member, members).assigned(0, group, 0);
    }

    void readUntil(BooleanSupplier done) {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (!done.getAsBoolean()) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
            try {
                arrivals.poll(100, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            for (int i = 0; i < readers.size(); i++) {
                LogEntry<List<Long>> entry = readers.get(i).poll();
                while (entry != null) {
                    note(i, entry);
                    entry = readers.get(i).poll();
                }
            }
        }
    }

    /** Reads until everything that was sent so far has arrived. */
    void readAllSent() {
        long after = CaptureClock.SYSTEM.epochNanos() + 2 * BUCKET_NANOS;
        readUntil(
                () -> readers.stream().allMatch(reader -> reader.position().eventNanos() > after));
    }

    static void awaitSockets(int count) {
        Waiting.until(
                count + " packet sockets",
                () -> {
                    try {
                        return PacketSockets.count() == count
                                && (count > 0 || PacketSockets.rings() == 0);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    private void note(int reader, LogEntry<List<Long>> entry) {
        CaptureReport report = entry.report();
        if (report.packets > 0) {
            readersWithPackets.add(reader);
        }
        gaps.addAll(report.gaps);
        if (entry.payload() != null) {
            numbers.addAll(entry.payload());
        }
        state = report.state;
        frames += report.packets;
        bytes += report.bytes;
        drops += report.drops;
    }

    /** Notes what the kernel says about frames. */
    private final class Recorder implements FrameHandler {

        private final NumberHandler numberHandler = new NumberHandler();

        @Override
        public void frame(Frame frame, PacketBatch out) {
            captured = frame.captured;
            vlanTci = frame.vlanTci;
            segmentPayload = frame.segmentPayload;
            timesNanos.put(
                    frame.buffer.getLong(frame.offset + TestFrames.NUMBER_OFFSET), frame.timeNanos);
            numberHandler.frame(frame, out);
        }

        @Override
        public void release(long nowNanos, PacketBatch out) {}

        @Override
        public void endBatch(PacketBatch out) {}
    }
}
