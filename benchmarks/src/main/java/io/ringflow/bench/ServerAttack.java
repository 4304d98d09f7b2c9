package io.ringflow.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps a running server busy as an attacker would, and asks for {@code /health} on a new
 * connection five times a second meanwhile: prints how long the slowest answer took, how many
 * failed, and the process's memory before, at most and afterwards. Loopback only; ends by itself.
 *
 * <p>Usage: {@code ServerAttack PORT PID SECONDS KIND...}, a kind of {@code heads}, {@code bodies},
 * {@code idle}, {@code continuation}, {@code readers}.
 */
public final class ServerAttack {

    private static final String SLOW_BODY =
            """
            POST /api/v1/flows HTTP/1.1\r
            Host: localhost\r
            Content-Length: 65536\r
            \r
            """;

    private static final int CONNECT_MILLIS = 5_000;
    private static final int HEALTH_MILLIS = 10_000;
    private static final int PROBE_MILLIS = 200;

    /** Maximum number of connections of all clients, so that loopback has ports left. */
    private static final int CONNECTIONS_PER_SECOND = 300;

    private static final int SMALL_BUFFER = 4096;
    private static final Pattern HEAP =
            Pattern.compile("jvm_memory_used_bytes\\{area=\"heap\"[^}]*} ([0-9.E+]+)");

    private final int port;
    private final String pid;
    private final int seconds;
    private final Semaphore mayConnect = new Semaphore(0);
    private final LongAdder opened = new LongAdder();
    private final LongAdder closedByServer = new LongAdder();
    private volatile boolean over;

    private ServerAttack(int port, String pid, int seconds) {
        this.port = port;
        this.pid = pid;
        this.seconds = seconds;
    }

    /** Runs one kind of attack after the other. */
    public static void main(String[] arguments) throws Exception {
        boolean good = true;
        System.out.printf(
                "%-13s %8s %8s %8s %7s %7s %22s %22s%n",
                "kind",
                "clients",
                "opened",
                "closed",
                "health",
                "failed",
                "slowest/p99 health ms",
                "heap MB before/after");
        for (int i = 3; i < arguments.length; i++) {
            ServerAttack attack =
                    new ServerAttack(
                            Integer.parseInt(arguments[0]),
                            arguments[1],
                            Integer.parseInt(arguments[2]));
            good &= attack.run(arguments[i]);
        }
        System.exit(good ? 0 : 1);
    }

    private boolean run(String kind) throws Exception {
        double before = heapAfterCollection();
        List<Thread> clients = new ArrayList<>();
        int count = count(kind);
        for (int i = 0; i < count; i++) {
            int number = i;
            clients.add(Thread.ofVirtual().start(() -> client(kind, number)));
        }
        Thread doorkeeper = Thread.ofPlatform().daemon().start(this::admit);
        List<Double> answers = new ArrayList<>();
        int failed = 0;
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        while (System.nanoTime() < end) {
            long start = System.nanoTime();
            if (!isHealthy()) {
                failed++;
            }
            answers.add((System.nanoTime() - start) / 1e6);
            Thread.sleep(PROBE_MILLIS);
        }
        over = true;
        doorkeeper.interrupt();
        clients.forEach(Thread::interrupt);
        for (Thread client : clients) {
            client.join();
        }
        answers.sort(null);
        double slowest = answers.get(answers.size() - 1);
        System.out.printf(
                Locale.ROOT,
                "%-13s %8d %8d %8d %7d %7d %14.0f /%6.0f %14.0f /%6.0f%n",
                kind,
                count,
                opened.sum(),
                closedByServer.sum(),
                answers.size(),
                failed,
                slowest,
                answers.get((int) (answers.size() * 0.99)),
                before,
                heapAfterCollection());
        return failed == 0 && slowest < 1000;
    }

    private static int count(String kind) {
        return switch (kind) {
            case "heads", "bodies" -> 2000;
            case "idle" -> 10_000;
            case "continuation" -> 50;
            case "readers" -> 100;
            default -> throw new IllegalArgumentException("Unknown kind " + kind);
        };
    }

    /** Lets clients connect, but not all at once. */
    private void admit() {
        try {
            while (!over) {
                mayConnect.release(CONNECTIONS_PER_SECOND / 10);
                Thread.sleep(100);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isHealthy() {
        try (Socket socket = new Socket()) {
            socket.connect(address(), CONNECT_MILLIS);
            socket.setSoTimeout(HEALTH_MILLIS);
            socket.setSoLinger(true, 0);
            send(socket, "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            String answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answer.startsWith("HTTP/1.1 200") && answer.contains("\"status\"");
        } catch (IOException e) {
            return false;
        }
    }

    private InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** One client, which connects again whenever the server closes its connection. */
    private void client(String kind, int number) {
        while (!over) {
            try {
                mayConnect.acquire();
            } catch (InterruptedException e) {
                return;
            }
            try (Socket socket = new Socket()) {
                socket.setSoLinger(true, 0);
                if (kind.equals("readers")) {
                    socket.setReceiveBufferSize(SMALL_BUFFER);
                }
                socket.connect(address(), CONNECT_MILLIS);
                opened.increment();
                annoy(kind, number, socket);
                closedByServer.increment();
            } catch (InterruptedException e) {
                return;
            } catch (IOException e) {
                closedByServer.increment();
            }
        }
    }

    private void annoy(String kind, int number, Socket socket)
            throws IOException, InterruptedException {
        switch (kind) {
            case "heads" -> {
                send(socket, "GET /health HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
                trickle(socket);
            }
            case "bodies" -> {
                send(socket, SLOW_BODY);
                trickle(socket);
            }
            case "idle" -> socket.getInputStream().readAllBytes();
            case "continuation" -> flood(socket);
            default -> read(number, socket);
        }
    }

    /** A byte each second, until the server closes. */
    private void trickle(Socket socket) throws IOException, InterruptedException {
        OutputStream out = socket.getOutputStream();
        while (!over) {
            out.write('x');
            Thread.sleep(1000);
        }
    }

    /** RFC 9113: a header block that never ends, in frames that hold nothing. */
    private void flood(Socket socket) throws IOException {
        send(socket, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        OutputStream out = socket.getOutputStream();
        out.write(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0});
        out.write(new byte[] {0, 0, 1, 1, 0, 0, 0, 0, 1, (byte) 0x82});
        byte[] empty = new byte[9 * 1000];
        for (int at = 0; at < empty.length; at += 9) {
            empty[at + 3] = 9;
            empty[at + 8] = 1;
        }
        while (!over) {
            out.write(empty);
        }
    }

    /** Asks for much, each client for something else, and hardly reads. */
    private void read(int number, Socket socket) throws IOException, InterruptedException {
        String accept = number % 2 == 0 ? "application/json" : "application/x-ndjson";
        String limit = number % 2 == 0 ? "limit=10000&" : "";
        send(
                socket,
                "GET /api/v1/flows?"
                        + limit
                        + "filter=bytes%3E%3D"
                        + number
                        + " HTTP/1.1\r\nHost: localhost\r\nAccept: "
                        + accept
                        + "\r\n\r\n");
        InputStream in = socket.getInputStream();
        byte[] little = new byte[512];
        while (!over && in.read(little) > 0) {
            Thread.sleep(1000);
        }
    }

    /** Megabytes, after a full collection. */
    private double heapAfterCollection() throws Exception {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        new ProcessBuilder(jcmd.toString(), pid, "GC.run")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        if (!Files.exists(Path.of("/proc", pid))) {
            throw new IllegalStateException("The server has ended");
        }
        try (Socket socket = new Socket()) {
            socket.connect(address(), CONNECT_MILLIS);
            socket.setSoTimeout(HEALTH_MILLIS);
            send(socket, "GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            Matcher heap =
                    HEAP.matcher(
                            new String(
                                    socket.getInputStream().readAllBytes(),
                                    StandardCharsets.UTF_8));
            double bytes = 0;
            while (heap.find()) {
                bytes += Double.parseDouble(heap.group(1));
            }
            return bytes / 1e6;
        }
    }
}
