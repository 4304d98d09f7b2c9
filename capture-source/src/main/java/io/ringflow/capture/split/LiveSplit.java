package io.ringflow.capture.split;

import io.ringflow.capture.log.LogPosition;

/**
 * One reader's share of a live interface, and how far its log has been emitted.
 *
 * @param host the host's name
 * @param interfaceName the interface's name
 * @param member index of this share in the fanout group
 * @param members number of captures that share the interface; a single one needs no fanout
 * @param position position in the log of the capture
 */
public record LiveSplit(
        String host, String interfaceName, int member, int members, LogPosition position)
        implements CaptureSplit {

    /** A split that has not been read yet. */
    public LiveSplit(String host, String interfaceName, int member, int members) {
        this(host, interfaceName, member, members, LogPosition.START);
    }

    /** The same split at another position. */
    public LiveSplit at(LogPosition newPosition) {
        return new LiveSplit(host, interfaceName, member, members, newPosition);
    }

    @Override
    public String splitId() {
        return host + "/" + interfaceName + "/" + member;
    }
}
