package io.ringflow.capture.decode;

import static io.ringflow.capture.decode.Frames.hex;
import static io.ringflow.capture.decode.Frames.join;
import static io.ringflow.capture.decode.Layers.SURROUNDINGS;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.decode.link.LinkTypes;
import io.ringflow.capture.packet.Anomaly;
import io.ringflow.capture.packet.PacketBatch;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Odd lengths, headers and fragments of IP, whatever is around the packet. */
class IpVariationsTest {

    static List<String> surroundings() {
        return List.copyOf(SURROUNDINGS.keySet());
    }

    private static PacketBatch decoded(String surrounding, byte[] v6, int cut) {
        byte[] whole = SURROUNDINGS.get(surrounding).apply(Frames.ethernet(0x86dd, v6));
        byte[] captured = TunnelFrames.cut(whole, cut);
        return Decoding.decode(LinkTypes.ETHERNET, captured, whole.length, -1, 0);
    }

    @ParameterizedTest
    @MethodSource("surroundings")
    void keepsAddressesIfExtensionHeaderIsCutOff(String surrounding) {
        byte[] udp = Frames.ports(1234, 53, 90);
        for (int header : new int[] {0, 43, 44, 51, 60}) {
            byte[] v6 = Frames.ipv6(header, Frames.extension(17, 24, udp));
            for (int kept : new int[] {40, 41, 47}) {
                PacketBatch batch = decoded(surrounding, v6, v6.length - kept);
                assertThat(Decoding.only(batch).protocol()).isEqualTo(header);
                assertThat(batch.ipBytes[0]).isEqualTo(v6.length);
                assertThat(batch.srcLow[0]).isEqualTo(Frames.SRC_LOW);
                assertThat(batch.anomalies[Anomaly.HEADER_CUT.ordinal()]).isEqualTo(1);
            }
            // The protocol after the header is known, but no port.
            int most = header == 44 ? 0 : 63;
            for (int kept = 48; kept < most; kept += 7) {
                PacketBatch batch = decoded(surrounding, v6, v6.length - kept);
                assertThat(Decoding.only(batch).protocol()).isEqualTo(17);
                assertThat(Decoding.only(batch).srcPort()).isZero();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("surroundings")
    void takesPayloadLengthZeroAsNoPayload(String surrounding) {
        for (int next : new int[] {6, 17, 59, 0, 60}) {
            byte[] v6 = Frames.ipv6(next, new byte[0]);
            byte[] padded = join(v6, new byte[next == 59 ? 6 : 20]);
            assertThat(Decoding.only(decoded(surrounding, padded, 0)).bytes()).isEqualTo(40);
        }
        byte[] options = hex("1100 010400000000");
        byte[] noJumbo = Frames.ipv6(0, join(options, Frames.ports(1234, 53, 90)));
        noJumbo[4] = 0;
        noJumbo[5] = 0;
        assertThat(Decoding.only(decoded(surrounding, noJumbo, 0)).bytes()).isEqualTo(40);
        byte[] jumbo = noJumbo.clone();
        System.arraycopy(hex("c204 0000006a"), 0, jumbo, 42, 6);
        assertThat(Decoding.only(decoded(surrounding, jumbo, 0)).bytes()).isEqualTo(146);
        assertThat(Decoding.only(decoded(surrounding, jumbo, 0)).srcPort()).isEqualTo(1234);
    }

    @ParameterizedTest
    @MethodSource("surroundings")
    void separatesDatagramsThatUseIdentificationAgain(String surrounding) {
        FrameFeed feed = new FrameFeed();
        for (int port = 1; port <= 4; port++) {
            byte[] first = Frames.ipv4(17, 0x2000, new byte[0], Frames.ports(port, 53, 72));
            byte[] rest = Frames.ipv4(17, 10, new byte[0], new byte[80]);
            boolean inOrder = port % 2 == 1;
            for (byte[] part : inOrder ? List.of(first, rest) : List.of(rest, first)) {
                byte[] frame = Frames.ethernet(0x0800, TagFrames.withChecksum(part));
                feed.frame(1 + port / 10.0, SURROUNDINGS.get(surrounding).apply(frame));
            }
        }
        assertThat(feed.end().lines)
                .extracting(line -> line.split(" ", -1)[2])
                .containsExactly("1>53", "1>53", "2>53", "2>53", "3>53", "3>53", "4>53", "4>53");
        assertThat(feed.count(Anomaly.FRAGMENT_OVERLAP)).isZero();
    }
}
