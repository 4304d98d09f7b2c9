package io.ringflow.capture.stream;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Builds messages byte by byte. */
final class Messages {

    private Messages() {}

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** The parts, preceded by their total length. */
    static byte[] counted(int lengthBytes, byte[]... parts) {
        byte[] content = join(parts);
        byte[] length = new byte[lengthBytes];
        for (int i = 0; i < lengthBytes; i++) {
            length[i] = (byte) (content.length >>> (8 * (lengthBytes - 1 - i)));
        }
        return join(length, content);
    }

    static byte[] extension(int type, byte[] content) {
        return join(bytes(type >>> 8, type), counted(2, content));
    }

    static byte[] sni(String name) {
        return extension(0, counted(2, bytes(0), counted(2, ascii(name))));
    }

    static byte[] alpn(String... protocols) {
        byte[][] list = new byte[protocols.length][];
        for (int i = 0; i < protocols.length; i++) {
            list[i] = counted(1, ascii(protocols[i]));
        }
        return extension(16, counted(2, list));
    }

    /** A ClientHello without record header. */
    static byte[] hello(byte[]... extensions) {
        byte[] body =
                join(
                        bytes(3, 3),
                        new byte[32],
                        counted(1, new byte[32]),
                        counted(2, bytes(0x13, 1, 0x13, 2)),
                        counted(1, bytes(0)),
                        counted(2, extensions));
        return join(bytes(1), counted(3, body));
    }

    /** A ClientHello without record header, whose extensions follow this many bytes of padding. */
    static byte[] longHello(int length, byte[]... extensions) {
        return hello(extension(21, new byte[length]), join(extensions));
    }

    /** A handshake message in TLS records of at most {@code size} bytes. */
    static byte[] records(int size, byte[] message) {
        byte[] all = {};
        for (int from = 0; from < message.length; from += size) {
            int length = Math.min(size, message.length - from);
            byte[] part = new byte[length];
            System.arraycopy(message, from, part, 0, length);
            all = join(all, bytes(22, 3, 1), counted(2, part));
        }
        return all;
    }

    static byte[] tls(byte[]... extensions) {
        return records(1 << 14, hello(extensions));
    }

    /** A DNS name, whose labels are given separated by slashes. */
    static byte[] dnsName(String labels) {
        byte[] all = {};
        for (String label : labels.split("/", -1)) {
            all = join(all, counted(1, ascii(label)));
        }
        return join(all, bytes(0));
    }

    /** A DNS message with one question of class IN. */
    static byte[] dns(int flags, byte[] name) {
        return join(
                bytes(0x12, 0x34, flags >>> 8, flags, 0, 1, 0, 0, 0, 0, 0, 0),
                name,
                bytes(0, 1, 0, 1));
    }

    /** A response with one question of class IN, and records that refer to names by themselves. */
    static byte[] dnsResponse(int id, int code, byte[] name, byte[]... records) {
        return join(
                bytes(id >>> 8, id, 0x81, 0x80 | code, 0, 1, 0, records.length, 0, 0, 0, 0),
                name,
                bytes(0, 1, 0, 1),
                join(records));
    }

    /** A query with one question of class IN. */
    static byte[] dnsQuery(int id, byte[] name) {
        return join(bytes(id >>> 8, id, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0), name, bytes(0, 1, 0, 1));
    }

    /** A record of class IN: 1 is A, 5 is CNAME, 28 is AAAA. */
    static byte[] answer(byte[] name, int type, int seconds, byte[] content) {
        return join(
                name,
                bytes(0, type, 0, 1),
                bytes(seconds >>> 24, seconds >>> 16, seconds >>> 8, seconds),
                counted(2, content));
    }

    static byte[] http(String... lines) {
        return ascii(String.join("\r\n", lines) + "\r\n\r\n");
    }
}
