package io.ringflow.capture.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringflow.capture.CaptureException;
import io.ringflow.capture.LiveCapture;
import io.ringflow.capture.LiveCapture.LogSettings;
import io.ringflow.capture.NotPermittedException;
import io.ringflow.capture.fold.NumberFold;
import io.ringflow.capture.log.LogEntry;
import io.ringflow.capture.log.LogPosition;
import io.ringflow.capture.log.LogReader;
import io.ringflow.capture.log.Merger;
import io.ringflow.capture.split.LiveSplit;
import io.ringflow.model.Waiting;
import io.ringflow.model.state.answer.CaptureGap;
import io.ringflow.model.state.answer.InterfaceStatus.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.flink.util.SimpleUserCodeClassLoader;
import org.apache.flink.util.UserCodeClassLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class LiveCapturesTest extends LiveFixture {

    private static final LiveSplit FIRST = new LiveSplit("here", "eth0", 0, 2);
    private static final LiveSplit SECOND = new LiveSplit("here", "eth0", 1, 2);
    private static final LiveSplit OTHER = new LiveSplit("here", "eth1", 0, 1);
    private static final Duration KEEP = LogSettings.DEFAULT.keep();

    private final List<Duration> alarms = new ArrayList<>();
    private final LiveCaptures captures = new LiveCaptures(environment, alarms::add);
    private final AtomicInteger arrivals = new AtomicInteger();

    @AfterEach
    void end() {
        captures.end();
        awaitThreads(0);
    }

    private LogReader<List<Long>> open(LiveSplit split) {
        return open(captures, SETTINGS, split);
    }

    private LogReader<List<Long>> open(LiveCaptures from, LiveCapture settings, LiveSplit split) {
        return from.open(
                settings,
                split,
                () -> new NumberFold(SEEN_BY),
                Merger.none(),
                arrivals::incrementAndGet);
    }

    private static LogEntry<List<Long>> next(LogReader<List<Long>> reader) {
        List<LogEntry<List<Long>>> got = new ArrayList<>();
        Waiting.until(
                "an entry",
                () -> {
                    LogEntry<List<Long>> entry = reader.poll();
                    if (entry != null) {
                        got.add(entry);
                    }
                    return entry != null;
                });
        return got.getFirst();
    }

    private static List<Long> nextNumbers(LogReader<List<Long>> reader) {
        LogEntry<List<Long>> entry = next(reader);
        while (entry.payload() == null) {
            entry = next(reader);
        }
        return entry.payload();
    }

    private void awaitThreads(int count) {
        Waiting.until(count + " threads", () -> threads() == count);
    }

    private static int threads() {
        return (int)
                Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().startsWith("ringflow-capture here/"))
                        .count();
    }

    private void awaitRings(int open) {
        Waiting.until(
                open + " open rings",
                () -> rings.stream().filter(ring -> !ring.closed).count() == open);
    }

    @Test
    void capturesInNamedDaemonThread() {
        next(open(ETH0));
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().equals("ringflow-capture here/eth0/0"))
                .singleElement()
                .matches(Thread::isDaemon);
    }

    @Test
    void callsReaderWhenSomethingArrives() {
        next(open(ETH0));
        arrivals.set(0);
        writeAndAwait(rings.get(0), 1);
        clock.advance(Duration.ofSeconds(2));
        Waiting.until("arrival", () -> arrivals.get() > 0);
    }

    @Test
    void goesOnWithoutReaderAndGivesTheNextOneTheSameEntriesAgain() {
        LogReader<List<Long>> before = open(ETH0);
        next(before);
        LogPosition saved = before.position();
        writeAndAwait(rings.get(0), 1);
        clock.advance(Duration.ofSeconds(2));
        assertThat(nextNumbers(before)).containsExactly(1L);
        before.close();
        writeAndAwait(rings.get(0), 2);
        clock.advance(Duration.ofSeconds(2));

        LogReader<List<Long>> after = open(ETH0.at(saved));
        assertThat(nextNumbers(after)).containsExactly(1L);
        assertThat(after.loss()).isNull();
        assertThat(nextNumbers(after)).containsExactly(2L);
        assertThat(after.loss()).isNull();
        assertThat(rings).hasSize(1);
    }

    @Test
    void handsEachMemberToWhicheverReaderCapturesIt() {
        LogReader<List<Long>> first = open(FIRST);
        LogReader<List<Long>> second = open(SECOND);
        next(first);
        next(second);
        first.close();
        second.close();
        awaitThreads(2);
        next(open(SECOND));
        next(open(FIRST));
        assertThat(rings).hasSize(2);
    }

    @Test
    void tellsNextReaderThatTheInterfaceIsDown() {
        unavailable.put("eth0", State.DOWN);
        LogReader<List<Long>> before = open(ETH0);
        CaptureGap reported = next(before).report().gaps.getFirst();
        before.trim(before.position());
        LogReader<List<Long>> after = open(ETH0);
        assertThat(next(after).report().gaps).containsExactly(reported);
    }

    @Test
    void endsCapturesOfTheInterfaceIfSettingsHaveChanged() {
        LogReader<List<Long>> first = open(FIRST);
        LogReader<List<Long>> second = open(SECOND);
        LogReader<List<Long>> other = open(OTHER);
        next(first);
        next(second);
        next(other);
        // Another number of members.
        LogReader<List<Long>> alone = open(ETH0.at(first.position()));
        next(alone);
        assertThat(alone.loss().gap().cause()).isEqualTo(CaptureGap.Cause.RESTART);
        assertThat(first.poll()).isNull();
        awaitRings(2);
        LiveCapture filtered = SETTINGS.withFilter("udp");
        LogReader<List<Long>> udp = open(captures, filtered, OTHER);
        next(udp);
        awaitRings(2);
        assertThat(rings).hasSize(5);
        // Fragments with hashes of another seed would not meet those of the other hosts.
        next(open(captures, filtered, OTHER.assigned(1, 0, 0)));
        awaitRings(2);
        assertThat(rings).hasSize(6);
    }

    @Test
    void opensRingOnlyAfterThoseOfOtherSettingsAreClosed() {
        List<Boolean> closed = new ArrayList<>();
        RingOpener opener =
                split -> {
                    closed.add(rings.stream().allMatch(ring -> ring.closed));
                    return environment.opener().open(split);
                };
        LiveCaptures slow =
                new LiveCaptures(
                        new CaptureEnvironment(opener, environment.decoders(), RETIRE_NANOS, clock),
                        alarms::add);
        for (int i = 0; i < 20; i++) {
            LiveCapture settings = SETTINGS.withFilter("port " + i);
            next(open(slow, settings, ETH0));
        }
        assertThat(closed).hasSize(20).doesNotContain(false);
        slow.end();
    }

    @Test
    void endsCaptureThatNobodyReadsForTooLong() {
        LogReader<List<Long>> before = open(ETH0);
        next(before);
        before.close();
        assertThat(alarms).containsExactly(KEEP);
        clock.advance(KEEP.minusNanos(1));
        captures.expire();
        assertThat(threads()).isEqualTo(1);
        clock.advance(Duration.ofNanos(1));
        captures.expire();
        awaitThreads(0);
        awaitRings(0);

        LogReader<List<Long>> after = open(ETH0.at(before.position()));
        next(after);
        assertThat(after.loss().gap().drops()).isZero();
        assertThat(after.loss().gap().startNanos()).isEqualTo(before.position().eventNanos());
        assertThat(rings).hasSize(2);
    }

    @Test
    void eventTimeOfTheNextCaptureGoesOnIfTheClockWasSetBackMeanwhile() {
        LogReader<List<Long>> before = open(ETH0);
        next(before);
        before.close();
        captures.end();
        clock.advance(Duration.ofHours(-1));
        long assigned = before.position().eventNanos() + Duration.ofSeconds(7).toNanos();

        LiveSplit split = ETH0.at(before.position()).assigned(0, 0, assigned);
        LiveCaptures restarted = new LiveCaptures(environment, alarms::add);
        LogReader<List<Long>> after = open(restarted, SETTINGS, split);
        assertThat(next(after).report().newestNanos).isEqualTo(assigned - RETIRE_NANOS);
        CaptureGap gap = after.loss().gap();
        assertThat(gap.startNanos()).isEqualTo(before.position().eventNanos());
        assertThat(gap.endNanos()).isEqualTo(assigned);
        restarted.end();
    }

    @Test
    void keepsCaptureThatIsReadHoweverSeldom() {
        LogReader<List<Long>> before = open(ETH0);
        next(before);
        before.close();
        LogReader<List<Long>> after = open(ETH0);
        clock.advance(KEEP);
        captures.expire();
        next(after);
        assertThat(rings).hasSize(1);
        assertThat(rings.get(0).closed).isFalse();
    }

    @Test
    void keepsForAsLongAsTheSettingsSay() {
        LiveCapture settings =
                LiveCapture.builder(List.of("eth0"))
                        .log(new LogSettings(0, Duration.ofMinutes(5)))
                        .build();
        LogReader<List<Long>> reader = open(captures, settings, ETH0);
        next(reader);
        reader.close();
        assertThat(alarms).containsExactly(Duration.ofMinutes(5));
    }

    @Test
    void finishGivesReaderTheRestAndEndsTheCapture() {
        LogReader<List<Long>> reader = open(ETH0);
        next(reader);
        write(rings.get(0), 1);
        write(rings.get(0), 2);
        reader.finish();
        assertThat(nextNumbers(reader)).containsExactly(1L, 2L);
        Waiting.until("end", reader::ended);
        awaitThreads(0);
        assertThat(rings.get(0).closed).isTrue();
        reader.close();
        next(open(ETH0));
        assertThat(rings).hasSize(2);
    }

    @Test
    void failsReaderWithReasonAndStartsAnewForTheNext() {
        for (CaptureException failure :
                List.of(
                        new NotPermittedException(new IOException()),
                        new CaptureException("bad filter"))) {
            LiveCaptures failing =
                    new LiveCaptures(
                            new CaptureEnvironment(
                                    split -> {
                                        throw failure;
                                    },
                                    environment.decoders(),
                                    RETIRE_NANOS,
                                    clock),
                            alarms::add);
            for (int i = 0; i < 2; i++) {
                LogReader<List<Long>> reader = open(failing, SETTINGS, ETH0);
                assertThatThrownBy(() -> next(reader)).isSameAs(failure);
                reader.close();
            }
        }
        awaitThreads(0);
    }

    @Test
    void failsReaderIfTheThreadFails() {
        LogReader<List<Long>> reader = open(ETH0);
        next(reader);
        beforeEachPacket =
                () -> {
                    throw new IllegalStateException("failed by the test");
                };
        write(rings.get(0), 1);
        assertThatThrownBy(() -> next(reader))
                .isInstanceOf(CaptureException.class)
                .hasMessageContaining("here/eth0/0")
                .hasMessageContaining("failed by the test");
        awaitRings(0);
        beforeEachPacket = () -> {};
        next(open(ETH0));
        assertThat(rings).hasSize(2);
    }

    /** Flink's class loader of a job. */
    private static UserCodeClassLoader classLoader(Map<String, Runnable> hooks) {
        return new UserCodeClassLoader() {
            @Override
            public ClassLoader asClassLoader() {
                return LiveCapturesTest.class.getClassLoader();
            }

            @Override
            public void registerReleaseHookIfAbsent(String name, Runnable hook) {
                hooks.putIfAbsent(name, hook);
            }
        };
    }

    private LiveCaptures ofJob(String job, Map<String, Runnable> hooks) {
        return LiveCaptures.ofJob(job, classLoader(hooks), id -> captures);
    }

    @Test
    void endsCapturesWhenTheirClassesLeaveTheProcessWithTheJob() {
        LiveCaptures ofJob = ofJob("some job", new ConcurrentHashMap<>());
        assertThat(ofJob).isSameAs(captures);
        assertThat(ofJob("some job", new ConcurrentHashMap<>())).isSameAs(ofJob);
        assertThat(LiveCaptures.ofJob("another job", SimpleUserCodeClassLoader.create(null)))
                .isNotSameAs(ofJob);
        LogReader<List<Long>> left = open(ofJob, SETTINGS, ETH0);
        next(left);
        left.close();
        assertThat(threads()).isEqualTo(1);
        assertThat(LiveCaptures.logs("some job"))
                .singleElement()
                .satisfies(log -> assertThat(log.entries()).isPositive());
        LiveCaptures.jobLeft("some job", false);
        awaitThreads(0);
        assertThat(LiveCaptures.logs("some job")).isEmpty();
        assertThat(LiveCaptures.ofJob("some job", SimpleUserCodeClassLoader.create(null)))
                .isNotSameAs(ofJob);
    }

    @Test
    void goesOnUntilTheJobIsBackInTheProcess() {
        Map<String, Runnable> hooks = new ConcurrentHashMap<>();
        LogReader<List<Long>> before = open(ofJob("cut off", hooks), SETTINGS, ETH0);
        next(before);
        LogPosition saved = before.position();
        before.close();
        assertThat(hooks).hasSize(1);
        hooks.values().forEach(Runnable::run);
        writeAndAwait(rings.get(0), 1);
        clock.advance(LiveCaptures.RETURN.minusSeconds(2));
        captures.expire();

        LogReader<List<Long>> after =
                open(ofJob("cut off", new ConcurrentHashMap<>()), SETTINGS, ETH0.at(saved));
        assertThat(nextNumbers(after)).containsExactly(1L);
        assertThat(after.loss()).isNull();
        clock.advance(LiveCaptures.RETURN);
        captures.expire();
        after.close();
        assertThat(threads()).as("captures of a job that is there").isEqualTo(1);
        assertThat(rings).hasSize(1);
    }

    @Test
    void endsCapturesOfJobThatDoesNotComeBack() {
        Map<String, Runnable> hooks = new ConcurrentHashMap<>();
        LiveCapture kept =
                LiveCapture.builder(List.of("eth0"))
                        .log(new LogSettings(0, Duration.ofHours(1)))
                        .build();
        LogReader<List<Long>> left = open(ofJob("ended", hooks), kept, ETH0);
        next(left);
        left.close();
        alarms.clear();
        hooks.values().forEach(Runnable::run);
        assertThat(alarms).containsExactly(LiveCaptures.RETURN);
        clock.advance(LiveCaptures.RETURN);
        captures.expire();
        awaitThreads(0);
        awaitRings(0);
        assertThat(LiveCaptures.ofJob("ended", SimpleUserCodeClassLoader.create(null)))
                .isNotSameAs(captures);
    }

    @Test
    void endsCaptureWithItsReaderAfterTheJobHasLeft() {
        captures.end();
        LogReader<List<Long>> reader = open(ETH0);
        next(reader);
        reader.close();
        awaitThreads(0);
        assertThat(alarms).isEmpty();
    }

    @Test
    void leavesNoThreadAndNoDescriptor() throws IOException {
        // Captures now end with their reader.
        captures.end();
        for (int i = 0; i < 20; i++) {
            open(ETH0).close();
        }
        awaitThreads(0);
        long before = descriptors();
        for (int i = 0; i < 1000; i++) {
            LogReader<List<Long>> reader = open(ETH0);
            if (i % 10 == 0) {
                next(reader);
            }
            reader.close();
        }
        awaitThreads(0);
        assertThat(descriptors()).isLessThan(before + 10);
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }
}
