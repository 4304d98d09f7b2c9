package io.ringflow.capture.source;

import java.io.Serializable;
import org.apache.flink.util.Collector;

/**
 * Makes records of packets. Called by the task thread, for the packets of each capture in their
 * order. After a failure it is called again for packets since the last checkpoint.
 *
 * @param <T> the records
 */
@FunctionalInterface
public interface PacketFunction<T> extends Serializable {

    /**
     * Emits any number of records, which get the time of the packet.
     *
     * @param packet the packet; must not be kept
     */
    void accept(Packet packet, Collector<T> output) throws Exception;
}
