package io.ringflow.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ringflow.bench.CapturedFrames.Frame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrafficGeneratorTest {

    private static final int PACKETS = 60_000;

    @ParameterizedTest
    @EnumSource
    void givesTheSameFramesForTheSameSeed(TrafficProfile profile) throws IOException {
        List<Frame> frames = CapturedFrames.of(profile, PACKETS, 7);

        assertThat(CapturedFrames.of(profile, PACKETS, 7).equals(frames)).isTrue();
        assertThat(CapturedFrames.of(profile, PACKETS, 8).equals(frames)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void makesAsManyPacketsAndFlowsAsItSays(TrafficProfile profile) throws IOException {
        TrafficGenerator generator = new TrafficGenerator(profile, PACKETS, 1);
        CapturedFrames captured = new CapturedFrames();
        generator.generate(captured);

        assertThat(captured.frames).hasSize(PACKETS);
        assertThat(packetsByKey(captured.frames)).hasSize(generator.flows());
    }

    @Test
    void hasTheFlowsOfEachProfile() {
        assertThat(new TrafficGenerator(TrafficProfile.ZIPF, 5_000_000, 1).flows())
                .isEqualTo(174_000);
        assertThat(new TrafficGenerator(TrafficProfile.MANY, 6_000_000, 1).flows())
                .isEqualTo(4_000_000);
        assertThat(new TrafficGenerator(TrafficProfile.ELEPH, 20_000_000, 1).flows())
                .isEqualTo(100);
    }

    @ParameterizedTest
    @EnumSource
    void makesAsManyFlowsAsAskedFor(TrafficProfile profile) throws IOException {
        int flows = profile.flows(PACKETS) * 3 / 4;
        CapturedFrames captured = new CapturedFrames();
        withFlows(profile, PACKETS, flows).generate(captured);

        assertThat(captured.frames).hasSize(PACKETS);
        assertThat(packetsByKey(captured.frames)).hasSize(flows);
    }

    @ParameterizedTest
    @EnumSource
    void spansTheTimeOfItsRateWithTimesThatIncreaseStrictly(TrafficProfile profile)
            throws IOException {
        List<Frame> frames = CapturedFrames.of(profile, PACKETS, 1);

        for (int i = 1; i < frames.size(); i++) {
            assertThat(frames.get(i).timeNanos()).isGreaterThan(frames.get(i - 1).timeNanos());
        }
        double seconds = (frames.getLast().timeNanos() - frames.getFirst().timeNanos()) / 1e9;
        assertThat(seconds).isCloseTo((double) PACKETS / profile.packetsPerSecond(), within(0.001));
    }

    @ParameterizedTest
    @EnumSource
    void statesTheWireLengthAndStoresAtMost96Bytes(TrafficProfile profile) throws IOException {
        for (Frame frame : CapturedFrames.of(profile, PACKETS, 1)) {
            assertThat(frame.wireBytes()).isEqualTo(Math.max(60, 14 + frame.ipBytes()));
            assertThat(frame.wireBytes()).isLessThanOrEqualTo(1514);
            assertThat(frame.bytes().capacity()).isEqualTo(Math.min(96, frame.wireBytes()));
        }
    }

    @Test
    void makesOneFlowInFiveIpv6AndMixesTcpWithUdp() throws IOException {
        Map<String, Frame> flows =
                CapturedFrames.of(TrafficProfile.MANY, PACKETS, 1).stream()
                        .collect(Collectors.toMap(Frame::key, frame -> frame, (a, b) -> a));

        double ipv6 = flows.values().stream().filter(Frame::ipv6).count();
        double udp = flows.values().stream().filter(f -> f.protocol() == 17).count();
        assertThat(ipv6 / flows.size()).isCloseTo(0.2, within(0.02));
        assertThat(udp / flows.size()).isCloseTo(0.5, within(0.02));
    }

    /** Hence meters differ in their speed only because of the addresses. */
    @ParameterizedTest
    @EnumSource(names = {"ZERO", "SUMS"})
    void makesScansThatDifferInNothingButTheirAddresses(FlowAddresses addresses)
            throws IOException {
        List<Frame> random = CapturedFrames.ofScan(FlowAddresses.RANDOM, PACKETS);
        List<Frame> scan = CapturedFrames.ofScan(addresses, PACKETS);

        assertThat(packetsByKey(scan)).hasSameSizeAs(packetsByKey(random));
        assertThat(scan).hasSameSizeAs(random);
        for (int i = 0; i < scan.size(); i++) {
            assertThat(scan.get(i).withoutAddresses()).isEqualTo(random.get(i).withoutAddresses());
        }
    }

    @Test
    void givesTheBiggestZipfFlowMoreThanATenthOfThePackets() throws IOException {
        Map<String, Integer> packets =
                packetsByKey(CapturedFrames.of(TrafficProfile.ZIPF, PACKETS, 1));

        int biggest = packets.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
        assertThat(biggest).isGreaterThan(PACKETS / 10);
    }

    @Test
    void startsEveryTcpFlowWithSynAndEndsBulkTransfersWithFinFromBothSides() throws IOException {
        Map<String, List<Frame>> flows =
                CapturedFrames.of(TrafficProfile.ELEPH, PACKETS, 1).stream()
                        .filter(frame -> frame.protocol() == 6)
                        .collect(Collectors.groupingBy(Frame::key));

        for (List<Frame> flow : flows.values()) {
            assertThat(flow.getFirst().tcpFlags()).isEqualTo(Conversation.SYN);
            assertThat(flow.get(1).tcpFlags()).isEqualTo(Conversation.SYN | Conversation.ACK);
            assertThat(flow.stream().filter(f -> (f.tcpFlags() & Conversation.FIN) != 0))
                    .hasSize(2);
            assertThat(flow.getLast().tcpFlags()).isEqualTo(Conversation.ACK);
        }
    }

    @Test
    void sumsTheIpv4HeaderToAllOnes() throws IOException {
        for (Frame frame : CapturedFrames.of(TrafficProfile.ZIPF, 1000, 1)) {
            if (!frame.ipv6()) {
                int sum = 0;
                for (int at = 14; at < 34; at += 2) {
                    sum += frame.bytes().getShort(at) & 0xFFFF;
                }
                assertThat((sum & 0xFFFF) + (sum >>> 16)).isEqualTo(0xFFFF);
            }
        }
    }

    @Test
    void writesAPcapFileWithNanoseconds(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("zipf.pcap");
        TrafficGenerator.main(
                new String[] {"--profile", "zipf", "--packets", "1000", "--output", "" + file});
        List<Frame> frames = CapturedFrames.of(TrafficProfile.ZIPF, 1000, 1);

        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(bytes.getInt()).isEqualTo(0xA1B23C4D);
        assertThat(bytes.getInt(16)).isEqualTo(96);
        bytes.position(24);
        for (Frame frame : frames) {
            assertThat(bytes.getInt() * 1_000_000_000L + bytes.getInt())
                    .isEqualTo(frame.timeNanos());
            assertThat(bytes.getInt()).isEqualTo(frame.bytes().capacity());
            assertThat(bytes.getInt()).isEqualTo(frame.wireBytes());
            bytes.position(bytes.position() + frame.bytes().capacity());
        }
        assertThat(bytes.hasRemaining()).isFalse();
    }

    @Test
    void refusesImpossibleNumbersAndAnUnknownProfile() {
        assertThatThrownBy(() -> new TrafficGenerator(TrafficProfile.ZIPF, 0, 1))
                .hasMessageContaining("packets must be at least 1: 0");
        assertThatThrownBy(() -> withFlows(TrafficProfile.ZIPF, 10, 11))
                .hasMessageContaining("flows must be between 1 and the number of packets: 11");
        assertThatThrownBy(() -> withFlows(TrafficProfile.ZIPF, PACKETS, 45_000))
                .hasMessageContaining("too many flows for 60000 packets by Zipf's law: 45000");
        assertThatThrownBy(() -> withFlows(TrafficProfile.MANY, 10, 4))
                .hasMessageContaining("must be at least half of the packets: 4");
        assertThatThrownBy(() -> TrafficProfile.of("mice"))
                .hasMessageContaining("use zipf, many or eleph");
        assertThatThrownBy(() -> FlowAddresses.of("mine"))
                .hasMessageContaining("use hosts, random, zero or sums");
    }

    private static TrafficGenerator withFlows(TrafficProfile profile, int packets, int flows) {
        return new TrafficGenerator(profile, packets, flows, FlowAddresses.HOSTS, 1);
    }

    private static Map<String, Integer> packetsByKey(List<Frame> frames) {
        Map<String, Integer> packets = new HashMap<>();
        frames.forEach(frame -> packets.merge(frame.key(), 1, Integer::sum));
        return packets;
    }
}
