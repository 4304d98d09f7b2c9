package io.ringflow.server.stream;

import io.helidon.common.buffers.DataReader.InsufficientDataAvailableException;
import io.helidon.webserver.CloseConnectionException;
import io.ringflow.server.stream.FrameReader.Received;
import io.ringflow.server.stream.Outgoing.Pong;
import io.ringflow.server.stream.Outgoing.Text;
import io.ringflow.server.stream.StreamException.Code;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One WebSocket connection. What the client sends is read in the connection's own thread;
 * everything that is sent goes through the outbox to the writer. {@link Streams} watches it.
 */
final class StreamConnection {

    private static final Logger LOG = LoggerFactory.getLogger(StreamConnection.class);

    private final Optional<Instant> until;
    private final Outbox outbox;
    private final Subscriptions subscriptions;
    private final StreamLimits limits;
    private final StreamMetrics metrics;
    private final CountDownLatch gone = new CountDownLatch(1);

    private volatile long heardNanos = System.nanoTime();

    private volatile Thread reading;
    private volatile ConnectionWriter writer;

    /** Null until the connection is open; set after those above. */
    private volatile Thread writing;

    /** When a close was asked for; {@link Long#MAX_VALUE} before. */
    private volatile long closingSince = Long.MAX_VALUE;

    /**
     * A connection that is to be upgraded.
     *
     * @param until when its client's token expires; empty for never
     */
    StreamConnection(
            Broadcasts broadcasts,
            Optional<Instant> until,
            StreamLimits limits,
            QueueMemory memory,
            StreamMetrics metrics) {
        this.until = until;
        this.outbox = new Outbox(limits, memory);
        this.subscriptions = new Subscriptions(broadcasts, outbox, metrics);
        this.limits = limits;
        this.metrics = metrics;
    }

    /**
     * Reads and answers until either side has closed. Called by the connection's thread.
     *
     * @throws CloseConnectionException when the connection breaks
     */
    void serve(FrameReader frames, FrameWriter answers) {
        reading = Thread.currentThread();
        writer = new ConnectionWriter(answers, outbox, () -> heardNanos, limits, metrics);
        writing = Thread.ofVirtual().name("ringflow-stream-writer").start(writer);
        try {
            boolean open = true;
            while (open) {
                Received received = frames.next();
                heard();
                open = take(received);
            }
            end(CloseCode.NORMAL, "");
        } catch (FrameException e) {
            end(e.code(), e.getMessage());
        } catch (InsufficientDataAvailableException e) {
            throw new CloseConnectionException("the client went away", e);
        }
    }

    /** Answers what was received; false for a close. */
    private boolean take(Received received) {
        switch (received) {
            case Received.Text text -> answer(text.text());
            case Received.Binary binary ->
                    fail(
                            new StreamException(
                                    Code.BAD_MESSAGE, "messages are JSON texts, not binary"));
            case Received.TooLarge message ->
                    fail(
                            new StreamException(
                                    Code.TOO_LARGE,
                                    "a message has at most "
                                            + StreamLimits.MESSAGE_BYTES
                                            + " bytes"));
            case Received.Ping ping -> outbox.reply(new Pong(ping.payload()));
            case Received.Pong pong -> LOG.trace("alive");
            case Received.Close close -> {
                return false;
            }
        }
        return true;
    }

    private void answer(String text) {
        ClientMessage read;
        try {
            read = ClientMessage.parse(text);
        } catch (StreamException e) {
            fail(e);
            return;
        }
        try {
            answer(read);
        } catch (StreamException e) {
            outbox.reply(new Text(ServerMessage.error(e, read.id().orElse(null))));
        } catch (InterruptedException e) {
            throw cutOff(e);
        }
    }

    private void answer(ClientMessage read) throws InterruptedException {
        switch (read.type().orElse("")) {
            case "subscribe" -> subscriptions.add(read.requiredId(), Topic.of(read.parameters()));
            case "unsubscribe" -> subscriptions.remove(read.requiredId());
            case "ping" -> outbox.reply(new Text(ServerMessage.pong(read.id())));
            default ->
                    throw new StreamException(
                            Code.UNKNOWN_TYPE, "the type must be subscribe, unsubscribe or ping");
        }
    }

    private void fail(StreamException error) {
        outbox.reply(new Text(ServerMessage.error(error, null)));
    }

    /** Notes a sign of life, and reads no further while too much waits to be answered. */
    private void heard() {
        heardNanos = System.nanoTime();
        try {
            outbox.awaitRoomForReply();
        } catch (InterruptedException e) {
            throw cutOff(e);
        }
    }

    private static CloseConnectionException cutOff(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new CloseConnectionException("cut off", e);
    }

    /** Has a close sent, and waits until it is. */
    private void end(int code, String reason) {
        close(code, reason);
        try {
            if (!writing.join(limits.closePatience())) {
                throw new CloseConnectionException("the client does not read");
            }
        } catch (InterruptedException e) {
            throw cutOff(e);
        }
    }

    /** Ends the subscriptions and has a close sent behind the replies that wait. Any thread. */
    void close(int code, String reason) {
        if (closingSince == Long.MAX_VALUE) {
            closingSince = System.nanoTime();
        }
        outbox.close(code, reason);
        subscriptions.end();
    }

    /**
     * Closes the connection where its client does not read or its token has expired, and cuts it
     * off where a close was not answered in time. Called now and then, by one thread.
     */
    void check(Instant now) {
        if (writing == null) {
            return;
        }
        if (closingSince != Long.MAX_VALUE) {
            if (System.nanoTime() - closingSince > limits.closePatience().toNanos()) {
                cut();
            }
        } else if (writer.sendingNanos() > limits.sendPatience().toNanos()) {
            LOG.info("A WebSocket client does not read and is closed");
            close(CloseCode.TRY_AGAIN_LATER, "the client does not read");
        } else if (until.isPresent() && !now.isBefore(until.get())) {
            close(CloseCode.VIOLATED_POLICY, "the token has expired");
        } else if (!writing.isAlive()) {
            close(CloseCode.ABNORMAL, "");
        }
    }

    /** Ends the connection at once: an interrupt of a thread that waits for a socket closes it. */
    void cut() {
        if (writing != null) {
            writing.interrupt();
            reading.interrupt();
        }
    }

    /** Waits until the client has answered the close; at most until a System.nanoTime. */
    boolean awaitEnd(long deadlineNanos) throws InterruptedException {
        return gone.await(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    /** The connection is gone. Called once, by its own thread. */
    void ended() {
        subscriptions.end();
        if (writing != null) {
            writing.interrupt();
        }
        gone.countDown();
    }

    int subscriptions() {
        return subscriptions.count();
    }

    int queued() {
        return outbox.queued();
    }
}
