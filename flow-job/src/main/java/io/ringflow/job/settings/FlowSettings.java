package io.ringflow.job.settings;

import io.ringflow.capture.LiveCapture;
import io.ringflow.capture.fragment.EventTimeBuckets;
import io.ringflow.model.Protocols;
import java.io.Serializable;
import java.time.Duration;

/**
 * How packets become flows: one value for the whole job. Immutable; made by a {@link Builder}.
 *
 * @param idleTimeout how long a flow may be silent before it ends
 * @param activeTimeout how often a long flow is reported
 * @param splitOnActiveTimeout whether a flow ends at the active timeout and another one starts
 * @param endLinger how long a flow stays open after its end was seen
 * @param keyVlan whether the VLAN id is part of a flow's key
 * @param keyTunnel whether the tunnel's type and id are part of a flow's key
 * @param bucket length of the event-time buckets in which packets are folded
 * @param allowedLateness how much older than the newest packet of its split a packet may be
 * @param maxFlows maximum number of flows, open and retained, in the job; {@link #AUTO} for as many
 *     as the memory of each process allows
 * @param retention how long ended flows stay queryable; zero keeps none
 * @param trackers maximum number of tasks that track flows; {@link #AUTO} for {@link
 *     #AUTO_TRACKERS}
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
        Duration retention,
        int trackers)
        implements Serializable {

    /** Retention of a replay that stays up for queries: only a full table evicts ended flows. */
    public static final Duration RETAIN_ALL = Duration.ofDays(365_000);

    /** As many flows as the memory allows, or as many trackers as are useful. */
    public static final int AUTO = 0;

    /**
     * Trackers of a job that has more slots. Every capture has a channel to every tracker, so this
     * bounds the network memory of a host, however many hosts there are.
     */
    public static final int AUTO_TRACKERS = 16;

    /** Idle timeouts by protocol. */
    public record IdleTimeout(Duration tcp, Duration udp, Duration icmp, Duration other)
            implements Serializable {

        /** Returns the timeout of an IP protocol in nanoseconds. */
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

    /** Returns the default settings with a maximum number of flows. */
    public static FlowSettings defaults(long maxFlows) {
        return builder().maxFlows(maxFlows).build();
    }

    /** Returns a builder that starts from the default settings. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the buckets and the allowed lateness. */
    public EventTimeBuckets eventTime() {
        return new EventTimeBuckets(bucket.toNanos(), allowedLateness.toNanos());
    }

    /** Returns the maximum number of tasks that track flows. */
    public int maxTrackers() {
        return trackers == AUTO ? AUTO_TRACKERS : trackers;
    }

    /** Returns a builder that starts from these settings. */
    public Builder toBuilder() {
        return new Builder()
                .idleTimeout(idleTimeout)
                .activeTimeout(activeTimeout)
                .splitOnActiveTimeout(splitOnActiveTimeout)
                .endLinger(endLinger)
                .keyVlan(keyVlan)
                .keyTunnel(keyTunnel)
                .bucket(bucket)
                .allowedLateness(allowedLateness)
                .maxFlows(maxFlows)
                .retention(retention)
                .trackers(trackers);
    }

    /** Returns these settings with another retention. */
    public FlowSettings withRetention(Duration other) {
        return toBuilder().retention(other).build();
    }

    /** Returns these settings for a live capture, whose buckets are at most as long as given. */
    public FlowSettings within(LiveCapture.Buckets buckets) {
        return toBuilder()
                .bucket(shorter(bucket, buckets.length()))
                .allowedLateness(shorter(allowedLateness, buckets.allowedLateness()))
                .build();
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Builds settings. The parameters are those of {@link FlowSettings}. Not thread-safe. */
    public static final class Builder {

        private IdleTimeout idleTimeout =
                new IdleTimeout(
                        Duration.ofSeconds(120),
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(60));
        private Duration activeTimeout = Duration.ofSeconds(60);
        private boolean splitOnActiveTimeout;
        private Duration endLinger = Duration.ofSeconds(5);
        private boolean keyVlan = true;
        private boolean keyTunnel = true;
        private Duration bucket = Duration.ofSeconds(1);
        private Duration allowedLateness = Duration.ofSeconds(1);
        private long maxFlows = 1_000_000;
        private Duration retention = Duration.ofMinutes(5);
        private int trackers = AUTO;

        private Builder() {}

        public Builder idleTimeout(IdleTimeout timeout) {
            idleTimeout = timeout;
            return this;
        }

        public Builder activeTimeout(Duration timeout) {
            activeTimeout = timeout;
            return this;
        }

        public Builder splitOnActiveTimeout(boolean split) {
            splitOnActiveTimeout = split;
            return this;
        }

        public Builder endLinger(Duration linger) {
            endLinger = linger;
            return this;
        }

        public Builder keyVlan(boolean inKey) {
            keyVlan = inKey;
            return this;
        }

        public Builder keyTunnel(boolean inKey) {
            keyTunnel = inKey;
            return this;
        }

        public Builder bucket(Duration length) {
            bucket = length;
            return this;
        }

        public Builder allowedLateness(Duration lateness) {
            allowedLateness = lateness;
            return this;
        }

        public Builder maxFlows(long flows) {
            maxFlows = flows;
            return this;
        }

        public Builder retention(Duration time) {
            retention = time;
            return this;
        }

        public Builder trackers(int most) {
            trackers = most;
            return this;
        }

        /** Creates the settings. */
        public FlowSettings build() {
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
                    retention,
                    trackers);
        }
    }
}
