package io.ringflow.capture.source;

import java.io.Serializable;
import java.util.function.Consumer;

/**
 * Makes records of packets. Called by the task thread of a source reader, in the order of each
 * capture.
 *
 * @param <T> the records
 */
@FunctionalInterface
public interface PacketFunction<T> extends Serializable {

    /**
     * Passes the records of a packet to the output: none, one or several.
     *
     * @param packet valid during the call only
     * @param output takes records, which get the packet's time as their timestamp
     */
    void accept(Packet packet, Consumer<T> output);
}
