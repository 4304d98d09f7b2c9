package io.ringflow.capture.fold;

import io.ringflow.capture.DecodeSettings;
import io.ringflow.capture.fragment.BucketFragments;
import io.ringflow.capture.fragment.FragmentRows;
import io.ringflow.capture.fragment.PacketKeys;
import io.ringflow.capture.packet.Anomaly;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.packet.PacketBits;
import io.ringflow.capture.report.CaptureReport;
import io.ringflow.model.Observer;
import io.ringflow.model.text.TimeText;

/**
 * Folds packets into fragments of flows, one per flow and bucket, and follows TCP connections on
 * the way. A packet finds both by one look-up in {@link FlowEntries}.
 *
 * <p>The fragments depend only on the packets and on {@link #advance}. How packets are grouped
 * decides only which of two closed buckets in a row carries the counts of a group.
 *
 * <p>Not thread-safe. Does not allocate per packet.
 */
public final class FragmentFold implements CaptureFold<BucketFragments> {

    private final FoldSettings settings;
    private final ClosedBuckets<BucketFragments> closed;
    private final EventClock clock;
    private final OpenBuckets buckets;
    private final FlowEntries entries;
    private final TcpConnections connections;
    private final PacketKeys keys;
    private final PacketKeys heldKeys;

    /** Holds the packet that the clock holds. */
    private final PacketBatch held = new PacketBatch(1);

    /** Start of the oldest open bucket when buckets were closed last. */
    private long oldestOpenNanos;

    private long forgottenConnections;
    private long ignoredResets;
    private long clockSteps;
    private long wildTimes;
    private long longProbes;

    @SuppressWarnings("UnusedVariable") // written so that the compiler keeps the reads
    private long touched;

    /**
     * Creates the fold of a capture of which no packet has been seen.
     *
     * @param observer host and interface that see the packets
     * @param limits which TCP connections are followed
     * @param hashSeed seed of the hash of flows' keys
     */
    public FragmentFold(
            Observer observer,
            FoldSettings settings,
            DecodeSettings.Connections limits,
            long hashSeed) {
        this.settings = settings;
        closed = new ClosedBuckets<>(observer, settings.countsSizes());
        clock = new EventClock(settings.eventTime());
        oldestOpenNanos = clock.oldestOpenNanos();
        buckets = new OpenBuckets(settings.eventTime(), settings.partRows());
        entries = new FlowEntries(new Retained());
        connections = new TcpConnections(limits.timeout().toNanos(), limits.most(), entries);
        keys = new PacketKeys(settings.keyVlan(), settings.keyTunnel(), hashSeed);
        heldKeys = new PacketKeys(settings.keyVlan(), settings.keyTunnel(), hashSeed);
    }

    private final class Retained implements FlowEntries.Retention {

        @Override
        public boolean isOpen(long reference) {
            return buckets.of(reference) != null;
        }

        @Override
        public void forgetSilent() {
            connections.limit().forgetSilent();
        }
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
        for (int from = 0; from < group.size; from += PacketKeys.SIZE) {
            int count = Math.min(PacketKeys.SIZE, group.size - from);
            keys.compute(group, from, from + count);
            touched += touch(count);
            for (int k = 0; k < count; k++) {
                see(group, from + k, k);
            }
        }
        countAnomalies();
    }

    /** Reads what the packets need, so that the processor fetches it in parallel. */
    private long touch(int count) {
        OpenBucket bucket = buckets.current();
        long[] rows = entries.rows;
        long seen = 0;
        for (int k = 0; k < count; k++) {
            int at = entries.probable(keys.fingerprint(k));
            if (at >= 0) {
                long reference = rows[at + FlowEntries.FRAGMENT];
                seen += rows[at + FlowEntries.STATE];
                if (bucket != null && bucket.has(reference)) {
                    seen += bucket.rows.touch((int) reference);
                }
            }
        }
        return seen;
    }

    private void see(PacketBatch group, int i, int k) {
        long nanos = group.timeNanos[i];
        boolean delayed = (group.ipBits[i] & PacketBits.DELAYED) != 0;
        if (clock.mustResolve(nanos, delayed)) {
            resolve(clock.evidence(nanos, delayed));
        }
        int decision = delayed ? clock.seeDelayed(nanos) : clock.see(nanos);
        if (decision == EventClock.HOLD) {
            held.reset(group.observer, 0);
            held.addCopy(group, i);
            heldKeys.compute(held, 0, 1);
        } else {
            fold(keys, k, nanos, decision);
        }
    }

    /** Folds the packet that is held, now that the time of the next one is known. */
    private void resolve(long nextNanos) {
        int decision = clock.resolve(nextNanos);
        if (decision == EventClock.EPOCH) {
            closeBefore(Long.MAX_VALUE);
        }
        fold(heldKeys, 0, held.timeNanos[0], decision);
    }

    private void fold(PacketKeys of, int k, long nanos, int decision) {
        if (clock.oldestOpenNanos() != oldestOpenNanos) {
            oldestOpenNanos = clock.oldestOpenNanos();
            closeBefore(oldestOpenNanos);
        }
        if (decision == EventClock.LATE || decision == EventClock.WILD) {
            addLate(of, k, nanos, decision == EventClock.WILD);
            return;
        }
        long eventNanos = nanos + clock.offsetNanos();
        OpenBucket bucket = buckets.at(eventNanos);
        int at = entry(bucket, of, k, false);
        int marks = follow(at, of, k, eventNanos);
        add(bucket, at, of, k, marks);
    }

    /** A late packet has an entry of its own, but is followed like the others of its flow. */
    private void addLate(PacketKeys of, int k, long nanos, boolean wild) {
        closed.report().latePackets += PacketBits.segments(of.batch().ipBits[of.row(k)]);
        OpenBucket bucket = buckets.at(clock.oldestOpenNanos());
        int marks = follow(entry(bucket, of, k, false), of, k, eventNanosOfLate(nanos));
        if (wild) {
            of.markWild(k);
        }
        // A late packet starts no flow.
        add(bucket, entry(bucket, of, k, true), of, k, marks & ~PacketBits.STARTS_CONNECTION);
    }

    /** The time of a packet from the future must not make connections look silent. */
    private long eventNanosOfLate(long nanos) {
        long eventNanos = nanos + clock.offsetNanos();
        boolean known = nanos != TimeText.OUT_OF_RANGE && eventNanos <= clock.newestNanos();
        return known ? eventNanos : TimeText.OUT_OF_RANGE;
    }

    /** Returns the entry of a packet's flow. */
    private int entry(OpenBucket bucket, PacketKeys of, int k, boolean late) {
        long fingerprint = late ? ~of.fingerprint(k) : of.fingerprint(k);
        int at = entries.find(fingerprint, 0);
        int row = row(bucket, at);
        for (int skip = 1; row >= 0 && !bucket.rows.hasKeyOf(row, of, k, late); skip++) {
            at = entries.find(fingerprint, skip);
            row = row(bucket, at);
        }
        return at;
    }

    /** Returns the row of the flow's newest fragment in a bucket, or -1. */
    private int row(OpenBucket bucket, int at) {
        long newest = entries.rows[at + FlowEntries.FRAGMENT];
        if (bucket.has(newest)) {
            return (int) newest;
        }
        long older = entries.rows[at + FlowEntries.OLDER_FRAGMENT];
        return bucket.has(older) ? (int) older : -1;
    }

    /** Follows the packet's connection if it has a complete TCP header. Returns its marks. */
    private int follow(int at, PacketKeys of, int k, long eventNanos) {
        int i = of.row(k);
        return of.batch().tcpSizes[i] == 0
                ? TcpConnections.marksOfPart(of.batch().bits[i])
                : connections.follow(at, of.batch(), i, eventNanos, of.side(k));
    }

    private void add(OpenBucket bucket, int at, PacketKeys of, int k, int marks) {
        int row = row(bucket, at);
        if (row < 0) {
            row = bucket.otherRow(of, k, entries.isLate(at, of.fingerprint(k)));
        }
        if (row < 0 || !bucket.rows.takes(row, of, k, marks & ~TcpConnections.ROUND_TRIP)) {
            boolean starts = (marks & PacketBits.STARTS_CONNECTION) != 0;
            row = start(bucket, at, of, k, starts ? -1 : row);
            if (starts) {
                bucket.rows.startConnection(row, of, k);
            }
        }
        bucket.rows.add(row, of, k, marks & ~TcpConnections.ROUND_TRIP);
        if ((marks & TcpConnections.ROUND_TRIP) != 0) {
            bucket.rows.addRoundTrip(row, connections.rttNanos());
        }
    }

    /**
     * Starts a fragment.
     *
     * @param full the flow's fragment that lacks room for the packet, or -1
     */
    private int start(OpenBucket bucket, int at, PacketKeys of, int k, int full) {
        int before = full;
        if (bucket.rows.count() >= settings.partRows()) {
            close(bucket, clock.newestNanos(), oldestOpenNanos);
            buckets.startPart(bucket);
            before = -1;
        }
        FragmentRows rows = bucket.rows;
        int row = rows.start(of, k, clock.newestNanos(), entries.isLate(at, of.fingerprint(k)));
        rows.clock(row, clock.offsetNanos());
        if (before >= 0) {
            rows.continueFragment(row, before);
        }
        refer(at, bucket.reference(row));
        return row;
    }

    private void close(OpenBucket bucket, long newestNanos, long openNanos) {
        countAnomalies();
        BucketFragments fragments = bucket.rows.close(bucket.startNanos);
        closed.add(fragments, fragments.bytes(), newestNanos, openNanos);
    }

    private void refer(int at, long reference) {
        long dropped = entries.reference(at, reference);
        OpenBucket other = dropped == 0 ? null : buckets.of(dropped);
        if (other != null) {
            other.keep(entries.fingerprint(at), dropped);
        }
    }

    /** Closes the buckets that start before a time. */
    private void closeBefore(long nanos) {
        OpenBucket bucket = buckets.removeBefore(nanos);
        while (bucket != null) {
            OpenBucket next = buckets.removeBefore(nanos);
            long newest = clock.newestNanos();
            if (next != null) {
                // Event time must not pass the buckets that are closed after this one.
                long last = next.startNanos + settings.eventTime().closingAfterNanos() - 1;
                newest = Math.min(newest, last);
            }
            long open = next == null ? clock.oldestOpenNanos() : next.startNanos;
            close(bucket, newest, open);
            bucket = next;
        }
    }

    private void countAnomalies() {
        long forgotten = connections.limit().forgotten();
        if (forgotten != forgottenConnections) {
            closed.report().anomalies[Anomaly.CONNECTION_FORGOTTEN.ordinal()] +=
                    forgotten - forgottenConnections;
            forgottenConnections = forgotten;
        }
        long[] anomalies = closed.report().anomalies;
        anomalies[Anomaly.RESET_OUTSIDE_WINDOW.ordinal()] +=
                connections.ignoredResets() - ignoredResets;
        ignoredResets = connections.ignoredResets();
        anomalies[Anomaly.CLOCK_STEP.ordinal()] += clock.steps() - clockSteps;
        anomalies[Anomaly.WILD_TIMESTAMP.ordinal()] += clock.wildTimes() - wildTimes;
        clockSteps = clock.steps();
        wildTimes = clock.wildTimes();
        anomalies[Anomaly.LONG_PROBE.ordinal()] += entries.longProbes() - longProbes;
        longProbes = entries.longProbes();
    }

    @Override
    public void advance(long nanos) {
        if (clock.held()) {
            resolve(nanos);
        }
        if (clock.advance(nanos) == EventClock.EPOCH) {
            closeBefore(Long.MAX_VALUE);
        }
        if (clock.oldestOpenNanos() != oldestOpenNanos) {
            int before = closed.count();
            oldestOpenNanos = clock.oldestOpenNanos();
            closeBefore(oldestOpenNanos);
            if (closed.count() == before) {
                mark();
            }
        }
    }

    @Override
    public void mark() {
        closed.mark(clock.newestNanos(), clock.oldestOpenNanos());
    }

    @Override
    public void end() {
        if (clock.held()) {
            resolve(EventClock.NO_EVIDENCE);
        }
        closeBefore(Long.MAX_VALUE);
        countAnomalies();
        closed.end(clock.newestNanos());
    }

    @Override
    public Closed<BucketFragments> poll() {
        return closed.poll();
    }
}
