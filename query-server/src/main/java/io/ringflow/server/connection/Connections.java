package io.ringflow.server.connection;

import io.micrometer.core.instrument.MeterRegistry;
import io.ringflow.server.connection.ClientConnection.Ends;
import io.ringflow.server.connection.Phase.Kind;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All connections of a server. When there are as many as there may be, a new one replaces that
 * which has waited longest for its client, so that whoever sends a request at once is answered
 * however many connections do nothing. A thread closes connections that exceed a limit. Whoever
 * makes it closes it; thread-safe.
 */
public final class Connections implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

    private static final Duration PERIOD = Duration.ofMillis(250);

    /** Descriptors are counted once in so many periods. */
    private static final int COUNT_PERIODS = 4;

    /** Connections that are closed but whose threads have not ended. */
    private static final int CLOSING = 16;

    private static final long RELEASE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final ConnectionLimits limits;
    private final Descriptors descriptors = new Descriptors();
    private final ConnectionMetrics metrics;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition released = lock.newCondition();

    /** Guarded by the lock, as is what follows. */
    private final Map<Ends, ClientConnection> all = new HashMap<>();

    private final Thread watch;
    private volatile int most;
    private volatile boolean closed;

    /** No connections as yet. */
    public Connections(ConnectionLimits limits, MeterRegistry registry) {
        this.limits = limits;
        this.metrics = new ConnectionMetrics(registry, this);
        this.most = room(0);
        watch = Thread.ofPlatform().daemon().name("ringflow-connections").start(this::watch);
    }

    private int room(int connections) {
        return Math.clamp(
                descriptors.room(connections),
                Math.min(ConnectionLimits.FEWEST, limits.most()),
                limits.most());
    }

    /** How many connections there may be now: less when the process needs its descriptors. */
    public int most() {
        return most;
    }

    /** How many connections there are. */
    public int count() {
        lock.lock();
        try {
            return all.size();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes a connection that was just accepted, perhaps in place of another. Called by the
     * listener's thread.
     *
     * @throws NoPlaceException when all others are being answered; the caller closes the socket
     */
    void admit(Socket socket) {
        ClientConnection connection = new ClientConnection(socket);
        lock.lock();
        try {
            awaitClosing();
            if (all.size() >= most + CLOSING || !hasPlace(connection.address())) {
                metrics.closed(CloseReason.REFUSED);
                connection.refuse();
                throw new NoPlaceException();
            }
            all.put(connection.ends(), connection);
        } finally {
            lock.unlock();
        }
    }

    /** Closed connections keep their descriptors until their threads have noticed. */
    private void awaitClosing() {
        long left = RELEASE_NANOS;
        try {
            while (all.size() >= most + CLOSING && left > 0) {
                left = released.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean hasPlace(String address) {
        List<ClientConnection> open = open();
        List<ClientConnection> same =
                open.stream().filter(each -> each.address().equals(address)).toList();
        if (same.size() >= mostOf(address)) {
            return replace(same);
        }
        return open.size() < most || replace(largest(open)) || replace(open);
    }

    private List<ClientConnection> open() {
        return all.values().stream().filter(each -> each.phase().kind() != Kind.CLOSED).toList();
    }

    /** Programs on this host share an address, and are not told apart by it. */
    private int mostOf(String address) {
        return address.equals(ClientConnection.LOOPBACK)
                ? Integer.MAX_VALUE
                : Math.max(1, most / 2);
    }

    /** The connections of the address that has most. */
    private static List<ClientConnection> largest(List<ClientConnection> open) {
        Map<String, List<ClientConnection>> byAddress = new HashMap<>();
        for (ClientConnection each : open) {
            byAddress.computeIfAbsent(each.address(), key -> new ArrayList<>()).add(each);
        }
        return byAddress.values().stream()
                .max(Comparator.comparingInt(List::size))
                .orElse(List.of());
    }

    /** Closes that which has waited longest for its client; false when all are being answered. */
    private boolean replace(Collection<ClientConnection> candidates) {
        boolean replaced =
                closeOldest(candidates, each -> each.phase().kind().yields())
                        || closeOldest(candidates, ClientConnection::waitsForClient);
        if (replaced) {
            metrics.closed(CloseReason.REPLACED);
        }
        return replaced;
    }

    /** Closes that which has been in its phase for longest; tries again when it just left it. */
    private static boolean closeOldest(
            Collection<ClientConnection> candidates, Predicate<ClientConnection> yields) {
        while (true) {
            ClientConnection oldest = null;
            Phase longest = null;
            for (ClientConnection each : candidates) {
                Phase phase = each.phase();
                if (yields.test(each)
                        && (longest == null || phase.sinceNanos() - longest.sinceNanos() < 0)) {
                    oldest = each;
                    longest = phase;
                }
            }
            if (oldest == null || oldest.close(longest)) {
                return oldest != null;
            }
        }
    }

    /** The connection with these ends; empty when it is no longer one of a client. */
    Optional<ClientConnection> find(Ends ends) {
        lock.lock();
        try {
            return Optional.ofNullable(all.get(ends));
        } finally {
            lock.unlock();
        }
    }

    /** A connection's thread has ended, and its descriptor is free. */
    void ended(ClientConnection connection) {
        lock.lock();
        try {
            all.remove(connection.ends(), connection);
            released.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void watch() {
        try {
            for (int period = 0; !closed; period++) {
                Thread.sleep(PERIOD);
                check(System.nanoTime());
                if (period % COUNT_PERIODS == 0) {
                    most = room(count());
                }
            }
        } catch (InterruptedException e) {
            LOG.trace("closed");
        }
    }

    private void check(long now) {
        List<ClientConnection> present;
        lock.lock();
        try {
            // Those whose handshake failed have no thread that would report their end.
            all.values().removeIf(each -> !each.isServed() && each.socket().isClosed());
            present = List.copyOf(all.values());
        } finally {
            lock.unlock();
        }
        for (ClientConnection each : present) {
            Phase phase = each.phase();
            each.overdue(limits, now)
                    .filter(reason -> each.close(phase))
                    .ifPresent(metrics::closed);
        }
    }

    /** Stops watching; the connections are closed by the server. */
    @Override
    public void close() {
        closed = true;
        watch.interrupt();
    }
}
