package io.ringflow.capture.stream;

import static io.ringflow.capture.stream.Messages.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.model.LabelKind;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ParsersTest {

    private final TlsHello tlsHello = new TlsHello();
    private final Labels labels = new Labels();

    private String tlsOf(byte[] bytes) {
        labels.clear();
        ParseResult result = tlsHello.parse(ByteBuffer.wrap(bytes), 0, bytes.length, labels);
        return result + text(LabelKind.TLS_SNI) + text(LabelKind.TLS_ALPN);
    }

    private String dnsOf(byte[] bytes) {
        labels.clear();
        ParseResult result = DnsQuery.parse(ByteBuffer.wrap(bytes), 0, bytes.length, labels);
        return result + text(LabelKind.DNS_QUERY);
    }

    private String httpOf(byte[] bytes) {
        labels.clear();
        ParseResult result = HttpHost.parse(ByteBuffer.wrap(bytes), 0, bytes.length, labels);
        return result + text(LabelKind.HTTP_HOST);
    }

    private String text(LabelKind kind) {
        return labels.has(kind) ? " " + labels.text(kind) : "";
    }

    @Test
    void findsServerNameAndProtocolsOfClientHello() {
        assertThat(tlsOf(tls(sni("a.example"), alpn("h2", "http/1.1"))))
                .isEqualTo("FOUND a.example h2,http/1.1");
        assertThat(tlsOf(tls(alpn("h2"), extension(51, new byte[40]), sni("b"))))
                .isEqualTo("FOUND b h2");
        assertThat(tlsOf(tls(extension(51, new byte[40]), sni("b")))).isEqualTo("FOUND b");
        assertThat(tlsOf(tls(extension(10, new byte[4])))).isEqualTo("FOUND");
    }

    @Test
    void findsLabelsOfClientHelloInRecordsOfAnySize() {
        byte[] hello = hello(sni("a.example"), alpn("h2"));
        for (int size = 1; size <= hello.length; size++) {
            assertThat(tlsOf(records(size, hello))).isEqualTo("FOUND a.example h2");
        }
    }

    @Test
    void findsFirstHostNameOfServerNameList() {
        byte[] list =
                counted(
                        2,
                        bytes(7),
                        counted(2, ascii("other")),
                        bytes(0),
                        counted(2, ascii("one")),
                        bytes(0),
                        counted(2, ascii("two")));
        assertThat(tlsOf(tls(extension(0, list), extension(9, bytes(1))))).isEqualTo("FOUND one");
    }

    @Test
    void rejectsInvalidClientHello() {
        byte[] good = tls(sni("a.example"));
        assertThat(tlsOf(changed(good, 0, 23))).isEqualTo("NONE");
        assertThat(tlsOf(changed(good, 1, 2))).isEqualTo("NONE");
        assertThat(tlsOf(changed(good, 3, 0x7f))).isEqualTo("NONE");
        assertThat(tlsOf(changed(good, 5, 2))).isEqualTo("NONE");
        assertThat(tlsOf(changed(good, 6, 1))).isEqualTo("NONE");
        assertThat(tlsOf(tls(extension(0, bytes(0, 9, 0, 0, 9, 'a'))))).isEqualTo("NONE");
        assertThat(tlsOf(tls(extension(0, bytes(1)), extension(16, bytes(1))))).isEqualTo("NONE");
    }

    private static byte[] changed(byte[] bytes, int at, int value) {
        byte[] changed = bytes.clone();
        changed[at] = (byte) value;
        return changed;
    }

    @Test
    void findsNameOfQueryAndResponse() {
        assertThat(dnsOf(dns(0x0100, dnsName("www/example/com"))))
                .isEqualTo("FOUND www.example.com");
        assertThat(dnsOf(dns(0x8583, dnsName("x")))).isEqualTo("FOUND x");
        assertThat(dnsOf(dns(0x0100, bytes(0)))).isEqualTo("FOUND .");
        assertThat(dnsOf(dns(0x0100, dnsName("a.b/c\\d/e f"))))
                .isEqualTo("FOUND a\\046b.c\\092d.e\\032f");
    }

    @Test
    void followsPointersWithinLimit() {
        byte[] pointer = join(counted(1, ascii("a")), bytes(0xc0, 20));
        byte[] message = join(dns(0x0100, pointer), dnsName("b"));
        assertThat(dnsOf(message)).isEqualTo("FOUND a.b");
        assertThat(dnsOf(dns(0x0100, bytes(0xc0, 12)))).isEqualTo("NONE");
        assertThat(dnsOf(dns(0x0100, bytes(1, 'a', 0xc0, 12)))).isEqualTo("NONE");
        assertThat(dnsOf(dns(0x0100, bytes(0xc0, 2)))).isEqualTo("NONE");
    }

    @Test
    void rejectsInvalidDnsQuestion() {
        byte[] good = dns(0x0100, dnsName("www/example/com"));
        assertThat(dnsOf(changed(good, 2, 0x28))).as("an update").isEqualTo("NONE");
        assertThat(dnsOf(changed(good, 5, 0))).as("no question").isEqualTo("NONE");
        assertThat(dnsOf(changed(good, 12, 64))).as("a label too long").isEqualTo("NONE");
        assertThat(dnsOf(changed(good, good.length - 1, 2))).as("class 2").isEqualTo("NONE");
        String label = "/" + "x".repeat(63);
        assertThat(dnsOf(dns(0, dnsName(label.repeat(4).substring(1))))).isEqualTo("NONE");
    }

    @Test
    void limitsTcpMessageToItsLength() {
        byte[] message = counted(2, dns(0x0100, dnsName("a/b")));
        assertThat(tcpDnsOf(message)).isEqualTo("FOUND a.b");
        assertThat(tcpDnsOf(Arrays.copyOf(message, 1))).isEqualTo("INCOMPLETE");
        assertThat(tcpDnsOf(changed(message, 1, message.length - 3))).isEqualTo("NONE");
    }

    private String tcpDnsOf(byte[] bytes) {
        labels.clear();
        ParseResult result =
                DnsQuery.parseWithLength(ByteBuffer.wrap(bytes), 0, bytes.length, labels);
        return result + text(LabelKind.DNS_QUERY);
    }

    @Test
    void findsHostHeaderOfRequest() {
        assertThat(httpOf(http("GET / HTTP/1.1", "Accept: */*", "Host: a.example:8080")))
                .isEqualTo("FOUND a.example:8080");
        assertThat(httpOf(http("OPTIONS * HTTP/1.0", "hOsT:\t b.example \t", "Host: c")))
                .isEqualTo("FOUND b.example");
        assertThat(httpOf(ascii("POST /x HTTP/1.1\nHOST:d\n\n"))).isEqualTo("FOUND d");
    }

    @Test
    void rejectsRequestWithoutHost() {
        assertThat(httpOf(http("GET / HTTP/1.1", "Accept: */*"))).isEqualTo("NONE");
        assertThat(httpOf(http("GET / HTTP/1.1", "Host:  "))).isEqualTo("NONE");
        assertThat(httpOf(http("GET / HTTP/1.1", "", "Host: a"))).isEqualTo("NONE");
        assertThat(httpOf(http("GET /", "Host: a"))).isEqualTo("NONE");
        assertThat(httpOf(http("get / HTTP/1.1", "Host: a"))).isEqualTo("NONE");
        assertThat(httpOf(http("HTTP/1.1 200 OK", "Host: a"))).isEqualTo("NONE");
        assertThat(httpOf(ascii("GET \0\1"))).isEqualTo("NONE");
        assertThat(httpOf(http("GET / HTTP/1.1", "X-Host: a"))).isEqualTo("NONE");
    }

    @Test
    void findsNoPartialLabelInCutOffMessage() {
        byte[] tls = tls(sni("a.example"), extension(51, new byte[9]), alpn("h2", "h3"));
        for (int length = 0; length < tls.length; length++) {
            assertThat(tlsOf(Arrays.copyOf(tls, length)))
                    .as("%d bytes", length)
                    .isIn("INCOMPLETE", "INCOMPLETE a.example");
        }
        byte[] dns = dns(0x0100, dnsName("www/example/com"));
        for (int length = 0; length < dns.length; length++) {
            assertThat(dnsOf(Arrays.copyOf(dns, length))).isEqualTo("INCOMPLETE");
        }
        byte[] http = http("GET /index HTTP/1.1", "Accept: */*", "Host: a.example");
        for (int length = 0; length < http.length - 2; length++) {
            assertThat(httpOf(Arrays.copyOf(http, length))).isEqualTo("INCOMPLETE");
        }
    }

    @Test
    void escapesTextAndCutsItBetweenEscapes() {
        String name = "\u001b[31m \u007f\u00ff\\";
        assertThat(tlsOf(tls(sni(name)))).isEqualTo("FOUND \\027[31m\\032\\127\\255\\092");
        assertThat(tlsOf(tls(alpn("a,b", "c")))).isEqualTo("FOUND a\\044b,c");
        tlsOf(tls(sni("x".repeat(300))));
        assertThat(labels.text(LabelKind.TLS_SNI)).hasToString("x".repeat(255));
        tlsOf(tls(sni("x".repeat(252) + "\u0001yz")));
        assertThat(labels.text(LabelKind.TLS_SNI)).hasToString("x".repeat(252));
        tlsOf(tls(sni("x".repeat(251) + "\u0001y")));
        assertThat(labels.text(LabelKind.TLS_SNI)).hasToString("x".repeat(251) + "\\001");
    }
}
