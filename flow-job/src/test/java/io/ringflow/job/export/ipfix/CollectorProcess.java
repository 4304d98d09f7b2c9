package io.ringflow.job.export.ipfix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.job.export.Chunk;
import io.ringflow.job.export.Delivery;
import io.ringflow.model.Flow;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A collector of another project that listens on a UDP port of the loopback interface. */
final class CollectorProcess implements AutoCloseable {

    private static final Path SOCKETS = Path.of("/proc/net/udp");
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private final Process process;
    private final Path log;
    private final int port;

    private CollectorProcess(Process process, Path log, int port) {
        this.process = process;
        this.log = log;
        this.port = port;
    }

    /** A port that nobody uses now. */
    static int freePort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Starts a collector, and waits until it listens. */
    static CollectorProcess start(Path directory, int port, List<String> command) throws Exception {
        Path log = directory.resolve("collector.log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("TZ", "UTC");
        CollectorProcess collector = new CollectorProcess(builder.start(), log, port);
        collector.await(() -> collector.waitingBytes().isPresent());
        return collector;
    }

    /** Exports flows to the collector, as fast as it reads. */
    void export(CollectorSettings settings, List<Flow> flows) throws Exception {
        try (Delivery delivery = new CollectorTarget(settings).connect(ExportFixture.context())) {
            for (Chunk chunk : ExportFixture.chunks(settings, flows)) {
                delivery.deliver(List.of(chunk));
                await(() -> waitingBytes().orElseThrow() == 0 && waits());
            }
        }
    }

    /** Bytes in the socket's receive queue; empty if there is no such socket. */
    private Optional<Long> waitingBytes() throws IOException {
        String local = String.format(Locale.ROOT, "0100007F:%04X", port);
        return Files.readAllLines(SOCKETS).stream()
                .map(line -> line.trim().split("\\s+", -1))
                .filter(columns -> columns[1].equals(local))
                .map(columns -> Long.parseLong(columns[4].split(":", -1)[1], 16))
                .findFirst();
    }

    /**
     * Returns true if the collector sleeps. If it is stopped before, nfcapd drops the message that
     * it has just read.
     */
    private boolean waits() throws IOException {
        String status = Files.readString(Path.of("/proc", "" + process.pid(), "stat"));
        return status.startsWith(") S", status.lastIndexOf(')'));
    }

    /** What a test waits for. */
    interface Condition {
        boolean holds() throws IOException;
    }

    /** Waits until a condition holds; returns false if it does not before the deadline. */
    boolean waitFor(Condition condition) throws Exception {
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > end || !process.isAlive()) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
        return true;
    }

    private void await(Condition condition) throws Exception {
        if (!waitFor(condition)) {
            throw new AssertionError("waited too long; its log: " + Files.readString(log));
        }
    }

    /** Returns true if the collector has printed a text. */
    boolean logged(String text) throws IOException {
        return Files.readString(log).contains(text);
    }

    /** Stops the collector in order, so that it writes what it has. */
    void stop() throws Exception {
        process.destroy();
        assertThat(process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    /** Runs a program to its end and returns the lines it prints. */
    static List<String> run(List<String> command) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("TZ", "UTC");
        Process program = builder.start();
        List<String> lines = new ArrayList<>(program.inputReader(UTF_8).lines().toList());
        assertThat(program.waitFor()).as(command.getFirst()).isZero();
        return lines;
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
