package io.ringflow.server.connection;

import java.time.Duration;

/**
 * How many connections there may be, and how long they may keep the server waiting. Fewer are taken
 * when the process is short of file descriptors.
 *
 * @param most connections at once
 * @param open from the connection to the end of the TLS handshake
 * @param head from a request's first byte to the end of its head
 * @param idle without a request
 * @param stall a write without any progress
 * @param answer all writes of an answer together, and one second more for every 32 KiB
 * @param silence a WebSocket of which nothing is heard, not even an answer to a ping
 * @param linger until the client has closed its side, too
 */
public record ConnectionLimits(
        int most,
        Duration open,
        Duration head,
        Duration idle,
        Duration stall,
        Duration answer,
        Duration silence,
        Duration linger) {

    /** The limits that users know. */
    public static final ConnectionLimits DEFAULT =
            new ConnectionLimits(
                    2048,
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(75),
                    Duration.ofSeconds(1));

    /** What a client must read per second in the long run. */
    static final int ANSWER_BYTES_PER_SECOND = 32 * 1024;

    /** Connections that a server has at least, however few descriptors there are. */
    static final int FEWEST = 8;
}
