package io.ringflow.server.stream;

import io.helidon.common.buffers.DataReader.InsufficientDataAvailableException;
import io.helidon.webserver.CloseConnectionException;
import io.ringflow.server.stream.OutgoingMessage.Pong;
import io.ringflow.server.stream.OutgoingMessage.Text;
import io.ringflow.server.stream.frame.CloseCode;
import io.ringflow.server.stream.frame.FrameException;
import io.ringflow.server.stream.frame.FrameReader;
import io.ringflow.server.stream.frame.FrameReader.Received;
import io.ringflow.server.stream.frame.FrameWriter;
import io.ringflow.server.stream.topic.Broadcasts;
import io.ringflow.server.stream.topic.ServerMessage;
import io.ringflow.server.stream.topic.StreamException;
import io.ringflow.server.stream.topic.StreamException.Code;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One WebSocket connection. The connection's own thread reads what the client sends; everything
 * that the server sends goes through the outbox to the writer's thread. {@link Streams} checks it
 * periodically.
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

    /** Null until the connection is open. Set last, so that the fields above are visible. */
    private volatile Thread writing;

    /** When the close was requested; {@link Long#MAX_VALUE} before. */
    private volatile long closingSince = Long.MAX_VALUE;

    /**
     * A connection that is not upgraded yet.
     *
     * @param until when the client's token expires; empty for never
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
     * Reads and answers messages until either side closes. Called by the connection's thread.
     *
     * @throws CloseConnectionException if the connection breaks
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
            throw new CloseConnectionException("The client is gone", e);
        }
    }

    /** Answers a message or control frame; returns false for a close. */
    private boolean take(Received received) {
        switch (received) {
            case Received.Text text -> answer(text.text());
            case Received.Binary binary ->
                    fail(
                            new StreamException(
                                    Code.BAD_MESSAGE, "messages are JSON text, not binary"));
            case Received.TooLarge message ->
                    fail(
                            new StreamException(
                                    Code.TOO_LARGE,
                                    "a message has at most "
                                            + FrameReader.MESSAGE_BYTES
                                            + " bytes"));
            case Received.Ping ping -> outbox.reply(new Pong(ping.payload()));
            case Received.Pong pong -> LOG.trace("Alive");
            case Received.Close close -> {
                return false;
            }
        }
        return true;
    }

    private void answer(String text) {
        ClientMessage message;
        try {
            message = ClientMessage.parse(text);
        } catch (StreamException e) {
            fail(e);
            return;
        }
        try {
            answer(message);
        } catch (StreamException e) {
            outbox.reply(new Text(ServerMessage.error(e, message.id().orElse(null))));
        } catch (InterruptedException e) {
            throw cutOff(e);
        }
    }

    private void answer(ClientMessage message) throws InterruptedException {
        switch (message.type().orElse("")) {
            case "subscribe" -> subscriptions.add(message.requiredId(), message.parameters());
            case "unsubscribe" -> subscriptions.remove(message.requiredId());
            case "ping" -> outbox.reply(new Text(ServerMessage.pong(message.id())));
            default ->
                    throw new StreamException(
                            Code.UNKNOWN_TYPE, "the type must be subscribe, unsubscribe or ping");
        }
    }

    private void fail(StreamException error) {
        outbox.reply(new Text(ServerMessage.error(error, null)));
    }

    /** Records that the client is alive, and waits while too many replies are unread. */
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
        return new CloseConnectionException("Cut off", e);
    }

    /** Sends a close, and waits until it is sent. */
    private void end(int code, String reason) {
        close(code, reason);
        try {
            if (!writing.join(limits.closePatience())) {
                throw new CloseConnectionException("The client does not read");
            }
        } catch (InterruptedException e) {
            throw cutOff(e);
        }
    }

    /** Ends the subscriptions and sends a close after the waiting replies. Any thread. */
    void close(int code, String reason) {
        if (closingSince == Long.MAX_VALUE) {
            closingSince = System.nanoTime();
        }
        outbox.close(code, reason);
        subscriptions.end();
    }

    /**
     * Closes the connection if its client does not read or its token has expired, and cuts it off
     * if the client does not answer the close in time. Called periodically by one thread.
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
            LOG.info("Closing a WebSocket whose client does not read");
            close(CloseCode.TRY_AGAIN_LATER, "the client does not read");
        } else if (until.isPresent() && !now.isBefore(until.get())) {
            close(CloseCode.VIOLATED_POLICY, "the token has expired");
        } else if (!writing.isAlive()) {
            close(CloseCode.ABNORMAL, "");
        }
    }

    /** Ends the connection at once: interrupting a thread that waits for a socket closes it. */
    void cut() {
        if (writing != null) {
            writing.interrupt();
            reading.interrupt();
        }
    }

    /**
     * Waits until the connection is gone.
     *
     * @param deadlineNanos until when to wait, as of {@code System.nanoTime}
     * @return false if it is still there
     */
    boolean awaitEnd(long deadlineNanos) throws InterruptedException {
        return gone.await(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    /** Called once by the connection's own thread, when the connection is gone. */
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
