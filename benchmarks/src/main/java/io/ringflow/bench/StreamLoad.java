package io.ringflow.bench;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Follows the changed flows of a running server over many WebSockets, some of which do not read,
 * and prints how many messages came, how many were missed, and how long after the first client the
 * others had each.
 *
 * <p>Usage: {@code StreamLoad PORT CLIENTS SECONDS [THAT_DO_NOT_READ]}
 */
public final class StreamLoad {

    private static final String SUBSCRIBE =
            "{\"type\":\"subscribe\",\"id\":\"a\",\"topic\":\"flows\",\"intervalMs\":1000,"
                    + "\"fields\":[\"id\",\"event\",\"bytes\"]}";
    private static final String UPGRADE =
            """
            GET /api/v1/stream HTTP/1.1
            Host: localhost
            Upgrade: websocket
            Connection: Upgrade
            Sec-WebSocket-Version: 13
            Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==

            """
                    .replace("\n", "\r\n");
    private static final Pattern WATERMARK = Pattern.compile("\"watermark\":\"([^\"]+)\"");
    private static final int HEAD = 200;
    private static final int MAX_DELAYS = 1 << 24;

    private final int port;
    private final LongAdder messages = new LongAdder();
    private final LongAdder gaps = new LongAdder();
    private final LongAdder failures = new LongAdder();

    /** When the first client had a message, by its watermark and its number within that. */
    private final Map<String, Long> first = new ConcurrentHashMap<>();

    private final long[] delays = new long[MAX_DELAYS];
    private int count;
    private volatile long end;

    private StreamLoad(int port) {
        this.port = port;
    }

    /** Runs the benchmark. */
    public static void main(String[] arguments) throws Exception {
        StreamLoad load = new StreamLoad(Integer.parseInt(arguments[0]));
        int idle = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 0;
        load.run(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]), idle);
    }

    private void run(int clients, int seconds, int idle) throws Exception {
        Thread[] threads = new Thread[clients];
        end = Long.MAX_VALUE;
        for (int i = 0; i < clients; i++) {
            boolean reads = i >= idle;
            threads[i] = Thread.ofVirtual().start(() -> follow(reads));
        }
        Thread.sleep(seconds * 1000L);
        end = System.nanoTime();
        for (Thread thread : threads) {
            thread.join(5000);
        }
        Arrays.sort(delays, 0, count);
        System.out.printf(
                "%d clients, %d of them don't read, %d s: %d messages, %d gaps, %d failures%n",
                clients, idle, seconds, messages.sum(), gaps.sum(), failures.sum());
        System.out.printf(
                "after the first client: p50 %.1f ms, p99 %.1f ms, at most %.1f ms%n",
                delays[count / 2] / 1e6,
                delays[(int) (count * 0.99)] / 1e6,
                delays[count - 1] / 1e6);
    }

    private void follow(boolean reads) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(UPGRADE.getBytes(StandardCharsets.US_ASCII));
            DataInputStream in =
                    new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
            while (!line(in).isEmpty()) {
                // the answer's headers
            }
            socket.getOutputStream().write(frame(1, SUBSCRIBE));
            while (!reads && System.nanoTime() < end) {
                Thread.sleep(1000);
            }
            read(socket, in);
        } catch (IOException e) {
            if (reads && System.nanoTime() < end) {
                failures.increment();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read(Socket socket, DataInputStream in) throws IOException {
        String watermark = "";
        int number = 0;
        while (System.nanoTime() < end) {
            int opcode = in.readUnsignedByte() & 0xf;
            int length = in.readUnsignedByte();
            length =
                    length == 126
                            ? in.readUnsignedShort()
                            : length == 127 ? (int) in.readLong() : length;
            byte[] payload = in.readNBytes(length);
            if (opcode == 9) {
                socket.getOutputStream().write(frame(10, ""));
                continue;
            }
            String head = new String(payload, 0, Math.min(HEAD, length), StandardCharsets.UTF_8);
            if (head.startsWith("{\"type\":\"gap\"")) {
                gaps.increment();
            }
            Matcher matcher = WATERMARK.matcher(head);
            if (head.startsWith("{\"type\":\"flows\"") && matcher.find()) {
                number = matcher.group(1).equals(watermark) ? number + 1 : 0;
                watermark = matcher.group(1);
                arrived(watermark + " " + number);
            }
        }
    }

    private void arrived(String message) {
        long now = System.nanoTime();
        messages.increment();
        long before = first.computeIfAbsent(message, unseen -> now);
        synchronized (delays) {
            if (count < MAX_DELAYS) {
                delays[count++] = now - before;
            }
        }
    }

    private static String line(DataInputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    /** A frame of a client, masked with zeros. */
    private static byte[] frame(int opcode, String text) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        int head = payload.length < 126 ? 6 : 8;
        byte[] frame = new byte[head + payload.length];
        frame[0] = (byte) (0x80 | opcode);
        frame[1] = (byte) (0x80 | (payload.length < 126 ? payload.length : 126));
        if (head == 8) {
            frame[2] = (byte) (payload.length >> 8);
            frame[3] = (byte) payload.length;
        }
        System.arraycopy(payload, 0, frame, head, payload.length);
        return frame;
    }
}
