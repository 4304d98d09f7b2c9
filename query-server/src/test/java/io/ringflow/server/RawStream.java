package io.ringflow.server;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A WebSocket client that reads frame by frame, and only when the test asks for it. */
final class RawStream implements AutoCloseable {

    /** The headers of the example in RFC 6455. */
    static final List<String> UPGRADE =
            List.of(
                    "Upgrade: websocket",
                    "Connection: Upgrade",
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                    "Sec-WebSocket-Version: 13");

    /** Small, so that a client that doesn't read soon blocks the server. */
    private static final int RECEIVE_BUFFER = 4096;

    private static final int DEADLINE_MILLIS = 60_000;

    private static final byte FINAL_TEXT = (byte) 0x81;
    private static final byte MASKED_SHORT = (byte) 0xfe;
    private static final byte MASKED_LONG = (byte) 0xff;
    private static final int TEXT = 1;
    private static final int CLOSE = 8;

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final String head;

    RawStream(int port, List<String> headers) {
        try {
            socket.setReceiveBufferSize(RECEIVE_BUFFER);
            socket.setSoTimeout(DEADLINE_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            in = new DataInputStream(socket.getInputStream());
            String request =
                    "GET /api/v1/stream HTTP/1.1\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            StringBuilder answer = new StringBuilder();
            while (answer.indexOf("\r\n\r\n") < 0) {
                answer.append((char) in.readUnsignedByte());
            }
            head = answer.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The answer to the upgrade, up to the empty line. */
    String head() {
        return head;
    }

    void send(String text) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        byte mask = 0;
        ByteBuffer frame = ByteBuffer.allocate(8 + payload.length);
        frame.put(FINAL_TEXT).put(MASKED_SHORT).putShort((short) payload.length);
        frame.put(new byte[] {mask, mask, mask, mask}).put(payload);
        write(frame.array());
    }

    /** Sends only the header of a frame of this length. */
    void announce(long bytes) {
        write(ByteBuffer.allocate(14).put(FINAL_TEXT).put(MASKED_LONG).putLong(bytes).array());
    }

    void write(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for the next text message; skips pings. */
    String text() {
        return new String(frame(TEXT), StandardCharsets.UTF_8);
    }

    /** Waits for the close and returns its code; skips everything before it. */
    int closeCode() {
        byte[] payload = frame(CLOSE);
        return ((payload[0] & 0xff) << 8) | (payload[1] & 0xff);
    }

    /** Whether the server ends the connection before the deadline. */
    boolean ends() {
        try {
            while (in.read() >= 0) {
                // sent before the end
            }
            return true;
        } catch (IOException e) {
            return e instanceof SocketException;
        }
    }

    private byte[] frame(int wanted) {
        try {
            while (true) {
                int opCode = in.readUnsignedByte() & 0xf;
                int length = in.readUnsignedByte();
                if (length == 126) {
                    length = in.readUnsignedShort();
                } else if (length == 127) {
                    length = Math.toIntExact(in.readLong());
                }
                byte[] payload = in.readNBytes(length);
                if (opCode == wanted) {
                    return payload;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
