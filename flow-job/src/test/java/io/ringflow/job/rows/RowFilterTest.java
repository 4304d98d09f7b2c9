package io.ringflow.job.rows;

import static io.ringflow.job.track.ShardHarness.ms;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.fragment.Fragments;
import io.ringflow.capture.fragment.Packet;
import io.ringflow.job.query.PublishedShards;
import io.ringflow.model.Flow;
import io.ringflow.model.Observer;
import io.ringflow.model.Protocols;
import io.ringflow.model.filter.FlowFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RowFilterTest {

    private static final long SEED = 31;
    private static final int FILTERS = 3_000;

    /** One condition for each kind of test of a row, and some that need the flow as an object. */
    private static final List<String> TESTS =
            List.of(
                    "srcAddr = 10.0.0.%d",
                    "dstAddr IN (10.0.0.%d, 10.0.0.7)",
                    "addr = 10.0.0.%d",
                    "addr = 10.0.0.%d/30",
                    "srcPort = 44%d",
                    "dstPort IN (440-44%d)",
                    "port = 44%d",
                    "port = 0",
                    "protocol = udp",
                    "protocol IN (tcp, icmp)",
                    "ipVersion = 4",
                    "vlanId = %d",
                    "state = active",
                    "endReason = idle-timeout",
                    "firstSeen > \"1970-01-12T13:46:4%d.5Z\"",
                    "durationMs >= 0.%d",
                    "durationMs < 50",
                    "meanPacketBytes > %d00",
                    "stddevPacketBytes > %d0",
                    "packets > %d",
                    "bytes < %dk",
                    "srcBytes > 200",
                    "dstPackets = %d",
                    "srcTcpFlags LIKE *A*",
                    "tcpState = OTH",
                    "rttMs > %d",
                    "srcRetransmits = 0",
                    "icmpType = %d",
                    "dscp = 0",
                    "minPacketBytes < %d00",
                    "maxPacketBytes > %d00",
                    "initiatorRule = first-packet",
                    "labels.tlsSni LIKE *%d*",
                    "gap = false",
                    "host = host-a",
                    "host LIKE *-b",
                    "interface = eth%d",
                    "communityId LIKE 1:%d*",
                    "srcPort < dstPort",
                    "srcBytes >= dstBytes",
                    "srcAddr != dstAddr");

    private final Random random = new Random(SEED);
    private final PublishedShards shards = new PublishedShards(2);

    @BeforeEach
    void seeTraffic() {
        int[] protocols = {Protocols.TCP, Protocols.UDP, Protocols.ICMP, 132};
        List<Packet> packets = new ArrayList<>();
        for (int i = 0; i < 1500; i++) {
            packets.add(
                    new Packet(
                            ms(i),
                            Packet.end(1 + random.nextInt(9), 440 + random.nextInt(10)),
                            Packet.end(1 + random.nextInt(9), 440 + random.nextInt(10)),
                            protocols[random.nextInt(protocols.length)],
                            Packet.ACK,
                            60 + random.nextInt(900)));
        }
        shards.see(Fragments.OBSERVER, packets);
        shards.see(new Observer("host-b", "eth1"), packets.subList(0, 400));
        shards.advance(33_000);
    }

    @AfterEach
    void withdraw() {
        shards.close();
    }

    private String filter(int depth) {
        if (depth == 0 || random.nextInt(3) == 0) {
            return TESTS.get(random.nextInt(TESTS.size())).replace("%d", "" + random.nextInt(10));
        }
        String word = random.nextBoolean() ? " AND " : " OR ";
        return switch (random.nextInt(4)) {
            case 0 -> "NOT (" + filter(depth - 1) + ")";
            case 1 -> filter(depth - 1) + word + filter(depth - 1);
            default -> "(" + filter(depth - 1) + ")" + word + "(" + filter(depth - 1) + ")";
        };
    }

    @Test
    void matchesSameFlowsAsFilterOfObjects() {
        List<Flow> all = shards.held();
        List<String> filters =
                new ArrayList<>(IntStream.range(0, FILTERS).mapToObj(i -> filter(i % 4)).toList());
        filters.addAll(TESTS.stream().map(test -> test.replace("%d", "3")).toList());
        int selective = 0;
        for (String text : filters) {
            FlowFilter filter = FlowFilter.parse(text);
            List<Flow> expected = all.stream().filter(filter::matches).toList();
            assertThat(shards.scanned(text)).as(text).isEqualTo(expected);
            selective += expected.isEmpty() || expected.size() == all.size() ? 0 : 1;
        }
        assertThat(selective)
                .as("filters that match some flows but not all")
                .isGreaterThan(FILTERS / 2);
    }

    @Test
    void findsFlowById() {
        Flow flow = shards.held().get(17);

        assertThat(shards.scanned("id = " + flow.id())).containsExactly(flow);
        assertThat(shards.scanned("id LIKE " + flow.id().toString().substring(0, 12) + "*"))
                .contains(flow);
    }
}
