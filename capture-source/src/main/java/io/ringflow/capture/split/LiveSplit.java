package io.ringflow.capture.split;

import io.ringflow.capture.log.LogPosition;

/**
 * One reader's share of a live interface, and how far its log has been emitted.
 *
 * @param host the host's name
 * @param interfaceName the interface's name
 * @param member index of this share in the fanout group
 * @param members number of captures that share the interface; a single one needs no fanout
 * @param hashSeed seed of the hash of flows' keys, the same in the whole job
 * @param fanoutGroup number of the fanout group, the same for all captures of the interface
 * @param assignedNanos the coordinator's clock at the assignment to a reader, nanoseconds since the
 *     epoch; 0 before it
 * @param position position in the log of the capture
 */
public record LiveSplit(
        String host,
        String interfaceName,
        int member,
        int members,
        long hashSeed,
        int fanoutGroup,
        long assignedNanos,
        LogPosition position)
        implements CaptureSplit {

    /** A split that has not been read yet, before its assignment. */
    public LiveSplit(String host, String interfaceName, int member, int members) {
        this(host, interfaceName, member, members, 0, 0, 0, LogPosition.START);
    }

    /**
     * The same split with what all captures of the job or of the interface have in common.
     *
     * @param nanos the coordinator's clock, nanoseconds since the epoch
     */
    public LiveSplit assigned(long seed, int group, long nanos) {
        return new LiveSplit(host, interfaceName, member, members, seed, group, nanos, position);
    }

    /** The same split at another position. */
    public LiveSplit at(LogPosition newPosition) {
        return new LiveSplit(
                host,
                interfaceName,
                member,
                members,
                hashSeed,
                fanoutGroup,
                assignedNanos,
                newPosition);
    }

    /**
     * Returns the event time at which a capture of the split starts: the time on the host's clock,
     * or if that is before what was emitted already, the time on the coordinator's. It is never
     * before what was emitted.
     *
     * @param clockNanos the host's clock at the assignment, nanoseconds since the epoch
     */
    public long startNanos(long clockNanos) {
        long emitted = position.eventNanos();
        return clockNanos >= emitted ? clockNanos : Math.max(emitted, assignedNanos);
    }

    @Override
    public String splitId() {
        return host + "/" + interfaceName + "/" + member;
    }
}
