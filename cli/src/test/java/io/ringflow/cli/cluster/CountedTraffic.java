package io.ringflow.cli.cluster;

import io.ringflow.capture.ring.PacketSender;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Traffic to several hosts from one outside the cluster, so that exactly one host sees each packet.
 * A thread sends rounds of one packet per flow at a constant rate and notes when. Each phase has
 * flows of its own, which tell what was lost in it.
 */
@SuppressWarnings("try") // close waits for the thread
final class CountedTraffic implements AutoCloseable {

    private static final long TICK_NANOS = 10_000_000;

    /** What the sender may catch up after the machine was busy. */
    private static final long MOST_BEHIND_NANOS = 10 * TICK_NANOS;

    private final List<PacketSender> senders = new ArrayList<>();
    private final int flows;
    private final AtomicIntegerArray packetsPerSecond;
    private final SentPackets sent = new SentPackets();
    private final Thread thread;
    private final AtomicInteger phase = new AtomicInteger();
    private volatile boolean stopped;

    /**
     * Starts sending to the hosts 1 to {@code hosts} from the next one.
     *
     * @param packetsPerSecond the rate for each host
     */
    CountedTraffic(HostNetwork network, int hosts, int flows, int packetsPerSecond) {
        this.flows = flows;
        this.packetsPerSecond = new AtomicIntegerArray(hosts + 1);
        for (int host = 1; host <= hosts; host++) {
            senders.add(PacketSender.open(network.namespace(hosts + 1), "eth0"));
            this.packetsPerSecond.set(host, packetsPerSecond);
        }
        thread = Thread.ofPlatform().name("counted-traffic").start(this::run);
    }

    private void run() {
        double[] due = new double[senders.size() + 1];
        long last = System.nanoTime();
        while (!stopped) {
            LockSupport.parkNanos(TICK_NANOS);
            long now = System.nanoTime();
            double seconds = Math.min(now - last, MOST_BEHIND_NANOS) / 1e9;
            last = now;
            int present = phase.get();
            for (int host = 1; host <= senders.size(); host++) {
                due[host] += seconds * packetsPerSecond.get(host) / flows;
                int rounds = (int) due[host];
                due[host] -= rounds;
                if (rounds > 0) {
                    send(new HostFrames(host, present, flows), rounds);
                }
            }
        }
    }

    private void send(HostFrames frames, int rounds) {
        Instant start = Instant.now();
        senders.get(frames.host() - 1).send(frames.frames(), (long) rounds * frames.flows());
        sent.add(new SentPackets.Burst(frames, rounds, start, Instant.now()));
    }

    /** Sends to a host at another rate from now on. */
    void rate(int host, int packets) {
        packetsPerSecond.set(host, packets);
    }

    /** Starts new flows, and ends those of the phase before. */
    void nextPhase() {
        phase.incrementAndGet();
    }

    /** Returns what has been sent so far. */
    SentPackets sent() {
        return sent;
    }

    /** Stops sending, and waits until the last packet is sent. */
    void stop() throws InterruptedException {
        stopped = true;
        thread.join();
    }

    @Override
    public void close() throws InterruptedException {
        stop();
        senders.forEach(PacketSender::close);
    }
}
