package io.ringflow.capture.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.LiveCapture;
import io.ringflow.capture.host.HostReport;
import io.ringflow.capture.log.LogPosition;
import io.ringflow.capture.ring.FanoutGroup;
import io.ringflow.capture.split.CaptureEnumeratorState;
import io.ringflow.capture.split.CaptureSplit;
import io.ringflow.capture.split.LiveSplit;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SourceEvent;
import org.junit.jupiter.api.Test;

class LiveEnumeratorTest {

    private static final String JOB = "job";
    private static final long CLOCK = 1_700_000_000_000_000_000L;

    private FakeEnumeratorContext context;
    private LiveEnumerator enumerator;

    private void start(int parallelism, CaptureEnumeratorState state) {
        context = new FakeEnumeratorContext(parallelism);
        enumerator = new LiveEnumerator(context, LiveCapture.of("eth*"), state, JOB, () -> CLOCK);
        enumerator.start();
    }

    private void start(int parallelism) {
        start(parallelism, CaptureEnumeratorState.initial(0));
    }

    private void register(int subtask, LiveSplit... splits) {
        context.readers.put(
                subtask, ReaderInfo.createReaderInfo(subtask, "", List.<CaptureSplit>of(splits)));
        enumerator.addReader(subtask);
    }

    private void report(int subtask, String host, String... interfaces) {
        enumerator.handleSourceEvent(subtask, new HostReport(host, List.of(interfaces)));
    }

    private void lose(int subtask, LiveSplit... givenBack) {
        context.readers.remove(subtask);
        context.assigned.remove(subtask);
        context.events.remove(subtask);
        enumerator.addSplitsBack(List.of(givenBack), subtask);
    }

    private void settle() {
        for (long i = 0; i < LiveEnumerator.SETTLING_MILLIS / LiveEnumerator.TICK_MILLIS; i++) {
            context.tick();
        }
    }

    private static LiveSplit split(String host, int next) {
        LogPosition position =
                next == 0 ? LogPosition.START : new LogPosition(77, next, 10L * next, 0, next);
        return assigned(new LiveSplit(host, "eth0", 0, 1).at(position));
    }

    private static LiveSplit assigned(LiveSplit split) {
        return split.assigned(0, group(split.host(), split.interfaceName()), CLOCK);
    }

    private static int group(String host, String interfaceName) {
        return FanoutGroup.preferred(JOB, host, interfaceName);
    }

    private List<SourceEvent> events(int subtask) {
        return context.events.getOrDefault(subtask, List.of());
    }

    @Test
    void placesAtOnceWhenAllReadersHaveReported() {
        start(2);
        register(0);
        register(1);
        report(0, "a", "eth0");
        assertThat(context.assigned).isEmpty();
        report(1, "b", "eth0");
        assertThat(context.assigned)
                .isEqualTo(Map.of(0, List.of(split("a", 0)), 1, List.of(split("b", 0))));
    }

    @Test
    void givesEverySplitTheSeedOfTheJob() {
        start(2, CaptureEnumeratorState.initial(42));
        register(0, split("a", 3));
        register(1);
        report(0, "a", "eth0");
        report(1, "b", "eth0");
        assertThat(context.assigned)
                .isEqualTo(
                        Map.of(
                                0, List.of(split("a", 3).assigned(42, group("a", "eth0"), CLOCK)),
                                1, List.of(split("b", 0).assigned(42, group("b", "eth0"), CLOCK))));
        assertThat(enumerator.snapshotState(1).hashSeed()).isEqualTo(42);
    }

    @Test
    void placesHostThatHasSettledWithoutTheOthers() {
        start(3);
        register(0);
        register(1);
        report(0, "a", "eth0");
        report(1, "a", "eth0", "eth1");
        settle();
        assertThat(context.assigned.keySet()).containsExactly(0, 1);
        assertThat(context.assigned.values()).allMatch(splits -> splits.size() == 1);
    }

    @Test
    void continuesAtReportedPositionOnTheHostOfTheInterface() {
        start(2);
        register(0, split("b", 5));
        register(1, split("a", 3));
        report(0, "a", "eth0");
        report(1, "b", "eth0");
        assertThat(context.assigned)
                .isEqualTo(Map.of(0, List.of(split("a", 3)), 1, List.of(split("b", 5))));
    }

    @Test
    void waitsForThePositionThatAnotherReaderWillReport() {
        start(2, new CaptureEnumeratorState(false, List.of(), List.of(split("a", 0)), 0));
        register(0);
        report(0, "a", "eth0");
        settle();
        assertThat(context.assigned).isEmpty();
        register(1, split("a", 3));
        assertThat(context.assigned).isEqualTo(Map.of(0, List.of(split("a", 3))));
    }

    @Test
    void startsAnewIfNoReaderHasThePosition() {
        start(2, new CaptureEnumeratorState(false, List.of(), List.of(split("a", 0)), 0));
        register(0);
        report(0, "a", "eth0");
        register(1);
        settle();
        assertThat(context.assigned).isEqualTo(Map.of(0, List.of(split("a", 0))));
    }

    @Test
    void doesNotWaitForPositionsOfOtherHosts() {
        start(2, new CaptureEnumeratorState(false, List.of(), List.of(split("b", 0)), 0));
        register(0);
        report(0, "a", "eth0");
        settle();
        assertThat(context.assigned).isEqualTo(Map.of(0, List.of(split("a", 0))));
    }

    @Test
    void givesSplitBackAtThePositionOfItsAssignment() {
        start(1);
        register(0, split("a", 3));
        report(0, "a", "eth0");
        lose(0, split("a", 3));
        register(0);
        report(0, "a", "eth0");
        assertThat(context.assigned).isEqualTo(Map.of(0, List.of(split("a", 3))));
    }

    @Test
    void takesThePositionOfTheCheckpointAfterFailure() {
        start(2);
        register(0);
        register(1);
        report(0, "a", "eth0");
        report(1, "b", "eth0");
        lose(0);
        lose(1);
        register(0);
        report(0, "b", "eth0");
        settle();
        assertThat(context.assigned).isEmpty();
        register(1, split("b", 9));
        report(1, "a", "eth0");
        assertThat(context.assigned)
                .isEqualTo(Map.of(0, List.of(split("b", 9)), 1, List.of(split("a", 0))));
    }

    @Test
    void sendsNothingToReaderThatHasFailed() {
        start(2);
        register(0);
        register(1);
        report(0, "a", "eth0");
        report(1, "a", "eth0");
        context.readers.clear();
        enumerator.addSplitsBack(List.of(split("a", 0)), 0);
        settle();
        assertThat(events(1)).containsOnlyOnce(new NoSplits());
    }

    @Test
    void tellsReaderWithoutSplitOnlyWhenItsHostIsPlaced() {
        start(3);
        register(0);
        register(1);
        report(0, "a", "eth0");
        report(1, "a", "eth0");
        assertThat(context.events).isEmpty();
        settle();
        assertThat(context.assigned.keySet()).containsExactly(0);
        assertThat(events(0)).isEmpty();
        assertThat(events(1)).containsExactly(new NoSplits());
        settle();
        assertThat(events(1)).hasSize(1);
    }

    @Test
    void placesInterfaceThatAppears() {
        start(1);
        register(0);
        report(0, "a", "eth0");
        report(0, "a", "eth0", "eth7");
        assertThat(context.assigned.get(0))
                .containsExactly(split("a", 0), assigned(new LiveSplit("a", "eth7", 0, 1)));
    }

    @Test
    void keepsPositionsOfHostsThatAreAway() {
        start(1, new CaptureEnumeratorState(false, List.of(split("away", 4)), List.of(), 0));
        register(0);
        report(0, "a", "eth0");
        assertThat(enumerator.snapshotState(1))
                .isEqualTo(
                        new CaptureEnumeratorState(
                                false,
                                List.of(split("away", 4)),
                                List.of(split("a", 0).assigned(0, 0, 0)),
                                0));
    }

    @Test
    void dropsPositionOfInterfaceThatIsNotSelected() {
        start(1);
        register(0, split("a", 3));
        report(0, "a", "eth1");
        assertThat(context.assigned)
                .isEqualTo(Map.of(0, List.of(assigned(new LiveSplit("a", "eth1", 0, 1)))));
        assertThat(enumerator.snapshotState(1).returned()).isEmpty();
    }

    @Test
    void keepsNamedInterfaceThatIsMissing() {
        context = new FakeEnumeratorContext(1);
        enumerator =
                new LiveEnumerator(
                        context,
                        LiveCapture.of("eth0"),
                        CaptureEnumeratorState.initial(0),
                        JOB,
                        () -> CLOCK);
        enumerator.start();
        register(0, split("a", 3));
        report(0, "a");
        assertThat(context.assigned).isEqualTo(Map.of(0, List.of(split("a", 3))));
    }

    @Test
    void sendsReferenceTimeToReadersWithSplits() {
        start(2);
        register(0);
        register(1);
        report(0, "a", "eth0");
        report(1, "a", "eth0");
        enumerator.handleSourceEvent(0, new SplitTimes(Map.of("a/eth0/0", 123L)));
        for (int i = 0; i < LiveEnumerator.REFERENCE_TICKS; i++) {
            context.tick();
        }
        assertThat(events(0)).containsExactly(new ReferenceEvent(123));
        assertThat(events(1)).containsExactly(new NoSplits());
    }
}
