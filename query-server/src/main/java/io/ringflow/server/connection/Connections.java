package io.ringflow.server.connection;

import io.micrometer.core.instrument.MeterRegistry;
import io.ringflow.model.thread.ServiceLoop;
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

/**
 * All connections of a server. When the limit is reached, a new connection replaces the one that
 * has waited longest for its client, so that idle connections can't keep out a client that sends a
 * request at once. A thread closes connections that exceed a limit. Thread-safe; the creator closes
 * it.
 */
public final class Connections implements AutoCloseable {

    private static final Duration PERIOD = Duration.ofMillis(250);

    /** Descriptors are counted once in this many periods. */
    private static final int COUNT_PERIODS = 4;

    /** How many closed connections may exist, above the limit, until their threads end. */
    private static final int CLOSING = 16;

    private static final long RELEASE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final ConnectionLimits limits;
    private final Descriptors descriptors = new Descriptors();
    private final ConnectionMetrics metrics;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition released = lock.newCondition();

    /** Guarded by the lock. */
    private final Map<Ends, ClientConnection> all = new HashMap<>();

    private final ServiceLoop watch;

    /** Used by the watch alone. */
    private long periods;

    private volatile int limit;

    /** No connections yet. */
    public Connections(ConnectionLimits limits, MeterRegistry registry) {
        this.limits = limits;
        this.metrics = new ConnectionMetrics(registry, this);
        this.limit = limit(0);
        watch = ServiceLoop.start("ringflow-connections", this::watch);
    }

    private int limit(int connections) {
        return Math.clamp(
                descriptors.availableFor(connections),
                Math.min(ConnectionLimits.FEWEST, limits.connections()),
                limits.connections());
    }

    /** The most connections allowed now. Lower when the process is short of file descriptors. */
    public int most() {
        return limit;
    }

    /** The number of connections. */
    public int count() {
        lock.lock();
        try {
            return all.size();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Admits a connection that was just accepted, and closes another one for it if necessary.
     * Called by the listener's thread.
     *
     * @throws ConnectionLimitException if all others are being answered; the caller closes the
     *     socket
     */
    void admit(Socket socket) {
        ClientConnection connection = new ClientConnection(socket);
        lock.lock();
        try {
            awaitClosing();
            if (all.size() >= limit + CLOSING || !makePlace(connection.address())) {
                metrics.closed(CloseReason.REFUSED);
                connection.refuse();
                throw new ConnectionLimitException();
            }
            all.put(connection.ends(), connection);
        } finally {
            lock.unlock();
        }
    }

    /** Closed connections keep their descriptors until their threads end. */
    private void awaitClosing() {
        long left = RELEASE_NANOS;
        try {
            while (all.size() >= limit + CLOSING && left > 0) {
                left = released.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean makePlace(String address) {
        List<ClientConnection> open = open();
        List<ClientConnection> same =
                open.stream().filter(other -> other.address().equals(address)).toList();
        if (same.size() >= limitOf(address)) {
            return replace(same);
        }
        return open.size() < limit || replace(largest(open)) || replace(open);
    }

    private List<ClientConnection> open() {
        return all.values().stream()
                .filter(connection -> connection.phase().kind() != Kind.CLOSED)
                .toList();
    }

    /** Loopback has no limit of its own, because all programs on this host share the address. */
    private int limitOf(String address) {
        return address.equals(ClientConnection.LOOPBACK)
                ? Integer.MAX_VALUE
                : Math.max(1, limit / 2);
    }

    /** The connections of the address that has the most. */
    private static List<ClientConnection> largest(List<ClientConnection> open) {
        Map<String, List<ClientConnection>> byAddress = new HashMap<>();
        for (ClientConnection connection : open) {
            byAddress
                    .computeIfAbsent(connection.address(), address -> new ArrayList<>())
                    .add(connection);
        }
        return byAddress.values().stream()
                .max(Comparator.comparingInt(List::size))
                .orElse(List.of());
    }

    /** Closes the connection that waits longest; returns false if all are being answered. */
    private boolean replace(Collection<ClientConnection> candidates) {
        boolean replaced =
                closeOldest(candidates, connection -> connection.phase().kind().yields())
                        || closeOldest(candidates, ClientConnection::waitsForClient);
        if (replaced) {
            metrics.closed(CloseReason.REPLACED);
        }
        return replaced;
    }

    /**
     * Closes the connection that has been in its phase for longest. If it leaves the phase at the
     * same moment, looks for another.
     */
    private static boolean closeOldest(
            Collection<ClientConnection> candidates, Predicate<ClientConnection> yields) {
        while (true) {
            ClientConnection oldest = null;
            Phase oldestPhase = null;
            for (ClientConnection candidate : candidates) {
                Phase phase = candidate.phase();
                if (yields.test(candidate)
                        && (oldest == null || phase.sinceNanos() - oldestPhase.sinceNanos() < 0)) {
                    oldest = candidate;
                    oldestPhase = phase;
                }
            }
            if (oldest == null || oldest.close(oldestPhase)) {
                return oldest != null;
            }
        }
    }

    /** The connection with these ends; empty if it is unknown or has ended. */
    Optional<ClientConnection> find(Ends ends) {
        lock.lock();
        try {
            return Optional.ofNullable(all.get(ends));
        } finally {
            lock.unlock();
        }
    }

    /** Called when a connection's thread ends and its descriptor is free. */
    void ended(ClientConnection connection) {
        lock.lock();
        try {
            all.remove(connection.ends(), connection);
            released.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void watch() throws InterruptedException {
        Thread.sleep(PERIOD);
        check(System.nanoTime());
        if (periods++ % COUNT_PERIODS == 0) {
            limit = limit(count());
        }
    }

    private void check(long now) {
        List<ClientConnection> current;
        lock.lock();
        try {
            // A connection whose handshake failed has no thread that would report its end.
            all.values()
                    .removeIf(
                            connection -> !connection.isServed() && connection.socket().isClosed());
            current = List.copyOf(all.values());
        } finally {
            lock.unlock();
        }
        for (ClientConnection connection : current) {
            Phase phase = connection.phase();
            connection
                    .overdue(limits, now)
                    .filter(reason -> connection.close(phase))
                    .ifPresent(metrics::closed);
        }
    }

    /** Stops checking limits. The server closes the connections. */
    @Override
    public void close() {
        watch.close();
    }
}
