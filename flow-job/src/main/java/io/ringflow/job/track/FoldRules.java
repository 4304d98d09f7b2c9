package io.ringflow.job.track;

import static io.ringflow.job.track.FlowLayout.CLOSING;
import static io.ringflow.job.track.FlowLayout.protocol;

import io.ringflow.job.EventTime;
import io.ringflow.job.FlowSettings;
import io.ringflow.model.Protocols;
import java.io.Serializable;

/**
 * The settings of flow tracking in the units of the fold.
 *
 * @param eventTime buckets and lateness
 * @param tcpNanos idle timeout
 * @param udpNanos idle timeout
 * @param icmpNanos idle timeout
 * @param otherNanos idle timeout
 * @param lingerNanos how long a flow stays open after its end was seen
 * @param activeNanos how often a flow is reported
 * @param splitOnActive end a flow at the active timeout
 * @param reportBegins emit {@code new} and {@code update} records
 * @param retentionNanos how long an ended flow stays queryable; 0 keeps none
 * @param maxRows rows that a shard may hold
 */
record FoldRules(
        EventTime eventTime,
        long tcpNanos,
        long udpNanos,
        long icmpNanos,
        long otherNanos,
        long lingerNanos,
        long activeNanos,
        boolean splitOnActive,
        boolean reportBegins,
        long retentionNanos,
        int maxRows)
        implements Serializable {

    /** Idle classes: flows that time out alike, each in a list of its own. */
    static final int CLASSES = 5;

    private static final int TCP = 0;
    private static final int UDP = 1;
    private static final int ICMP = 2;
    private static final int OTHER = 3;
    private static final int CLOSING_CLASS = 4;

    static FoldRules of(FlowSettings settings, int shards, boolean reportBegins) {
        FlowSettings.IdleTimeout idle = settings.idleTimeout();
        return new FoldRules(
                EventTime.of(settings),
                idle.tcp().toNanos(),
                idle.udp().toNanos(),
                idle.icmp().toNanos(),
                idle.other().toNanos(),
                settings.endLinger().toNanos(),
                settings.activeTimeout().toNanos(),
                settings.splitOnActiveTimeout(),
                reportBegins,
                nanosOrForever(settings),
                Math.clamp(settings.maxFlows() / shards, 1, Integer.MAX_VALUE / 2));
    }

    private static long nanosOrForever(FlowSettings settings) {
        return settings.retention().compareTo(FlowSettings.RETAIN_ALL) >= 0
                ? Long.MAX_VALUE
                : settings.retention().toNanos();
    }

    /** The idle class of a flow. */
    static int idleClass(long key, long meta) {
        if ((meta & CLOSING) != 0) {
            return CLOSING_CLASS;
        }
        return switch (protocol(key)) {
            case Protocols.TCP -> TCP;
            case Protocols.UDP -> UDP;
            case Protocols.ICMP, Protocols.ICMP6 -> ICMP;
            default -> OTHER;
        };
    }

    /** How long a flow of a class may be silent. */
    long idleNanos(int idleClass) {
        return switch (idleClass) {
            case TCP -> tcpNanos;
            case UDP -> udpNanos;
            case ICMP -> icmpNanos;
            case OTHER -> otherNanos;
            default -> lingerNanos;
        };
    }

    /** True where a flow may be silent for too long within one bucket. */
    boolean timesOutWithinABucket() {
        for (int idleClass = 0; idleClass < CLASSES; idleClass++) {
            if (idleNanos(idleClass) < eventTime.bucketNanos()) {
                return true;
            }
        }
        return false;
    }

    /** True where flows must be looked at when the active timeout passes. */
    boolean watchesActiveTimeout() {
        return splitOnActive || reportBegins;
    }
}
