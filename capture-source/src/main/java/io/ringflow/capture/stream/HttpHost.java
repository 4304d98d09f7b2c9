package io.ringflow.capture.stream;

import io.ringflow.model.LabelKind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Finds the Host header of an HTTP/1 request (RFC 9112, 3; RFC 9110, 7.2) at the start of a stream.
 * Accepts any bytes, and its work is bounded by their number. Stateless; any thread.
 */
final class HttpHost {

    private static final byte[][] METHODS = {
        ascii("GET "),
        ascii("POST "),
        ascii("PUT "),
        ascii("HEAD "),
        ascii("DELETE "),
        ascii("OPTIONS "),
        ascii("PATCH "),
        ascii("CONNECT "),
        ascii("TRACE ")
    };

    /** The end of a request line, apart from the minor version. */
    private static final byte[] VERSION = ascii(" HTTP/1.");

    private static final byte[] HOST = ascii("host:");

    private HttpHost() {}

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Parses the bytes {@code from} to {@code to}. */
    static ParseResult parse(ByteBuffer buffer, int from, int to, Labels out) {
        if (!startsWithMethod(buffer, from, to)) {
            return ParseResult.NONE;
        }
        int end = lineEnd(buffer, from, to);
        if (end < 0) {
            return isText(buffer, from, to) ? ParseResult.INCOMPLETE : ParseResult.NONE;
        }
        if (!isRequestLine(buffer, from, contentEnd(buffer, from, end))) {
            return ParseResult.NONE;
        }
        int at = end + 1;
        end = lineEnd(buffer, at, to);
        while (end >= 0) {
            int contentEnd = contentEnd(buffer, at, end);
            if (contentEnd == at) {
                return ParseResult.NONE;
            }
            if (namesHost(buffer, at, contentEnd)) {
                return host(buffer, at + HOST.length, contentEnd, out.text(LabelKind.HTTP_HOST));
            }
            at = end + 1;
            end = lineEnd(buffer, at, to);
        }
        return ParseResult.INCOMPLETE;
    }

    private static ParseResult host(ByteBuffer buffer, int from, int to, LabelText text) {
        int start = from;
        int end = to;
        while (start < end && isBlank(buffer.get(start))) {
            start++;
        }
        while (end > start && isBlank(buffer.get(end - 1))) {
            end--;
        }
        for (int i = start; i < end; i++) {
            text.add(buffer.get(i) & 0xff);
        }
        return start < end ? ParseResult.FOUND : ParseResult.NONE;
    }

    private static boolean isBlank(byte value) {
        return value == ' ' || value == '\t';
    }

    /** Returns true if the bytes start with a method, or are the first part of one. */
    private static boolean startsWithMethod(ByteBuffer buffer, int from, int to) {
        for (byte[] method : METHODS) {
            int length = Math.min(method.length, to - from);
            if (matches(buffer, from, method, length)) {
                return true;
            }
        }
        return false;
    }

    /** Compares exactly: methods are case-sensitive, unlike header names. */
    private static boolean matches(ByteBuffer buffer, int from, byte[] wanted, int length) {
        for (int i = 0; i < length; i++) {
            if (buffer.get(from + i) != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isRequestLine(ByteBuffer buffer, int from, int to) {
        int version = to - VERSION.length - 1;
        return version > from
                && matches(buffer, version, VERSION, VERSION.length)
                && isDigit(buffer.get(to - 1))
                && isText(buffer, from, to);
    }

    private static boolean isDigit(byte value) {
        return value >= '0' && value <= '9';
    }

    private static boolean isText(ByteBuffer buffer, int from, int to) {
        for (int i = from; i < to; i++) {
            int value = buffer.get(i) & 0xff;
            if (value == 0x7f || (value < ' ' && !(value == '\r' && i == to - 1))) {
                return false;
            }
        }
        return true;
    }

    private static boolean namesHost(ByteBuffer buffer, int from, int to) {
        if (to - from < HOST.length) {
            return false;
        }
        for (int i = 0; i < HOST.length; i++) {
            int value = buffer.get(from + i);
            int lower = value >= 'A' && value <= 'Z' ? value + 0x20 : value;
            if (lower != HOST[i]) {
                return false;
            }
        }
        return true;
    }

    /** Returns the offset of the next line feed, or -1. */
    private static int lineEnd(ByteBuffer buffer, int from, int to) {
        for (int i = from; i < to; i++) {
            if (buffer.get(i) == '\n') {
                return i;
            }
        }
        return -1;
    }

    /** Returns the end of a line without its carriage return. */
    private static int contentEnd(ByteBuffer buffer, int from, int lineFeed) {
        return lineFeed > from && buffer.get(lineFeed - 1) == '\r' ? lineFeed - 1 : lineFeed;
    }
}
