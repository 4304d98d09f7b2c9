package io.ringflow.server.stream;

import io.ringflow.server.stream.frame.CloseCode;
import io.ringflow.server.stream.frame.FrameWriter;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the outbox of one connection, in a virtual thread of its own. Nothing else writes to the
 * connection. Pings a client that has been silent. Ends after the close frame.
 */
final class ConnectionWriter implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionWriter.class);

    private final FrameWriter frames;
    private final Outbox outbox;
    private final LongSupplier heardNanos;
    private final long pingAfterNanos;
    private final StreamMetrics metrics;

    /** When the send under way started; {@link Long#MAX_VALUE} if there is none. */
    private volatile long sendingSince = Long.MAX_VALUE;

    private long pingedNanos = System.nanoTime();

    /**
     * A writer that does not run yet.
     *
     * @param heardNanos when the client was last heard from, as of {@code System.nanoTime}
     */
    ConnectionWriter(
            FrameWriter frames,
            Outbox outbox,
            LongSupplier heardNanos,
            StreamLimits limits,
            StreamMetrics metrics) {
        this.frames = frames;
        this.outbox = outbox;
        this.heardNanos = heardNanos;
        this.pingAfterNanos = limits.pingAfter().toNanos();
        this.metrics = metrics;
    }

    @Override
    public void run() {
        try {
            boolean open = true;
            while (open) {
                open = sendNext();
            }
        } catch (InterruptedException e) {
            LOG.trace("Cut off");
        } catch (RuntimeException e) {
            LOG.debug("A WebSocket client is gone", e);
        } finally {
            sendingSince = Long.MAX_VALUE;
            outbox.close(CloseCode.ABNORMAL, "");
        }
    }

    private boolean sendNext() throws InterruptedException {
        long silentSince = Math.max(heardNanos.getAsLong(), pingedNanos);
        long untilPing = silentSince + pingAfterNanos - System.nanoTime();
        Optional<OutgoingMessage> next =
                untilPing <= 0 ? Optional.of(new OutgoingMessage.Ping()) : outbox.take(untilPing);
        if (next.isEmpty()) {
            return true;
        }
        sendingSince = System.nanoTime();
        send(next.get());
        sendingSince = Long.MAX_VALUE;
        return !(next.get() instanceof OutgoingMessage.Close);
    }

    private void send(OutgoingMessage next) {
        switch (next) {
            case OutgoingMessage.Text text -> text(text.json());
            case OutgoingMessage.Update update -> text(update.head() + update.tail());
            case OutgoingMessage.Pong pong -> frames.pong(pong.payload());
            case OutgoingMessage.Ping ping -> {
                pingedNanos = System.nanoTime();
                frames.ping();
            }
            case OutgoingMessage.Close close -> frames.close(close.code(), close.reason());
        }
    }

    private void text(String json) {
        frames.text(json);
        metrics.sent();
    }

    /** How long the send under way has lasted; 0 if there is none. */
    long sendingNanos() {
        long since = sendingSince;
        return since == Long.MAX_VALUE ? 0 : System.nanoTime() - since;
    }
}
