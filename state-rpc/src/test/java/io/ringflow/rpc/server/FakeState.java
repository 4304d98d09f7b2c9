package io.ringflow.rpc.server;

import io.ringflow.model.Flow;
import io.ringflow.model.FlowId;
import io.ringflow.model.FlowSide;
import io.ringflow.model.InitiatorRule;
import io.ringflow.model.IpAddress;
import io.ringflow.model.Observer;
import io.ringflow.model.ObserverCount;
import io.ringflow.model.Waiting;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.state.FlowReceiver;
import io.ringflow.model.state.FlowState;
import io.ringflow.model.state.ListAnswer;
import io.ringflow.model.state.Subscription;
import io.ringflow.model.state.answer.CaptureGap;
import io.ringflow.model.state.answer.ChangedFlows;
import io.ringflow.model.state.answer.Coverage;
import io.ringflow.model.state.answer.FlowPage;
import io.ringflow.model.state.answer.FlowStatistics;
import io.ringflow.model.state.answer.InterfaceStatus;
import io.ringflow.model.state.answer.JobHealth;
import io.ringflow.model.state.answer.Percentiles;
import io.ringflow.model.state.answer.SeriesAnswer;
import io.ringflow.model.state.answer.TopAnswer;
import io.ringflow.model.state.query.FlowQuery;
import io.ringflow.model.state.query.SeriesQuery;
import io.ringflow.model.state.query.TopQuery;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A state with answers controlled by a test. It counts the flows that were scanned. */
final class FakeState implements FlowState {

    static final long NANOS = 1_767_225_600_000_000_000L;

    /** Runs before every answer. */
    volatile Runnable before = () -> {};

    /** Number of flows in a scan; flow i has i packets. */
    volatile long flows = 10;

    /** Number of flows passed to receivers of scans. */
    final AtomicLong scanned = new AtomicLong();

    final BlockingQueue<ChangedFlows> changes = new LinkedBlockingQueue<>();
    final CountDownLatch subscriptionClosed = new CountDownLatch(1);

    static Flow flow(long number) {
        FlowSide src =
                FlowSide.of(number, 100 * number, NANOS, NANOS + 5).withTcp(0x12, 0, 0, true);
        Observer observer = new Observer("host-a", "eth0");
        return Flow.builder(new FlowId((int) number, number))
                .addresses(IpAddress.v4(0x0a00_0001), IpAddress.v4((int) number))
                .ports(40_000, 443)
                .protocol(6, 4)
                .sides(src, FlowSide.SILENT)
                .packetBytes(100, 100, 10_000 * number)
                .initiatorRule(InitiatorRule.SYN)
                .observers(List.of(new ObserverCount(observer, number, 0, 1, NANOS, NANOS)))
                .build();
    }

    /** Waits until a scan has started. */
    void awaitScan() {
        Waiting.until("a scan", () -> scanned.get() > 0);
    }

    static Coverage coverage() {
        return new Coverage(4, 8, List.of("the others"), NANOS, NANOS + 1);
    }

    @Override
    public Optional<Flow> flow(FlowId id) {
        before.run();
        return id.sequence() == 1 ? Optional.of(flow(1)) : Optional.empty();
    }

    @Override
    public FlowPage flows(FlowQuery query) {
        before.run();
        return new FlowPage(List.of(flow(2), flow(1)), 2, "", coverage());
    }

    @Override
    public Coverage scan(FlowFilter filter, FlowQuery.Selection selection, FlowReceiver receiver) {
        before.run();
        long all = flows;
        for (long i = 0; i < all; i++) {
            scanned.incrementAndGet();
            if (!receiver.accept(flow(i))) {
                break;
            }
        }
        return coverage();
    }

    @Override
    public TopAnswer top(TopQuery query) {
        return new TopAnswer(
                List.of(),
                new TopAnswer.Entry(List.of(), 0, 0, 0, 0),
                TopAnswer.Basis.WINDOW,
                coverage());
    }

    @Override
    public SeriesAnswer series(SeriesQuery query) {
        throw new NullPointerException("secret");
    }

    @Override
    public FlowStatistics statistics() {
        before.run();
        return new FlowStatistics(
                7,
                700,
                3,
                List.of(0L, 0L, 0L, 0L, 0L, 0L),
                1,
                2,
                3,
                0,
                1,
                8,
                1,
                Percentiles.NONE,
                Percentiles.NONE,
                Percentiles.NONE,
                coverage());
    }

    @Override
    public ListAnswer<InterfaceStatus> interfaces() {
        before.run();
        return ListAnswer.whole(List.of());
    }

    @Override
    public ListAnswer<CaptureGap> gaps() {
        before.run();
        return ListAnswer.whole(List.of());
    }

    @Override
    public JobHealth health() {
        return new JobHealth(4, 8, NANOS, "4 of 8 shards answer");
    }

    @Override
    public Subscription subscribe(FlowFilter filter) {
        return new Subscription() {
            @Override
            public Optional<ChangedFlows> poll(Duration timeout) throws InterruptedException {
                return Optional.ofNullable(changes.poll(timeout.toNanos(), TimeUnit.NANOSECONDS));
            }

            @Override
            public void close() {
                subscriptionClosed.countDown();
            }
        };
    }
}
