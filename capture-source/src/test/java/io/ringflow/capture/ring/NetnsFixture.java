package io.ringflow.capture.ring;

import io.ringflow.model.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A veth pair for tests. A test captures on one end, in this network namespace; a {@link
 * PacketSender} sends on the other end, in a namespace of its own. Only the test's packets pass the
 * pair. Needs root: check {@link #obstacle} first. Closing the fixture removes pair and namespace.
 */
public final class NetnsFixture implements AutoCloseable {

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String namespace;
    private final String receiver;
    private final String senderInterface = "send0";

    private NetnsFixture(int number) {
        String id = Long.toString(ProcessHandle.current().pid() % 1_000_000) + "n" + number;
        namespace = "ringflow-" + id;
        receiver = "rfv" + id;
    }

    /** Why no fixture can be created here, as the message of an assumption; empty if one can. */
    public static String obstacle() {
        if (TestLibC.geteuid() != 0) {
            return "needs root to create network namespaces";
        }
        return Command.isInstalled("ip") ? "" : "needs the ip command (package iproute2)";
    }

    /** Creates a pair whose ends are both up. */
    public static NetnsFixture create() {
        NetnsFixture fixture = new NetnsFixture(COUNT.incrementAndGet());
        try {
            Command.run("ip", "netns", "add", fixture.namespace);
            fixture.createPair();
            return fixture;
        } catch (RuntimeException | AssertionError e) {
            fixture.close();
            throw e;
        }
    }

    /** Name of the end to capture on. */
    public String receiver() {
        return receiver;
    }

    /** Name of the namespace. */
    public String namespace() {
        return namespace;
    }

    /** Name of the end in the namespace. */
    public String senderInterface() {
        return senderInterface;
    }

    /** Opens a sender to the receiver. The caller closes it. */
    public PacketSender sender() {
        return PacketSender.open(namespace, senderInterface);
    }

    /** Sets the receiver up or down. */
    public void setUp(boolean up) {
        Command.run("ip", "link", "set", receiver, up ? "up" : "down");
    }

    /** Removes the pair. */
    public void deletePair() {
        Command.run("ip", "link", "del", receiver);
    }

    /** Creates the pair, also after {@link #deletePair}. */
    public void createPair() {
        Command.run(
                "ip",
                "link",
                "add",
                receiver,
                "type",
                "veth",
                "peer",
                "name",
                senderInterface,
                "netns",
                namespace);
        disableIpv6(receiver);
        inNamespace(
                () -> {
                    Command.run("ip", "link", "set", "lo", "up");
                    disableIpv6(senderInterface);
                    Command.run("ip", "link", "set", senderInterface, "arp", "off", "up");
                    return null;
                });
        Command.run("ip", "link", "set", receiver, "arp", "off", "up");
    }

    /**
     * Creates pairs whose both ends are in the namespace and up. They go with the namespace.
     *
     * @return the names of all ends
     */
    public List<String> addPairsInNamespace(int pairs) {
        List<String> names = new ArrayList<>();
        StringBuilder commands = new StringBuilder();
        for (int pair = 0; pair < pairs; pair++) {
            String left = "left" + pair;
            String right = "right" + pair;
            commands.append("link add %s type veth peer name %s%n".formatted(left, right));
            for (String name : List.of(left, right)) {
                names.add(name);
                commands.append("link set %s arp off up%n".formatted(name));
            }
        }
        inNamespace(
                () -> {
                    // Interfaces that are added later have this setting.
                    disableIpv6("default");
                    Path batch = Files.createTempFile("ringflow-pairs", ".txt");
                    Files.writeString(batch, commands);
                    Command.run("ip", "-batch", batch.toString());
                    Files.delete(batch);
                    return null;
                });
        return names;
    }

    /** Runs an action in the namespace. Sockets opened by the action stay in that namespace. */
    public <T> T inNamespace(Callable<T> action) {
        return inNamespace(namespace, action);
    }

    /** Runs an action in a namespace, on a thread of its own. */
    public static <T> T inNamespace(String namespace, Callable<T> action) {
        FutureTask<T> task =
                new FutureTask<>(
                        () -> {
                            enter(namespace);
                            return action.call();
                        });
        // The thread ends with the task, so that nothing else runs in the namespace.
        Thread thread = Thread.ofPlatform().name("netns-" + namespace).start(task);
        try {
            thread.join();
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        }
    }

    private static void enter(String namespace) {
        int fd =
                TestLibC.open(
                        "/var/run/netns/" + namespace, TestLibC.O_RDONLY | TestLibC.O_CLOEXEC);
        try {
            TestLibC.setns(fd, TestLibC.CLONE_NEWNET);
        } finally {
            LibC.close(fd);
        }
    }

    /**
     * Disables IPv6, so that no neighbour discovery is sent. Hosts without IPv6 lack the setting.
     */
    private static void disableIpv6(String name) {
        Path setting = Path.of("/proc/sys/net/ipv6/conf", name, "disable_ipv6");
        try {
            if (Files.exists(setting)) {
                Files.writeString(setting, "1");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        Command.tryToRun(List.of("ip", "link", "del", receiver));
        Command.tryToRun(List.of("ip", "netns", "del", namespace));
    }
}
