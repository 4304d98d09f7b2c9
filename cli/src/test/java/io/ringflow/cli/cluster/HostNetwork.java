package io.ringflow.cli.cluster;

import io.ringflow.capture.ring.NetnsFixture;
import io.ringflow.model.Command;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * Hosts as network namespaces, each with an eth0 on the same bridge. Needs root. Closing it removes
 * the namespaces.
 */
final class HostNetwork implements AutoCloseable {

    /** The destination port of the traffic; every host has a listener, so that none refuses it. */
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
        Command.run("ip", "netns", "add", bridge);
        Command.run("ip", "-n", bridge, "link", "add", "br0", "type", "bridge");
        Command.run("ip", "-n", bridge, "link", "set", "br0", "up");
        for (int host = 1; host <= hosts; host++) {
            String name = namespace(host);
            String port = "p" + host;
            Command.run("ip", "netns", "add", name);
            Command.run(
                    "ip", "-n", name, "link", "add", "eth0", "type", "veth", "peer", "name", port);
            Command.run("ip", "-n", name, "link", "set", "eth0", "address", hardwareText(host));
            Command.run("ip", "-n", name, "link", "set", port, "netns", bridge);
            Command.run("ip", "-n", bridge, "link", "set", port, "master", "br0", "up");
            // The bridge never floods, so that only the destination sees a packet.
            Command.run(
                    "bridge",
                    "-n",
                    bridge,
                    "fdb",
                    "replace",
                    hardwareText(host),
                    "dev",
                    port,
                    "master",
                    "static");
            Command.run("ip", "-n", name, "link", "set", "lo", "up");
            Command.run("ip", "-n", name, "addr", "add", address(host) + "/24", "dev", "eth0");
            Command.run("ip", "-n", name, "link", "set", "eth0", "up");
            listeners.add(NetnsFixture.inNamespace(name, () -> new DatagramSocket(PORT)));
        }
    }

    String namespace(int host) {
        return prefix + "n" + host;
    }

    static String address(int host) {
        return "10.99.0." + host;
    }

    /** Returns the Ethernet address of a host's eth0; that of host 0 is free. */
    static byte[] hardwareAddress(int host) {
        return new byte[] {2, 'r', 'f', 0, 0, (byte) host};
    }

    private static String hardwareText(int host) {
        return HexFormat.ofDelimiter(":").formatHex(hardwareAddress(host));
    }

    /** Returns how many packets the machine was too busy to pass on between the hosts. */
    long drops() {
        long drops = dropped(bridge);
        for (int host = 1; host <= hosts; host++) {
            drops += dropped(namespace(host));
        }
        return drops;
    }

    /** Returns what the ends of the cables in a namespace could not hand over to the other end. */
    private static long dropped(String namespace) {
        String links =
                Command.run("ip", "-n", namespace, "-s", "-j", "link", "show", "type", "veth");
        return Pattern.compile("\"tx\":\\{[^}]*\"dropped\":(\\d+)")
                .matcher(links)
                .results()
                .mapToLong(match -> Long.parseLong(match.group(1)))
                .sum();
    }

    /** Runs curl on a host and returns the status, or 000 for no answer; trusts any certificate. */
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

    /** Disconnects a host from the others or connects it again. */
    void connect(int host, boolean connected) {
        Command.run("ip", "-n", bridge, "link", "set", "p" + host, connected ? "up" : "down");
    }

    /**
     * Drops what a host sends to the others, or no longer. Its eth0 stays up and still receives, so
     * that connections stall instead of being closed.
     */
    void mute(int host, boolean mute) {
        for (int other = 1; other <= hosts; other++) {
            if (other != host) {
                neighbour(host, other, mute ? hardwareText(0) : hardwareText(other));
            }
        }
    }

    /** Sets where a host sends frames for another one. */
    private void neighbour(int host, int other, String hardware) {
        Command.run(
                "ip",
                "-n",
                namespace(host),
                "neigh",
                "replace",
                address(other),
                "lladdr",
                hardware,
                "dev",
                "eth0",
                "nud",
                "permanent");
    }

    /** Sends datagrams of several flows in turn. */
    void send(int from, int to, int flows, int packetsEach) {
        try (HostTraffic traffic = traffic(from, to, flows)) {
            for (int i = 0; i < packetsEach; i++) {
                traffic.sendRound();
            }
        }
    }

    /** Returns traffic from one host to another, in the same flows as {@link #send}. */
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
            Command.run("ip", "netns", "del", namespace(host));
        }
        Command.run("ip", "netns", "del", bridge);
    }
}
