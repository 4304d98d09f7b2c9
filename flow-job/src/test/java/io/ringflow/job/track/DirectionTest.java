package io.ringflow.job.track;

import static io.ringflow.job.track.ShardHarness.ms;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.DecodeSettings;
import io.ringflow.capture.decode.CaptureDecoder;
import io.ringflow.capture.decode.Frame;
import io.ringflow.capture.decode.link.LinkTypes;
import io.ringflow.capture.fold.CaptureFold.Closed;
import io.ringflow.capture.fold.FoldSettings;
import io.ringflow.capture.fold.FragmentFold;
import io.ringflow.capture.fragment.BucketFragments;
import io.ringflow.capture.fragment.EventTimeBuckets;
import io.ringflow.capture.fragment.FragmentBatch;
import io.ringflow.capture.fragment.Fragments;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.model.Flow;
import io.ringflow.model.InitiatorRule;
import io.ringflow.model.IpAddress;
import io.ringflow.model.Observer;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which endpoint is the source of a flow of which only one direction was seen. */
class DirectionTest {

    private static final Observer OTHER = new Observer("host-b", "eth0");
    private static final EventTimeBuckets BUCKETS =
            new EventTimeBuckets(Fragments.SECOND, Fragments.SECOND);

    /** Packets of one observer, decoded and folded as in a capture. */
    private static final class Capture {
        private final CaptureDecoder decoder = new CaptureDecoder(DecodeSettings.DEFAULT);
        private final FragmentFold fold;
        private final PacketBatch batch = new PacketBatch(1);

        Capture(Observer observer) {
            FoldSettings settings = new FoldSettings(BUCKETS, true, true, 100, false);
            fold = new FragmentFold(observer, settings, DecodeSettings.Connections.DEFAULT, 0);
            batch.reset(observer, Long.MIN_VALUE);
        }

        void add(long nanos, byte[] packet) {
            Frame frame = new Frame();
            frame.buffer = ByteBuffer.allocateDirect(packet.length).put(0, packet);
            frame.captured = packet.length;
            frame.wireLength = packet.length;
            frame.linkType = LinkTypes.RAW;
            frame.timeNanos = nanos;
            batch.reset(batch.observer, batch.newestNanos);
            decoder.frame(frame, batch);
            decoder.release(Long.MAX_VALUE, batch);
            fold.add(batch);
        }

        void end(ShardHarness shard) {
            fold.end();
            for (Closed<BucketFragments> next = fold.poll(); next != null; next = fold.poll()) {
                if (next.payload() != null) {
                    FragmentBatch fragments = new FragmentBatch();
                    fragments.observer = batch.observer;
                    fragments.bucketNanos = next.payload().bucketNanos;
                    fragments.count = next.payload().count;
                    fragments.rows = next.payload().rows;
                    fragments.details.addAll(next.payload().details);
                    shard.accept(fragments);
                }
            }
        }
    }

    private static byte[] packet(String src, String dst, int protocol, byte[] payload) {
        IpAddress from = IpAddress.parse(src);
        IpAddress to = IpAddress.parse(dst);
        if (from.isV4()) {
            return ByteBuffer.allocate(20 + payload.length)
                    .putInt(0x4500_0000 | 20 + payload.length)
                    .putInt(0)
                    .putInt(1 << 24 | protocol << 16)
                    .putInt((int) from.low())
                    .putInt((int) to.low())
                    .put(payload)
                    .array();
        }
        return ByteBuffer.allocate(40 + payload.length)
                .putInt(0x6000_0000)
                .putInt(payload.length << 16 | protocol << 8 | 1)
                .putLong(from.high())
                .putLong(from.wireLow())
                .putLong(to.high())
                .putLong(to.wireLow())
                .put(payload)
                .array();
    }

    private static ShardHarness seen(List<Observer> observers, byte[] packet, long... millis) {
        ShardHarness shard = ShardHarness.plain();
        for (Observer observer : observers) {
            Capture capture = new Capture(observer);
            Arrays.stream(millis).forEach(time -> capture.add(ms(time), packet));
            capture.end(shard);
        }
        return shard.finish(ms(10_000));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        // what, source, destination, protocol, first bytes of the payload
        "IGMP report, 10.0.0.5, 224.0.0.22, 2, 22000000",
        "IGMP query, 10.0.0.1, 224.0.0.1, 2, 11640000",
        "mDNS, 10.0.0.5, 224.0.0.251, 17, 14e914e900100000",
        "mDNS in IPv6, fe80::5, ff02::fb, 17, 14e914e900100000",
        "SSDP, 10.0.0.5, 239.255.255.250, 17, c350076c00100000",
        "SSDP reply to the group, 10.0.0.5, 239.255.255.250, 17, 076c076c00100000",
        "LLMNR, 10.0.0.5, 224.0.0.252, 17, c35014eb00100000",
        "DHCP discover, 0.0.0.0, 255.255.255.255, 17, 0044004300100000",
        "DHCP offer, 10.0.0.1, 255.255.255.255, 17, 0043004400100000",
        "DHCPv6, fe80::5, ff02::1:2, 17, 0222022300100000",
        "NetBIOS, 10.0.0.5, 10.0.0.255, 17, 0089008900100000",
        "NetBIOS from above, 10.0.0.255, 10.0.0.5, 17, 0089008900100000",
        "VRRP, 10.0.0.2, 224.0.0.18, 112, 21010164",
        "VRRP in IPv6, fe80::2, ff02::12, 112, 31010164",
        "OSPF, 10.0.0.2, 224.0.0.5, 89, 0201002c",
        "OSPF in IPv6, fe80::2, ff02::5, 89, 03010024",
        "PIM, 10.0.0.2, 224.0.0.13, 103, 20000000",
        "EIGRP, 10.0.0.2, 224.0.0.10, 88, 02050000",
        "HSRP, 10.0.0.2, 224.0.0.2, 17, 07c107c100100000",
        "CARP, 240.0.0.1, 224.0.0.18, 112, 21010164",
        "echo request to all, 10.0.0.5, 255.255.255.255, 1, 0800000000010001",
        "echo reply to all, 10.0.0.5, 224.0.0.1, 1, 0000000000010001",
        "echo reply, 10.0.0.5, 10.0.0.1, 1, 0000000000010001",
        "echo reply from below, 10.0.0.1, 10.0.0.5, 1, 0000000000010001",
        "timestamp reply, 10.0.0.5, 10.0.0.1, 1, 0e00000000010001",
        "timestamp reply to all, 10.0.0.5, 224.0.0.1, 1, 0e00000000010001",
        "information reply, 10.0.0.1, 10.0.0.5, 1, 1000000000010001",
        "mask reply, 10.0.0.1, 255.255.255.255, 1, 1200000000010001",
        "router advertisement, 10.0.0.1, 224.0.0.1, 1, 0900000001020708",
        "router solicitation, 10.0.0.5, 224.0.0.2, 1, 0a00000000000000",
        "unreachable, 10.0.0.5, 10.0.0.1, 1, 0301000000000000",
        "echo reply in IPv6, fe80::5, ff02::1, 58, 8100000000010001",
        "echo reply in IPv6 to one, fe80::5, fe80::1, 58, 8100000000010001",
        "MLD query, fe80::1, ff02::1, 58, 8200000027100000",
        "MLD report, fe80::5, ff02::fb, 58, 8300000000000000",
        "MLD done, fe80::5, ff02::2, 58, 8400000000000000",
        "MLDv2 report, fe80::5, ff02::16, 58, 8f00000000000001",
        "neighbour advertisement, fe80::5, ff02::1, 58, 8800000020000000",
        "neighbour advertisement to one, fe80::5, fe80::1, 58, 8800000060000000",
        "neighbour solicitation, fe80::5, ff02::1:ff00:1, 58, 8700000000000000",
        "duplicate address detection, ::, ff02::1:ff00:1, 58, 8700000000000000",
        "router advertisement in IPv6, fe80::1, ff02::1, 58, 8600000040000708",
        "router solicitation in IPv6, fe80::5, ff02::2, 58, 8500000000000000",
        "node information reply, fe80::5, ff02::1, 58, 8c00000000000000",
        "SYN-ACK to a group, 10.0.0.5, 224.0.0.1, 6, 00509c40000000010000000150120400",
        "SYN-ACK to all, 10.0.0.5, 255.255.255.255, 6, 00509c40000000010000000150120400",
        "SYN-ACK to a group of IPv6, fe80::5, ff02::1, 6, 00509c40000000010000000150120400",
        "RST to a group, 10.0.0.5, 224.0.0.1, 6, 00509c40000000010000000150040400",
        "SYN to a group, 10.0.0.5, 224.0.0.1, 6, 9c400050000000010000000150020400",
        "mapped, ::ffff:10.0.0.5, ff02::fb, 17, 14e914e900100000"
    })
    void takesSenderAsSource(String what, String src, String dst, int protocol, String start) {
        byte[] payload = Arrays.copyOf(HexFormat.of().parseHex(start), 24);
        byte[] packet = packet(src, dst, protocol, payload);
        List<Observer> one = List.of(Fragments.OBSERVER);
        List<ShardHarness> runs =
                List.of(
                        seen(one, packet, 0),
                        seen(one, packet, 999, 1_000),
                        seen(one, packet, 0, 1_000, 2_999, 3_000),
                        seen(one, packet, 5_000, 100, 7_000),
                        seen(List.of(Fragments.OBSERVER, OTHER), packet, 0, 1_000));
        for (ShardHarness run : runs) {
            assertThat(run.records)
                    .as(what)
                    .isNotEmpty()
                    .allSatisfy(
                            flow -> {
                                assertThat(flow.srcAddr()).isEqualTo(IpAddress.parse(src));
                                assertThat(flow.dstAddr()).isEqualTo(IpAddress.parse(dst));
                                assertThat(flow.dst().packets()).isZero();
                            });
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 500, 999, 1_000, 1_500, 20_000})
    void takesSenderOfRequestAsSourceWheneverItComes(long laterMillis) {
        byte[] reply = echo("10.0.0.1", "10.0.0.5", 0);
        byte[] request = echo("10.0.0.5", "10.0.0.1", 8);
        for (boolean replyFirst : new boolean[] {true, false}) {
            Capture capture = new Capture(Fragments.OBSERVER);
            capture.add(ms(0), replyFirst ? reply : request);
            capture.add(ms(laterMillis), replyFirst ? request : reply);
            ShardHarness shard = ShardHarness.plain();
            capture.end(shard);
            shard.finish(ms(laterMillis));
            assertThat(shard.records)
                    .singleElement()
                    .extracting(Flow::initiatorRule)
                    .isEqualTo(InitiatorRule.ICMP_REQUEST);
            assertThat(shard.records.getFirst().srcAddr()).hasToString("10.0.0.5");
        }
    }

    private static byte[] echo(String src, String dst, int type) {
        return packet(src, dst, 1, new byte[] {(byte) type, 0, 0, 0, 0, 1, 0, 1});
    }
}
