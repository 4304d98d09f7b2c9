package io.ringflow.job;

import io.ringflow.model.Protocols;
import java.io.Serializable;
import java.time.Duration;

/**
 * How packets become flows; one value for the whole job.
 *
 * @param idleTimeout how long a flow may be silent
 * @param activeTimeout how often a flow that goes on is reported
 * @param splitOnActiveTimeout end the flow at the active timeout, and begin another
 * @param endLinger how long a flow stays open after its end was seen
 * @param keyVlan whether the VLAN id tells flows apart
 * @param keyTunnel whether the tunnel's type and id tell flows apart
 * @param bucket length of the event-time bucket that packets are folded in
 * @param allowedLateness how much older than its split's newest packet a packet may be
 * @param maxFlows most flows, open and retained, that the job holds
 * @param retention how long ended flows stay queryable; zero keeps none
 */
public record FlowSettings(
        IdleTimeout idleTimeout,
        Duration activeTimeout,
        boolean splitOnActiveTimeout,
        Duration endLinger,
        boolean keyVlan,
        boolean keyTunnel,
        Duration bucket,
        Duration allowedLateness,
        long maxFlows,
        Duration retention)
        implements Serializable {

    /** Retention of a replay that stays up for queries: flows leave only for lack of room. */
    public static final Duration RETAIN_ALL = Duration.ofDays(365_000);

    /** Idle timeouts by protocol. */
    public record IdleTimeout(Duration tcp, Duration udp, Duration icmp, Duration other)
            implements Serializable {

        /** The timeout of a protocol, nanoseconds. */
        public long nanos(int protocol) {
            Duration timeout =
                    switch (protocol) {
                        case Protocols.TCP -> tcp;
                        case Protocols.UDP -> udp;
                        case Protocols.ICMP, Protocols.ICMP6 -> icmp;
                        default -> other;
                    };
            return timeout.toNanos();
        }
    }

    /** The defaults, with room for a number of flows. */
    public static FlowSettings defaults(long maxFlows) {
        return new FlowSettings(
                new IdleTimeout(
                        Duration.ofSeconds(120),
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(60)),
                Duration.ofSeconds(60),
                false,
                Duration.ofSeconds(5),
                true,
                true,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                maxFlows,
                Duration.ofMinutes(5));
    }

    /** These settings with another retention. */
    public FlowSettings withRetention(Duration other) {
        return new FlowSettings(
                idleTimeout,
                activeTimeout,
                splitOnActiveTimeout,
                endLinger,
                keyVlan,
                keyTunnel,
                bucket,
                allowedLateness,
                maxFlows,
                other);
    }
}
