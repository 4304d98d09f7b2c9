package io.ringflow.capture.fold;

import io.ringflow.capture.packet.PacketBatch;

/**
 * Packets in the order of the capture, each with its event time. Immutable once it is in a
 * capture's log.
 *
 * @param packets the packets; its counts of frames are not set
 * @param eventNanos event time of each packet, nanoseconds since the epoch
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record TimedPackets(PacketBatch packets, long[] eventNanos) {}
