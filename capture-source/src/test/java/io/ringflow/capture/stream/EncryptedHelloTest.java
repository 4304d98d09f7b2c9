package io.ringflow.capture.stream;

import static io.ringflow.capture.stream.Messages.alpn;
import static io.ringflow.capture.stream.Messages.bytes;
import static io.ringflow.capture.stream.Messages.extension;
import static io.ringflow.capture.stream.Messages.hello;
import static io.ringflow.capture.stream.Messages.sni;
import static io.ringflow.capture.stream.Messages.tls;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EncryptedHelloTest {

    private static final byte[] OUTER =
            extension(0xfe0d, bytes(0, 0, 1, 0, 1, 9, 0, 2, 7, 7, 0, 2, 8, 8));

    private final StreamLabels streams = new StreamLabels();

    private String labelsOf(byte[] message) {
        return new LabelStream(streams, 1000, 443).segment(message, 0, message.length);
    }

    @Test
    void saysThatNameIsHiddenBehindPublicNameOfProvider() {
        assertThat(labelsOf(tls(sni("Cloudflare-ECH.com"), OUTER)))
                .isEqualTo("Cloudflare-ECH.com hidden");
        byte[] hello = hello(sni("cloudflare-ech.com"), alpn("h3"), OUTER);
        byte[] frame = QuicSender.crypto(0, hello, 0, hello.length);
        byte[] packet = QuicSender.v1(new byte[8]).initial(0, 1200, frame);
        assertThat(new LabelStream(streams, 1001, 443).datagram(packet))
                .isEqualTo("cloudflare-ech.com h3 hidden");
    }

    @Test
    void saysThatEncryptedHelloIsOfferedIfItMayBeGrease() {
        assertThat(labelsOf(tls(sni("a.example"), OUTER))).isEqualTo("a.example offered");
        assertThat(labelsOf(tls(OUTER))).isEqualTo("offered");
    }

    @Test
    void saysNothingWithoutEncryptedHello() {
        assertThat(labelsOf(tls(sni("cloudflare-ech.com")))).isEqualTo("cloudflare-ech.com");
        assertThat(labelsOf(tls(sni("a"), extension(0xfe0d, bytes(1))))).isEqualTo("a");
        assertThat(labelsOf(tls(sni("a"), extension(0xfe0d, new byte[0])))).isEqualTo("a");
    }
}
