package io.ringflow.job.query;

import static io.ringflow.job.track.ShardHarness.ms;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.fragment.Fragments;
import io.ringflow.capture.fragment.Packet;
import io.ringflow.model.Flow;
import io.ringflow.model.Observer;
import io.ringflow.model.ObserverCount;
import io.ringflow.model.Protocols;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.filter.condition.FilterField;
import io.ringflow.model.state.answer.TopAnswer;
import io.ringflow.model.state.query.Metric;
import io.ringflow.model.state.query.TopQuery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopFlowsTest {

    private static final Observer OTHER = new Observer("host-b", "eth1");

    private final PublishedShards shards = new PublishedShards(3);

    @BeforeEach
    void seeTraffic() {
        Random random = new Random(23);
        List<Packet> packets = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            packets.add(
                    new Packet(
                            ms(i / 4),
                            Packet.end(1 + random.nextInt(20), 443 + random.nextInt(3)),
                            Packet.end(1 + random.nextInt(20), 443 + random.nextInt(3)),
                            random.nextBoolean() ? Protocols.UDP : Protocols.TCP,
                            Packet.ACK,
                            60 + random.nextInt(900)));
        }
        shards.see(Fragments.OBSERVER, packets).see(OTHER, packets.subList(0, 500));
        shards.advance(2_000);
    }

    @AfterEach
    void withdraw() {
        shards.close();
    }

    private static List<FilterField> fields(String names) {
        List<FilterField> fields = new ArrayList<>();
        for (String name : names.split(",", -1)) {
            fields.add(FilterField.named(name).orElseThrow());
        }
        return fields;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "srcAddr",
                "dstAddr",
                "addr",
                "port",
                "protocol",
                "dstPort",
                "state",
                "host",
                "interface",
                "srcAddr,dstPort",
                "addr,port,protocol",
                "host,interface,addr"
            })
    void sumsFlowsByFields(String names) {
        List<FilterField> by = fields(names);
        TopAnswer answer =
                shards.state.top(
                        new TopQuery(by, Metric.BYTES, FlowFilter.ALL, Optional.empty(), 7));

        Map<List<String>, long[]> sums = new HashMap<>();
        long bytes = 0;
        for (Flow flow : shards.held()) {
            bytes += flow.bytes();
            if (by.contains(FilterField.Several.HOST)
                    || by.contains(FilterField.Several.INTERFACE)) {
                for (ObserverCount seen : flow.observers()) {
                    add(sums, keys(flow, seen, by), seen.bytes(), seen.packets());
                }
            } else {
                add(sums, keys(flow, null, by), flow.bytes(), flow.packets());
            }
        }
        List<long[]> most =
                sums.values().stream()
                        .sorted(Comparator.comparingLong((long[] sum) -> -sum[0]))
                        .toList();
        int shown = Math.min(7, most.size());
        assertThat(answer.basis()).isEqualTo(TopAnswer.Basis.FLOWS);
        assertThat(answer.top()).hasSize(shown);
        for (int i = 0; i < shown; i++) {
            TopAnswer.Entry entry = answer.top().get(i);
            assertThat(entry.bytes()).isEqualTo(most.get(i)[0]);
            assertThat(new long[] {entry.bytes(), entry.packets(), entry.flows()})
                    .isEqualTo(sums.get(entry.key()));
            assertThat(entry.share()).isEqualTo((double) entry.bytes() / bytes);
        }
        assertThat(answer.other().flows())
                .isEqualTo(most.subList(shown, most.size()).stream().mapToLong(s -> s[2]).sum());
    }

    private static void add(
            Map<List<String>, long[]> sums, List<List<String>> keys, long bytes, long packets) {
        for (List<String> key : keys) {
            long[] sum = sums.computeIfAbsent(key, newKey -> new long[3]);
            sum[0] += bytes;
            sum[1] += packets;
            sum[2]++;
        }
    }

    /** The keys that a flow counts for as seen by an observer, from the flow as an object. */
    private static List<List<String>> keys(Flow flow, ObserverCount seen, List<FilterField> by) {
        List<List<String>> keys = List.of(List.of());
        for (FilterField field : by) {
            List<List<String>> longer = new ArrayList<>();
            for (List<String> key : keys) {
                for (String value : values(flow, seen, field)) {
                    List<String> more = new ArrayList<>(key);
                    more.add(value);
                    longer.add(more);
                }
            }
            keys = longer;
        }
        return keys;
    }

    private static Set<String> values(Flow flow, ObserverCount seen, FilterField field) {
        Set<String> values = new TreeSet<>();
        if (field == FilterField.Several.HOST) {
            values.add(seen.observer().host());
        } else if (field == FilterField.Several.INTERFACE) {
            values.add(seen.observer().host() + "/" + seen.observer().interfaceName());
        } else {
            field.fields().forEach(part -> values.add(part.text(flow).orElse("")));
        }
        return values;
    }

    @Test
    void countsFlowsThatMatchFilterAndWindow() {
        shards.see(Fragments.OBSERVER, List.of(Packet.udp(ms(9_000), 7), Packet.udp(ms(9_000), 8)));
        shards.advance(10_000);

        TopAnswer answer =
                shards.state.top(
                        new TopQuery(
                                fields("srcPort"),
                                Metric.FLOWS,
                                FlowFilter.parse("srcPort = 7"),
                                Optional.of(Duration.ofSeconds(5)),
                                10));

        assertThat(answer.top()).containsExactly(new TopAnswer.Entry(List.of("7"), 100, 1, 1, 1.0));
        assertThat(answer.other().flows()).isZero();
    }
}
