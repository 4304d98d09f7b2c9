package io.ringflow.job.reference;

import java.util.List;
import java.util.Map;

/**
 * A payload that contains names, and the labels that must be found in it.
 *
 * @param text the payload, one byte per character
 * @param enough number of bytes that suffice to find all labels
 * @param labels exported fields
 */
record Message(String text, int enough, Map<String, String> labels) {

    private static final String LONG = "x".repeat(300);

    /** Messages sent over TCP. */
    static final List<Message> STREAMED =
            List.of(
                    http("GET / HTTP/1.1\r\nHost: ", "example.org", "example.org"),
                    http("POST /a HTTP/1.0\r\nx-y: z\r\nhost:", "[::1]:80", "[::1]:80"),
                    http("PUT /b HTTP/1.1\r\nHOST: \t", "odd name\\", "odd\\032name\\092"),
                    http("GET /c HTTP/1.1\r\nHost: ", LONG, LONG.substring(0, 255)),
                    // Both names precede the end of the message.
                    hello(74, name("example.net") + protocols("h2", "http/1.1") + other(70))
                            .withLabels("example.net", "h2,http/1.1"),
                    hello(0, other(30) + protocols("h3", "a,b") + name("second.example"))
                            .withLabels("second.example", "h3,a\\044b"),
                    hello(0, name("alone.example") + other(500)).withLabels("alone.example", ""),
                    hello(0, protocols("mqtt") + other(5)).withLabels("", "mqtt"),
                    hello(0, other(40)));

    /** Messages sent over UDP. */
    static final List<Message> DATAGRAMS =
            List.of(
                    dns("\1\0", "www.example.org", "\3www\7example\3org\0"),
                    dns("\201\200", "example.com", "\7example\3com\0"),
                    dns("\0\0", "a\\046b.c\\032d", "\3a.b\3c d\0"));

    /** Number of bytes after which the message is over, even if its labels were found earlier. */
    int whole() {
        return labels.containsKey("labels.tlsSni") ? text.length() : enough;
    }

    private static Message http(String start, String host, String label) {
        String line = start + host + " \r\n";
        return new Message(
                line + "accept: *\r\n\r\n", line.length(), Map.of("labels.httpHost", label));
    }

    private static Message dns(String flags, String label, String name) {
        String text = "id" + flags + "\0\1\0\0\0\0\0\0" + name + "\0\1\0\1";
        return new Message(text, text.length(), Map.of("labels.dnsQuery", label));
    }

    /** Returns a ClientHello whose last bytes are not needed to find the labels. */
    private static Message hello(int last, String extensions) {
        String body = "\3\3" + "r".repeat(32) + "\0" + sized("ciph") + "\1\0" + sized(extensions);
        String handshake = "\1\0" + sized(body);
        String text = "\26\3\1" + sized(handshake);
        return new Message(text, text.length() - last, Map.of());
    }

    private Message withLabels(String name, String protocols) {
        Map<String, String> both = Map.of("labels.tlsSni", name, "labels.tlsAlpn", protocols);
        return new Message(text, enough, both);
    }

    private static String name(String host) {
        return "\0\0" + sized(sized("\0" + sized(host)));
    }

    private static String protocols(String... names) {
        StringBuilder list = new StringBuilder();
        for (String name : names) {
            list.append((char) name.length()).append(name);
        }
        return "\0\20" + sized(sized(list.toString()));
    }

    private static String other(int length) {
        return "\0\25" + sized("o".repeat(length));
    }

    /** Returns a text after its length in two bytes. */
    private static String sized(String text) {
        return "" + (char) (text.length() >> 8) + (char) (text.length() & 0xff) + text;
    }
}
