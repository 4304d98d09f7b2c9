package io.ringflow.capture.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringflow.capture.LiveCapture;
import io.ringflow.capture.LiveCapture.FanoutMode;
import io.ringflow.capture.fold.NumberFold;
import io.ringflow.capture.host.HostReport;
import io.ringflow.capture.live.LiveCaptures;
import io.ringflow.capture.log.LogEntry;
import io.ringflow.capture.log.LogReader;
import io.ringflow.capture.log.Merger;
import io.ringflow.capture.ring.FanoutGroup;
import io.ringflow.capture.ring.NetnsFixture;
import io.ringflow.capture.ring.PacketRing;
import io.ringflow.capture.ring.PacketSender;
import io.ringflow.capture.ring.TestFrames;
import io.ringflow.capture.split.CaptureEnumeratorState;
import io.ringflow.capture.split.LiveSplit;
import io.ringflow.model.Observer;
import io.ringflow.model.state.answer.InterfaceStatus.State;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Two readers on each of many interfaces of a namespace, in fanout groups that the enumerator has
 * numbered. Both ends of each veth pair are captured.
 */
@Timeout(300)
@Execution(ExecutionMode.SAME_THREAD)
class ManyInterfacesIT {

    private static final int INTERFACES = Integer.getInteger("ringflow.interfaces", 200);
    private static final int READERS = 2;
    private static final int PACKETS = 20;
    private static final long BUCKET_NANOS = 100_000_000;
    private static final Duration DEADLINE = Duration.ofMinutes(1);

    private final LiveCaptures captures = LiveCaptures.none();
    private final Map<LiveSplit, LogReader<List<Long>>> readers = new HashMap<>();
    private final Semaphore arrivals = new Semaphore(0);
    private final Map<String, Long> packets = new HashMap<>();
    private final Map<LiveSplit, State> states = new HashMap<>();
    private List<String> interfaces;
    private LiveCapture settings;
    private NetnsFixture network;

    @BeforeEach
    void makeInterfaces() {
        String obstacle = NetnsFixture.obstacle();
        assumeTrue(obstacle.isEmpty(), obstacle);
        network = NetnsFixture.create();
        interfaces = network.addPairsInNamespace(INTERFACES / 2);
        settings =
                LiveCapture.builder(interfaces)
                        .ring(new LiveCapture.RingSettings(1 << 16, 4, Duration.ofMillis(20)))
                        .fanout(new LiveCapture.Fanout(FanoutMode.HASH, READERS))
                        .ignoreOutgoing(true)
                        .build();
    }

    @AfterEach
    void removeInterfaces() {
        readers.values().forEach(LogReader::close);
        if (network != null) {
            network.close();
        }
    }

    /** The splits of a job in which at least two interfaces prefer the same number. */
    private List<LiveSplit> splits() {
        int salt = 0;
        while (preferred("job" + salt).size() == interfaces.size()) {
            salt++;
        }
        FakeEnumeratorContext context = new FakeEnumeratorContext(READERS);
        LiveEnumerator enumerator =
                new LiveEnumerator(
                        context,
                        settings,
                        CaptureEnumeratorState.initial(0),
                        "job" + salt,
                        System::currentTimeMillis);
        for (int reader = 0; reader < READERS; reader++) {
            context.readers.put(reader, ReaderInfo.createReaderInfo(reader, "", List.of()));
            enumerator.addReader(reader);
            enumerator.handleSourceEvent(reader, new HostReport("here", interfaces));
        }
        return context.assigned.values().stream().flatMap(List::stream).toList();
    }

    private Set<Integer> preferred(String job) {
        return interfaces.stream()
                .map(name -> FanoutGroup.preferred(job, "here", name))
                .collect(Collectors.toSet());
    }

    /** Captures run in the namespace of the thread that opens them. */
    private void open(List<LiveSplit> splits) {
        network.inNamespace(
                () -> {
                    splits.forEach(split -> readers.put(split, open(split)));
                    return null;
                });
    }

    private LogReader<List<Long>> open(LiveSplit split) {
        Observer observer = new Observer(split.host(), split.interfaceName());
        return captures.open(
                settings,
                split,
                () -> new NumberFold(observer, BUCKET_NANOS),
                Merger.none(),
                arrivals::release);
    }

    private void readUntil(String what, BooleanSupplier done) {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (!done.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            try {
                if (arrivals.tryAcquire(100, TimeUnit.MILLISECONDS)) {
                    arrivals.drainPermits();
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            readers.forEach(this::readAll);
        }
    }

    private void readAll(LiveSplit split, LogReader<List<Long>> reader) {
        LogEntry<List<Long>> entry = reader.poll();
        while (entry != null) {
            states.put(split, entry.report().state);
            packets.merge(split.interfaceName(), entry.report().packets, Long::sum);
            entry = reader.poll();
        }
    }

    private Set<String> interfacesIn(State state) {
        return states.entrySet().stream()
                .filter(entry -> entry.getValue() == state)
                .map(entry -> entry.getKey().interfaceName())
                .collect(Collectors.toSet());
    }

    private boolean allReadersSee(State state) {
        return states.size() == readers.size()
                && states.values().stream().allMatch(seen -> seen == state);
    }

    /** Every interface gets the packets that its peer sends. */
    private void sendOnEach() {
        List<byte[]> frames = TestFrames.numbered(PACKETS, 100, PACKETS);
        for (String name : interfaces) {
            try (PacketSender sender = PacketSender.open(network.namespace(), name)) {
                sender.send(frames);
            }
        }
    }

    private Map<String, Long> ofEach(Iterable<String> names, long count) {
        Map<String, Long> expected = new HashMap<>();
        names.forEach(name -> expected.put(name, count));
        return expected;
    }

    @Test
    void capturesAllInterfacesWithTwoReadersEach() {
        List<LiveSplit> splits = splits();
        Map<Integer, Set<String>> groups = new HashMap<>();
        splits.forEach(
                split ->
                        groups.computeIfAbsent(split.fanoutGroup(), group -> new HashSet<>())
                                .add(split.interfaceName()));
        assertThat(splits).hasSize(READERS * interfaces.size());
        assertThat(groups).hasSameSizeAs(interfaces);

        open(splits);
        readUntil("all capture", () -> allReadersSee(State.UP));
        sendOnEach();
        Map<String, Long> expected = ofEach(interfaces, PACKETS);
        readUntil("all have their packets", () -> packets.equals(expected));
    }

    @Test
    void interfaceWaitsAloneWhileItsGroupIsTaken() throws Exception {
        List<LiveSplit> splits = splits();
        LiveSplit refused = splits.getFirst();
        Set<String> others = new HashSet<>(interfaces);
        others.remove(refused.interfaceName());
        try (PacketRing taken = network.inNamespace(() -> take(refused.fanoutGroup()))) {
            open(splits);
            readUntil(
                    "only one waits",
                    () -> states.size() == readers.size() && interfacesIn(State.UP).equals(others));
            assertThat(interfacesIn(State.DOWN)).containsExactly(refused.interfaceName());
            sendOnEach();
            Map<String, Long> expected = ofEach(others, PACKETS);
            expected.put(refused.interfaceName(), 0L);
            readUntil("the others have their packets", () -> packets.equals(expected));
            assertThat(taken.fd()).isPositive();
        }
        readUntil("all capture", () -> allReadersSee(State.UP));
        sendOnEach();
        Map<String, Long> expected = ofEach(others, 2 * PACKETS);
        expected.put(refused.interfaceName(), (long) PACKETS);
        readUntil("all have their packets", () -> packets.equals(expected));
    }

    /** Makes another interface's group of a number. */
    private PacketRing take(int group) throws Exception {
        LiveSplit loopback = new LiveSplit("here", "lo", 0, READERS).assigned(0, group, 0);
        return PacketRing.open(settings, loopback);
    }
}
