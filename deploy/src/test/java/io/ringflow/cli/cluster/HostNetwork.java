package io.ringflow.cli.cluster;

import io.ringflow.capture.ring.NetnsFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Hosts of their own: network namespaces, each with an eth0 on one bridge. Needs root. Closing it
 * ends the processes in them and removes them.
 */
final class HostNetwork implements AutoCloseable {

    /** Where the traffic goes; on each host somebody listens, so that nobody refuses it. */
    static final int PORT = 40_500;

    private static final int FIRST_SENDER = 41_000;

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String prefix =
            "rfh" + ProcessHandle.current().pid() % 100_000 + "x" + COUNT.incrementAndGet();
    private final String bridge = prefix + "b";
    private final int hosts;
    private final List<DatagramSocket> listeners = new ArrayList<>();

    HostNetwork(int hosts) {
        this.hosts = hosts;
        run("ip", "netns", "add", bridge);
        run("ip", "-n", bridge, "link", "add", "br0", "type", "bridge");
        run("ip", "-n", bridge, "link", "set", "br0", "up");
        for (int host = 1; host <= hosts; host++) {
            String name = namespace(host);
            String port = "p" + host;
            run("ip", "netns", "add", name);
            run("ip", "-n", name, "link", "add", "eth0", "type", "veth", "peer", "name", port);
            run("ip", "-n", name, "link", "set", port, "netns", bridge);
            run("ip", "-n", bridge, "link", "set", port, "master", "br0", "up");
            run("ip", "-n", name, "link", "set", "lo", "up");
            run("ip", "-n", name, "addr", "add", address(host) + "/24", "dev", "eth0");
            run("ip", "-n", name, "link", "set", "eth0", "up");
            listeners.add(NetnsFixture.inNamespace(name, () -> new DatagramSocket(PORT)));
        }
    }

    String namespace(int host) {
        return prefix + "n" + host;
    }

    static String address(int host) {
        return "10.99.0." + host;
    }

    /** The status that curl on a host gets, whatever the certificate; 000 for no answer. */
    String curl(int host, String url) {
        return NetnsFixture.inNamespace(
                namespace(host),
                () -> {
                    Process curl =
                            new ProcessBuilder(
                                            "curl",
                                            "-sk",
                                            "-o",
                                            "/dev/null",
                                            "--max-time",
                                            "10",
                                            "-w",
                                            "%{http_code}",
                                            url)
                                    .start();
                    return new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                });
    }

    /** Cuts a host off from the others, or connects it again. */
    void connect(int host, boolean connected) {
        run("ip", "-n", bridge, "link", "set", "p" + host, connected ? "up" : "down");
    }

    /** Sends datagrams of so many flows in turn. */
    void send(int from, int to, int flows, int packetsEach) {
        try (HostTraffic traffic = traffic(from, to, flows)) {
            for (int i = 0; i < packetsEach; i++) {
                traffic.sendRound();
            }
        }
    }

    /** What one host sends to another; the flows are those of {@link #send}. */
    HostTraffic traffic(int from, int to, int flows) {
        return NetnsFixture.inNamespace(
                namespace(from),
                () ->
                        new HostTraffic(
                                new InetSocketAddress(address(to), PORT), FIRST_SENDER, flows));
    }

    @Override
    public void close() {
        listeners.forEach(DatagramSocket::close);
        for (int host = 1; host <= hosts; host++) {
            run("ip", "netns", "del", namespace(host));
        }
        run("ip", "netns", "del", bridge);
    }

    private static void run(String... command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
