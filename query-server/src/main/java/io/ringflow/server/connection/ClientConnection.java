package io.ringflow.server.connection;

import io.helidon.webserver.CloseConnectionException;
import io.ringflow.server.connection.Phase.Kind;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection. Its own thread moves it from phase to phase. {@link Connections} may
 * close it at any time, after which its phase doesn't change any more. Writes are recorded by the
 * connection's thread, or by a WebSocket's writer.
 */
final class ClientConnection {

    private static final Logger LOG = LoggerFactory.getLogger(ClientConnection.class);

    /** Stands for all loopback addresses, since programs on this host can choose among many. */
    static final String LOOPBACK = "loopback";

    private static final int NETWORK_BYTES = 8;
    private static final long NOT_WRITING = Long.MAX_VALUE;

    /** A write that takes longer than this is waiting for the client. */
    private static final long HELD_UP_NANOS = Duration.ofSeconds(1).toNanos();

    private final Socket socket;
    private final String address;
    private final Ends ends;
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.now(Kind.OPENED));

    /** Whether a thread serves the connection and will report its end. */
    private volatile boolean served;

    private volatile long heardNanos;
    private volatile long writingSince = NOT_WRITING;

    /** The time that writing the current answer has taken. */
    private volatile long writeNanos;

    /** The bytes written of the current answer. */
    private volatile long writtenBytes;

    ClientConnection(Socket socket) {
        this.socket = socket;
        this.address = address(socket.getInetAddress());
        this.ends = new Ends(socket.getLocalSocketAddress(), socket.getRemoteSocketAddress());
        this.heardNanos = phase.get().sinceNanos();
    }

    /**
     * The address by which connections are counted. For IPv6 it is the /64 network, because a
     * single host can use all addresses of its network.
     */
    private static String address(InetAddress peer) {
        if (peer == null || peer.isLoopbackAddress()) {
            return LOOPBACK;
        }
        return peer instanceof Inet6Address
                ? HexFormat.of().formatHex(Arrays.copyOf(peer.getAddress(), NETWORK_BYTES))
                : peer.getHostAddress();
    }

    Socket socket() {
        return socket;
    }

    String address() {
        return address;
    }

    Phase phase() {
        return phase.get();
    }

    boolean isServed() {
        return served;
    }

    /** Called by the thread that serves this connection from now on. */
    void serve() {
        served = true;
        enter(Kind.IDLE);
    }

    /**
     * Enters a phase.
     *
     * @throws CloseConnectionException if this server has closed the connection
     */
    void enter(Kind kind) {
        Phase next = Phase.now(kind);
        Phase before = phase.getAndUpdate(now -> now.kind() == Kind.CLOSED ? now : next);
        if (before.kind() == Kind.CLOSED) {
            throw new CloseConnectionException("Closed by the server");
        }
    }

    /** Called before the connection's thread waits for bytes. */
    void awaiting() {
        if (phase().kind() == Kind.ANSWER) {
            enter(Kind.IDLE);
        }
    }

    /** Called after bytes were received. */
    void received() {
        heardNanos = System.nanoTime();
        if (phase().kind() == Kind.IDLE) {
            enter(Kind.HEAD);
        }
    }

    /** Called when a request's head is complete. */
    void answering() {
        writeNanos = 0;
        writtenBytes = 0;
        enter(Kind.ANSWER);
    }

    /** Called before a write. */
    void writing() {
        writingSince = System.nanoTime();
    }

    /** Called after a write. */
    void written(int bytes) {
        long nanos = writeNanos + System.nanoTime() - writingSince;
        long sum = writtenBytes + bytes;
        writeNanos = nanos;
        writtenBytes = sum;
        writingSince = NOT_WRITING;
    }

    /** How long the write under way has lasted; 0 if there is none. */
    private long heldUpNanos(long now) {
        long since = writingSince;
        return since == NOT_WRITING ? 0 : Math.max(0, now - since);
    }

    /** Whether the client reads so slowly that another connection may take the place. */
    boolean waitsForClient() {
        return phase().kind() == Kind.ANSWER && heldUpNanos(System.nanoTime()) > HELD_UP_NANOS;
    }

    /** The limit that the connection exceeds; empty if it keeps all limits. */
    Optional<CloseReason> overdue(ConnectionLimits limits, long now) {
        Phase current = phase();
        long age = now - current.sinceNanos();
        return switch (current.kind()) {
            case OPENED -> exceeded(age, limits.open(), CloseReason.HANDSHAKE);
            case IDLE -> exceeded(age, limits.idle(), CloseReason.IDLE);
            case HEAD -> exceeded(age, limits.head(), CloseReason.HEAD);
            case LINGER -> exceeded(age, limits.linger(), CloseReason.LINGER);
            case STREAM -> exceeded(now - heardNanos, limits.silence(), CloseReason.SILENCE);
            case ANSWER -> slowReader(limits, now);
            case CLOSED -> Optional.empty();
        };
    }

    private Optional<CloseReason> slowReader(ConnectionLimits limits, long now) {
        long heldUp = heldUpNanos(now);
        if (heldUp == 0) {
            return Optional.empty();
        }
        long seconds = writtenBytes / ConnectionLimits.ANSWER_BYTES_PER_SECOND;
        Duration allowed = limits.answer().plusSeconds(seconds);
        return exceeded(heldUp, limits.stall(), CloseReason.WRITE)
                .or(() -> exceeded(writeNanos + heldUp, allowed, CloseReason.WRITE));
    }

    private static Optional<CloseReason> exceeded(long nanos, Duration limit, CloseReason reason) {
        return nanos > limit.toNanos() ? Optional.of(reason) : Optional.empty();
    }

    /**
     * Closes the connection if it is still in the expected phase. Unless it was idle, unsent data
     * is dropped, so that the kernel keeps nothing for a client that doesn't read. Any thread.
     *
     * @return false if the connection has entered another phase
     */
    boolean close(Phase expected) {
        if (expected.kind() == Kind.CLOSED
                || !phase.compareAndSet(expected, Phase.now(Kind.CLOSED))) {
            return false;
        }
        boolean drop = expected.kind() != Kind.IDLE;
        if (socket instanceof SSLSocket) {
            Thread.startVirtualThread(() -> close(drop)); // closing may wait for a lock
        } else {
            close(drop);
        }
        return true;
    }

    private void close(boolean drop) {
        try {
            if (drop) {
                socket.setSoLinger(true, 0);
            }
            socket.close();
        } catch (IOException e) {
            LOG.debug("Closing a connection failed", e);
        }
    }

    /** Prepares the socket so that the listener can close it without waiting. */
    void refuse() {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            LOG.trace("The client is gone", e);
        }
    }

    Ends ends() {
        return ends;
    }

    /** The addresses of both ends, which identify a connection. */
    record Ends(SocketAddress local, SocketAddress remote) {}
}
