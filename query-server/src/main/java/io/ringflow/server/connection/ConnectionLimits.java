package io.ringflow.server.connection;

import java.time.Duration;

/**
 * How many connections there may be, and how long they may keep the server waiting. Immutable;
 * {@link #builder} starts from the documented limits:
 *
 * <pre>{@code
 * ConnectionLimits.builder().connections(100).idle(Duration.ofSeconds(5)).build()
 * }</pre>
 */
public final class ConnectionLimits {

    /** The documented limits. */
    public static final ConnectionLimits DEFAULT = builder().build();

    /** The bytes that a client must read per second in the long run. */
    static final int ANSWER_BYTES_PER_SECOND = 32 * 1024;

    /** The limit does not fall below this, even if there are few file descriptors. */
    static final int FEWEST = 8;

    private final int connections;
    private final Duration open;
    private final Duration head;
    private final Duration idle;
    private final Duration stall;
    private final Duration answer;
    private final Duration silence;
    private final Duration linger;

    private ConnectionLimits(Builder builder) {
        this.connections = builder.connections;
        this.open = builder.open;
        this.head = builder.head;
        this.idle = builder.idle;
        this.stall = builder.stall;
        this.answer = builder.answer;
        this.silence = builder.silence;
        this.linger = builder.linger;
    }

    /** A builder that has the documented limits. */
    public static Builder builder() {
        return new Builder();
    }

    int connections() {
        return connections;
    }

    Duration open() {
        return open;
    }

    Duration head() {
        return head;
    }

    Duration idle() {
        return idle;
    }

    Duration stall() {
        return stall;
    }

    Duration answer() {
        return answer;
    }

    Duration silence() {
        return silence;
    }

    Duration linger() {
        return linger;
    }

    /** Builds limits. Not thread-safe. */
    public static final class Builder {

        private int connections = 2048;
        private Duration open = Duration.ofSeconds(10);
        private Duration head = Duration.ofSeconds(10);
        private Duration idle = Duration.ofSeconds(30);
        private Duration stall = Duration.ofSeconds(20);
        private Duration answer = Duration.ofSeconds(30);
        private Duration silence = Duration.ofSeconds(75);
        private Duration linger = Duration.ofSeconds(1);

        private Builder() {}

        /**
         * The most connections at the same time. Fewer are admitted if the process is short of file
         * descriptors.
         */
        public Builder connections(int limit) {
            connections = limit;
            return this;
        }

        /** The time from the connection to the end of the TLS handshake. */
        public Builder open(Duration limit) {
            open = limit;
            return this;
        }

        /** The time from a request's first byte to the end of its head. */
        public Builder head(Duration limit) {
            head = limit;
            return this;
        }

        /** The time without a request. */
        public Builder idle(Duration limit) {
            idle = limit;
            return this;
        }

        /** The time of a single write without progress. */
        public Builder stall(Duration limit) {
            stall = limit;
            return this;
        }

        /** The time of all writes of an answer, plus one second for every 32 KiB written. */
        public Builder answer(Duration limit) {
            answer = limit;
            return this;
        }

        /** The time without anything from a WebSocket's client, not even an answer to a ping. */
        public Builder silence(Duration limit) {
            silence = limit;
            return this;
        }

        /** The time until the client has closed its side too. */
        public Builder linger(Duration limit) {
            linger = limit;
            return this;
        }

        /** The limits set so far. */
        public ConnectionLimits build() {
            return new ConnectionLimits(this);
        }
    }
}
