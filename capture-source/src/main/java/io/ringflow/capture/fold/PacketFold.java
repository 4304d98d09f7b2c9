package io.ringflow.capture.fold;

import io.ringflow.capture.fragment.EventTimeBuckets;
import io.ringflow.capture.packet.Anomaly;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.packet.PacketBits;
import io.ringflow.capture.report.CaptureReport;
import io.ringflow.model.Observer;
import io.ringflow.model.text.TimeText;
import java.util.Arrays;

/**
 * Keeps the packets themselves. Whenever event time passes a bucket's boundary, or when there are
 * {@value #MOST_PACKETS}, the packets so far are closed. Not thread-safe.
 */
public final class PacketFold implements CaptureFold<TimedPackets> {

    /** The most packets that are closed together. */
    public static final int MOST_PACKETS = 4096;

    /** Memory of a packet's columns and its event time, in bytes. */
    private static final int PACKET_BYTES = 8 * Long.BYTES + 3 * Integer.BYTES + Long.BYTES;

    private final ClosedBuckets<TimedPackets> closed;
    private final EventClock clock;

    /** Holds the packet that the clock holds. */
    private final PacketBatch held = new PacketBatch(1);

    private PacketBatch packets = new PacketBatch(0);
    private long[] eventNanos = new long[0];
    private long oldestOpenNanos;
    private long clockSteps;
    private long wildTimes;

    /**
     * Creates the fold of a capture of which no packet has been seen.
     *
     * @param observer host and interface that see the packets
     */
    public PacketFold(Observer observer, EventTimeBuckets eventTime) {
        closed = new ClosedBuckets<>(observer, false);
        clock = new EventClock(eventTime);
        oldestOpenNanos = clock.oldestOpenNanos();
    }

    @Override
    public CaptureReport report() {
        return closed.report();
    }

    @Override
    public void start(long eventNanos, long clockNanos) {
        clock.start(eventNanos, clockNanos);
        countAnomalies();
    }

    @Override
    public void add(PacketBatch group) {
        closed.count(group);
        for (int i = 0; i < group.size; i++) {
            see(group, i);
        }
        countAnomalies();
    }

    private void countAnomalies() {
        long[] anomalies = closed.report().anomalies;
        anomalies[Anomaly.CLOCK_STEP.ordinal()] += clock.steps() - clockSteps;
        anomalies[Anomaly.WILD_TIMESTAMP.ordinal()] += clock.wildTimes() - wildTimes;
        clockSteps = clock.steps();
        wildTimes = clock.wildTimes();
    }

    private void see(PacketBatch group, int i) {
        long nanos = group.timeNanos[i];
        boolean delayed = (group.ipBits[i] & PacketBits.DELAYED) != 0;
        if (clock.mustResolve(nanos, delayed)) {
            resolve(clock.evidence(nanos, delayed));
        }
        int decision = delayed ? clock.seeDelayed(nanos) : clock.see(nanos);
        if (decision == EventClock.HOLD) {
            held.reset(group.observer, 0);
            held.addCopy(group, i);
        } else {
            keep(group, i, decision);
        }
    }

    /** Keeps the packet that is held, now that the time of the next one is known. */
    private void resolve(long nextNanos) {
        keep(held, 0, clock.resolve(nextNanos));
    }

    private void keep(PacketBatch from, int i, int decision) {
        if (clock.oldestOpenNanos() != oldestOpenNanos || packets.size == MOST_PACKETS) {
            close();
        }
        if (packets.full()) {
            packets.ensureRoom();
            eventNanos = Arrays.copyOf(eventNanos, packets.capacity());
        }
        long nanos = from.timeNanos[i];
        long eventTime = nanos + clock.offsetNanos();
        if (decision == EventClock.LATE || decision == EventClock.WILD) {
            closed.report().latePackets += PacketBits.segments(from.ipBits[i]);
            boolean known = nanos != TimeText.OUT_OF_RANGE && eventTime <= clock.newestNanos();
            eventTime = known ? eventTime : clock.newestNanos();
        }
        eventNanos[packets.size] = eventTime;
        packets.addCopy(from, i);
    }

    /** Closes the packets so far, if there are any. */
    private void close() {
        oldestOpenNanos = clock.oldestOpenNanos();
        if (packets.size > 0) {
            long bytes =
                    (long) PACKET_BYTES * packets.capacity()
                            + (long) Long.BYTES * packets.details.words.length;
            long newest = clock.newestNanos();
            countAnomalies();
            closed.add(new TimedPackets(packets, eventNanos), bytes, newest, newest);
            packets = new PacketBatch(packets.size);
            eventNanos = new long[packets.capacity()];
        }
    }

    @Override
    public void advance(long nanos) {
        if (clock.held()) {
            resolve(nanos);
        }
        clock.advance(nanos);
        if (clock.oldestOpenNanos() != oldestOpenNanos) {
            if (packets.size > 0) {
                close();
            } else {
                oldestOpenNanos = clock.oldestOpenNanos();
                mark();
            }
        }
    }

    @Override
    public void mark() {
        closed.mark(clock.newestNanos(), clock.newestNanos());
    }

    @Override
    public void end() {
        if (clock.held()) {
            resolve(EventClock.NO_EVIDENCE);
        }
        countAnomalies();
        close();
        closed.end(clock.newestNanos());
    }

    @Override
    public Closed<TimedPackets> poll() {
        return closed.poll();
    }
}
