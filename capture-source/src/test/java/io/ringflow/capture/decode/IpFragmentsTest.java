package io.ringflow.capture.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.DecodeSettings;
import io.ringflow.capture.packet.Anomaly;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class IpFragmentsTest {

    private static final int MORE = 0x2000;
    private static final byte[] REST = new byte[80];

    private final FrameFeed feed = new FrameFeed();

    /** A fragment of a datagram from port 1234 to 53; the offset is in bytes. */
    private static byte[] udp(int id, int offset, boolean more) {
        byte[] payload = offset == 0 ? Frames.ports(1234, 53, 72) : REST;
        return v4(17, id, offset, more, payload);
    }

    private static byte[] v4(int protocol, int id, int offset, boolean more, byte[] payload) {
        int field = offset / 8 | (more ? MORE : 0);
        byte[] packet = Frames.ipv4(protocol, field, new byte[0], payload);
        packet[4] = (byte) (id >>> 8);
        packet[5] = (byte) id;
        return packet;
    }

    private static byte[] v6(int next, int offset, boolean more, byte[] payload) {
        return Frames.ipv6(44, Frames.fragment(next, offset, more, payload));
    }

    @Test
    void addsLaterFragmentsToFlowOfFirst() {
        feed.packet(1, udp(7, 0, true)).packet(2, udp(7, 80, true)).packet(3, udp(7, 160, false));
        assertThat(feed.lines)
                .containsExactly(
                        "1.0 17 1234>53 100 bytes",
                        "2.0 17 1234>53 100 bytes",
                        "3.0 17 1234>53 100 bytes");
    }

    @Test
    void usesProtocolOfFirstFragmentOfIpv6() {
        byte[] options = Frames.extension(17, 8, Frames.ports(1234, 53, 64));
        feed.packet(1, v6(60, 0, true, options)).packet(2, v6(60, 80, false, REST));
        assertThat(feed.lines)
                .containsExactly("1.0 17 1234>53 128 bytes", "2.0 17 1234>53 128 bytes");
    }

    @Test
    void usesIcmpTypeOfFirstFragment() {
        feed.packet(1, v4(1, 7, 0, true, Frames.icmp(8, 0)));
        feed.packet(1, v4(1, 7, 16, false, REST));
        assertThat(feed.lines).containsExactly("1.0 1 8>0 36 bytes", "1.0 1 8>0 100 bytes");
    }

    @Test
    void holdsFragmentsUntilFirstArrives() {
        feed.packet(1, udp(7, 160, false)).packet(2, udp(7, 80, true));
        assertThat(feed.lines).isEmpty();
        feed.packet(3, udp(7, 0, true));
        assertThat(feed.lines)
                .containsExactly(
                        "3.0 17 1234>53 100 bytes",
                        "1.0 17 1234>53 100 bytes",
                        "2.0 17 1234>53 100 bytes");
    }

    @Test
    void recordsFragmentsWithoutPortsAfterTimeout() {
        byte[] other = Frames.ipv4(17, Frames.ports(1, 2, 0));
        feed.packet(1, udp(7, 80, false)).packet(30.9, other);
        assertThat(feed.lines).containsExactly("30.9 17 1>2 28 bytes");
        feed.packet(31, other).packet(31.5, other);
        assertThat(feed.lines.get(2)).isEqualTo("1.0 17 0>0 100 bytes");
        assertThat(feed.count(Anomaly.FRAGMENT_ALONE)).isEqualTo(1);
        feed.packet(32, udp(7, 0, true));
        assertThat(feed.lines.getLast()).isEqualTo("32.0 17 1234>53 100 bytes");
    }

    @Test
    void startsTimeoutOfLateFragmentAtNewestTime() {
        byte[] other = Frames.ipv4(17, Frames.ports(1, 2, 0));
        feed.packet(100, other).packet(10, udp(7, 80, false)).packet(129.9, other);
        feed.packet(129.9, udp(7, 0, true));
        assertThat(feed.lines.getLast()).isEqualTo("10.0 17 1234>53 100 bytes");
    }

    @Test
    void recordsWaitingFragmentsWithoutPortsAtEnd() {
        feed.packet(1, udp(7, 80, false)).packet(1, udp(8, 80, false)).end();
        assertThat(feed.lines).containsExactly("1.0 17 0>0 100 bytes", "1.0 17 0>0 100 bytes");
        assertThat(feed.count(Anomaly.FRAGMENT_ALONE)).isEqualTo(2);
    }

    @Test
    void countsAndRecordsOverlappingFragments() {
        feed.packet(1, udp(7, 0, true)).packet(1, udp(7, 80, true));
        assertThat(feed.count(Anomaly.FRAGMENT_OVERLAP)).isZero();
        feed.packet(1, udp(7, 80, true)).packet(1, udp(7, 0, true)).packet(1, udp(7, 152, false));
        assertThat(feed.count(Anomaly.FRAGMENT_OVERLAP)).isEqualTo(3);
        assertThat(feed.lines).hasSize(5).containsOnly("1.0 17 1234>53 100 bytes");
    }

    @Test
    void startsNewDatagramIfIdentificationIsReused() {
        feed.packet(1, udp(7, 0, true)).packet(1, udp(7, 80, false));
        feed.packet(2, v4(17, 7, 0, true, Frames.ports(99, 53, 72))).packet(2, udp(7, 80, false));
        assertThat(feed.lines.subList(2, 4))
                .containsExactly("2.0 17 99>53 100 bytes", "2.0 17 99>53 100 bytes");
        assertThat(feed.count(Anomaly.FRAGMENT_OVERLAP)).isZero();
    }

    private static byte[] first(int id, int port) {
        return v4(17, id, 0, true, Frames.ports(port, 53, 72));
    }

    @Test
    void separatesDatagramsThatReuseIdentificationOfCompleteOne() {
        feed.packet(1, udp(7, 80, false)).packet(1, first(7, 1));
        feed.packet(2, udp(7, 80, true)).packet(2.1, udp(7, 160, false)).packet(2.2, first(7, 2));
        feed.packet(3, first(7, 3)).packet(3, udp(7, 80, false));
        feed.packet(3, udp(7, 80, false)).packet(3.1, first(7, 4)).end();
        assertThat(feed.lines)
                .containsExactly(
                        "1.0 17 1>53 100 bytes",
                        "1.0 17 1>53 100 bytes",
                        "2.2 17 2>53 100 bytes",
                        "2.0 17 2>53 100 bytes",
                        "2.1 17 2>53 100 bytes",
                        "3.0 17 3>53 100 bytes",
                        "3.0 17 3>53 100 bytes",
                        "3.1 17 4>53 100 bytes",
                        "3.0 17 4>53 100 bytes");
        assertThat(feed.count(Anomaly.FRAGMENT_OVERLAP)).isZero();
    }

    @Test
    void separatesDatagramsThatReuseIdentificationOfIpv6() {
        byte[] one = Frames.ports(1, 53, 72);
        byte[] two = Frames.ports(2, 53, 72);
        feed.packet(1, v6(17, 0, true, one)).packet(1, v6(17, 80, false, REST));
        feed.packet(1.2, v6(17, 80, false, REST)).packet(1.2, v6(17, 0, true, two)).end();
        assertThat(feed.lines)
                .containsExactly(
                        "1.0 17 1>53 128 bytes",
                        "1.0 17 1>53 128 bytes",
                        "1.2 17 2>53 128 bytes",
                        "1.2 17 2>53 128 bytes");
    }

    @Test
    void addsRepeatedFragmentToFlowOfCompleteDatagram() {
        byte[] other = Frames.ipv4(17, Frames.ports(1, 2, 0));
        feed.packet(1, first(7, 9)).packet(1, udp(7, 80, false));
        feed.packet(1.1, udp(7, 80, false)).packet(1.59, other);
        assertThat(feed.lines).hasSize(3);
        feed.packet(1.6, other).packet(1.7, other);
        assertThat(feed.lines).contains("1.1 17 9>53 100 bytes").hasSize(6);
        assertThat(feed.count(Anomaly.FRAGMENT_OVERLAP)).isEqualTo(1);
        feed.packet(2, udp(7, 80, false)).end();
        assertThat(feed.lines.getLast()).isEqualTo("2.0 17 9>53 100 bytes");
        assertThat(feed.count(Anomaly.FRAGMENT_ALONE)).isZero();
    }

    @Test
    void completesDatagramWithOverlappingFragments() {
        feed.packet(1, first(7, 1)).packet(1, udp(7, 40, true)).packet(1, udp(7, 72, false));
        feed.packet(2, udp(7, 80, false)).packet(2, first(7, 2));
        assertThat(feed.lines.subList(3, 5)).containsOnly("2.0 17 2>53 100 bytes");
    }

    @Test
    void recordsAtomicFragmentAtOnce() {
        feed.packet(1, v6(17, 0, false, Frames.ports(1234, 53, 72)));
        assertThat(feed.lines).containsExactly("1.0 17 1234>53 128 bytes");
    }

    @Test
    void separatesDatagramsOfDifferentTunnels() {
        byte[] first = Frames.ethernet(0x0800, udp(7, 0, true));
        byte[] rest = Frames.ethernet(0x0800, udp(7, 80, false));
        feed.packet(1, TunnelFrames.vxlan(1, first)).packet(1, TunnelFrames.vxlan(2, rest)).end();
        assertThat(feed.lines)
                .containsExactly(
                        "1.0 17 1234>53 100 bytes tunnel 1 1", "1.0 17 0>0 100 bytes tunnel 1 2");
    }

    @Test
    void mergesDatagramsOfAllTunnelsWithoutTunnelInKey() {
        DecodeSettings.Connections noTunnels =
                new DecodeSettings.Connections(true, false, Duration.ofMinutes(2), 1 << 16);
        FrameFeed all =
                new FrameFeed(
                        new DecodeSettings(true, DecodeSettings.VXLAN_PORTS, false, noTunnels), 1);
        byte[] first = Frames.ethernet(0x0800, udp(7, 0, true));
        byte[] rest = Frames.ethernet(0x0800, udp(7, 80, false));
        all.packet(1, TunnelFrames.vxlan(1, first)).packet(1, TunnelFrames.vxlan(2, rest)).end();
        assertThat(all.lines)
                .containsExactly(
                        "1.0 17 1234>53 100 bytes tunnel 1 1",
                        "1.0 17 1234>53 100 bytes tunnel 1 2");
    }

    @Test
    void addsLaterFragmentsOfOuterPacketToOuterFlow() {
        byte[] whole = TunnelFrames.vxlan(5, Frames.ethernet(0x0800, udp(9, 0, false)));
        byte[] outer = v4(17, 7, 0, true, Arrays.copyOf(payload(whole), 96));
        feed.packet(1, outer).packet(1, v4(17, 7, 96, false, new byte[20]));
        assertThat(feed.lines.getFirst()).endsWith("1234>53 100 bytes tunnel 1 5");
        assertThat(feed.lines.get(1)).endsWith(">4789 40 bytes");
    }

    private static byte[] payload(byte[] ipv4) {
        return Arrays.copyOfRange(ipv4, 20, ipv4.length);
    }

    @Test
    void recordsFragmentThatClaimsTooManyBytes() {
        byte[] packet = udp(7, 65_528, false);
        packet[2] = 0;
        packet[3] = 0;
        FrameFeed claims = new FrameFeed();
        claims.packet(1, packet, Integer.MAX_VALUE).end();
        assertThat(claims.lines).containsExactly("1.0 17 0>0 2147483647 bytes");
    }

    @Test
    void releasesOldestFragmentsIfTooManyWait() {
        for (int id = 0; id <= IpFragments.MAX_WAITING; id++) {
            feed.packet(1, udp(id, 80, false));
        }
        assertThat(feed.lines).isEqualTo(List.of("1.0 17 0>0 100 bytes"));
        feed.packet(1, udp(0, 0, true)).packet(1, udp(2, 0, true));
        assertThat(feed.lines).hasSize(1 + 1 + 1 + 2);
    }
}
