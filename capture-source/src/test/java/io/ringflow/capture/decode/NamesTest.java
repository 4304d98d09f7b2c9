package io.ringflow.capture.decode;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.DecodeSettings;
import io.ringflow.model.TcpFlags;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** Names of addresses and DNS responses, from queries to the flows of the client. */
class NamesTest {

    private static final int CLIENT = 0x0a00_0002;
    private static final int RESOLVER = 0x0a00_0001;
    private static final int SERVER = 0xc000_0201;
    private static final int OTHER = 0x0a00_0003;
    private static final String NAME = "\3WwW\7example\3com\0";

    private final FrameFeed feed =
            new FrameFeed(
                    new DecodeSettings(
                            true,
                            DecodeSettings.VXLAN_PORTS,
                            true,
                            DecodeSettings.Connections.DEFAULT),
                    1);

    private static byte[] ip(int protocol, int src, int dst, byte[] payload) {
        byte[] packet = Frames.ipv4(protocol, payload);
        ByteBuffer.wrap(packet).putInt(12, src).putInt(16, dst);
        return packet;
    }

    private static byte[] udp(int src, int dst, int srcPort, int dstPort, String text) {
        byte[] content = text.getBytes(ISO_8859_1);
        ByteBuffer datagram = ByteBuffer.allocate(8 + content.length);
        datagram.putShort((short) srcPort).putShort((short) dstPort);
        datagram.putShort((short) datagram.capacity()).putShort((short) 0).put(content);
        return ip(17, src, dst, datagram.array());
    }

    private static byte[] syn(int src, int dst) {
        ByteBuffer segment = ByteBuffer.allocate(20).putShort((short) 4000).putShort((short) 443);
        segment.put(12, (byte) 0x50).put(13, (byte) TcpFlags.SYN);
        return ip(6, src, dst, segment.array());
    }

    private static byte[] query() {
        return udp(CLIENT, RESOLVER, 5000, 53, "id\1\0\0\1\0\0\0\0\0\0" + NAME + "\0\1\0\1");
    }

    private static byte[] response(int code) {
        String answer = "\300\14\0\1\0\1\0\0\0\74\0\4\300\0\2\1";
        String header = "id\201" + (char) (0x80 | code) + "\0\1\0\1\0\0\0\0";
        return udp(RESOLVER, CLIENT, 53, 5000, header + NAME + "\0\1\0\1" + answer);
    }

    private String last() {
        return feed.lines.getLast().replaceAll(".* bytes", "");
    }

    @Test
    void namesServerThatClientWasAnswered() {
        feed.packet(1, query()).packet(1.25, response(0)).packet(1.5, syn(CLIENT, SERVER));
        assertThat(last()).isEqualTo(" nameB www.example.com");
        feed.packet(1.6, syn(SERVER, CLIENT));
        assertThat(last()).isEqualTo(" nameB www.example.com");
    }

    @Test
    void namesNothingForOtherClients() {
        feed.packet(1, query()).packet(1.25, response(0)).packet(1.5, syn(OTHER, SERVER));
        assertThat(last()).isEmpty();
    }

    @Test
    void namesNothingBeforeTheAnswer() {
        feed.packet(1, query()).packet(1.1, syn(CLIENT, SERVER));
        assertThat(last()).isEmpty();
    }

    @Test
    void namesNothingAfterResponseWithError() {
        feed.packet(1, query()).packet(1.25, response(3));
        assertThat(last()).isEqualTo(" dnsQuery WwW.example.com response 3 after 250000000");
        feed.packet(1.5, syn(CLIENT, SERVER));
        assertThat(last()).isEmpty();
    }

    @Test
    void namesFirstPacketOfEachSecondOnly() {
        feed.packet(1, query()).packet(1.25, response(0));
        byte[] packet = udp(CLIENT, SERVER, 6000, 443, "hello");
        feed.packet(2.1, packet);
        assertThat(last()).isEqualTo(" nameB www.example.com");
        feed.packet(2.9, packet);
        assertThat(last()).isEmpty();
        feed.packet(3.0, packet);
        assertThat(last()).isEqualTo(" nameB www.example.com");
    }

    @Test
    void namesServerThatIsPinged() {
        feed.packet(1, query()).packet(1.25, response(0));
        feed.packet(1.5, ip(1, CLIENT, SERVER, new byte[] {8, 0, 0, 0, 0, 0, 0, 0}));
        assertThat(last()).isEqualTo(" nameB www.example.com");
    }

    @Test
    void timesResponseFromFirstOfRepeatedQueries() {
        feed.packet(1, query()).packet(3, query()).packet(3.5, response(0));
        assertThat(last()).isEqualTo(" dnsQuery WwW.example.com response 0 after 2500000000");
        feed.packet(3.6, response(0));
        assertThat(last()).isEqualTo(" dnsQuery WwW.example.com response 0");
    }
}
