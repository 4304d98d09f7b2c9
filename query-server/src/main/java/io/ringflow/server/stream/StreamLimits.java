package io.ringflow.server.stream;

import java.time.Duration;

/**
 * How many WebSocket connections there may be, what they may queue, and how long they may keep the
 * server waiting. Immutable; {@link #builder} starts from the documented limits:
 *
 * <pre>{@code
 * StreamLimits.builder().connections(100).pingAfter(Duration.ofSeconds(5)).build()
 * }</pre>
 */
public final class StreamLimits {

    /** The documented limits. */
    public static final StreamLimits DEFAULT = builder().build();

    /** The most subscriptions of one connection. */
    static final int SUBSCRIPTIONS = 16;

    private final int connections;
    private final int topics;
    private final int queuedMessages;
    private final int queuedBytes;
    private final Duration sendPatience;
    private final Duration closePatience;
    private final Duration pingAfter;
    private final Duration retryAfter;

    private StreamLimits(Builder builder) {
        this.connections = builder.connections;
        this.topics = builder.topics;
        this.queuedMessages = builder.queuedMessages;
        this.queuedBytes = builder.queuedBytes;
        this.sendPatience = builder.sendPatience;
        this.closePatience = builder.closePatience;
        this.pingAfter = builder.pingAfter;
        this.retryAfter = builder.retryAfter;
    }

    /** A builder that has the documented limits. */
    public static Builder builder() {
        return new Builder();
    }

    int connections() {
        return connections;
    }

    int topics() {
        return topics;
    }

    int queuedMessages() {
        return queuedMessages;
    }

    int queuedBytes() {
        return queuedBytes;
    }

    Duration sendPatience() {
        return sendPatience;
    }

    Duration closePatience() {
        return closePatience;
    }

    Duration pingAfter() {
        return pingAfter;
    }

    Duration retryAfter() {
        return retryAfter;
    }

    /** Builds limits. Not thread-safe. */
    public static final class Builder {

        private int connections = 1024;
        private int topics = 1024;
        private int queuedMessages = 256;
        private int queuedBytes = 4 * 1024 * 1024;
        private Duration sendPatience = Duration.ofSeconds(30);
        private Duration closePatience = Duration.ofSeconds(10);
        private Duration pingAfter = Duration.ofSeconds(20);
        private Duration retryAfter = Duration.ofSeconds(1);

        private Builder() {}

        /** The most connections at the same time. */
        public Builder connections(int count) {
            connections = count;
            return this;
        }

        /** The most different topics of all connections at the same time. */
        public Builder topics(int count) {
            topics = count;
            return this;
        }

        /** The most updates that may wait for one client. */
        public Builder queuedMessages(int count) {
            queuedMessages = count;
            return this;
        }

        /** The most characters of the updates that may wait for one client. */
        public Builder queuedBytes(int count) {
            queuedBytes = count;
            return this;
        }

        /** How long sending one message may take before its connection is closed. */
        public Builder sendPatience(Duration patience) {
            sendPatience = patience;
            return this;
        }

        /** How long a client may take to answer a close before it is cut off. */
        public Builder closePatience(Duration patience) {
            closePatience = patience;
            return this;
        }

        /** How long a client may be silent before it is pinged. */
        public Builder pingAfter(Duration silence) {
            pingAfter = silence;
            return this;
        }

        /** How long to wait before a job that has no answer is asked again. */
        public Builder retryAfter(Duration pause) {
            retryAfter = pause;
            return this;
        }

        /** The limits set so far. */
        public StreamLimits build() {
            return new StreamLimits(this);
        }
    }
}
