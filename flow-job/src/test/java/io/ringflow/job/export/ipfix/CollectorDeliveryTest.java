package io.ringflow.job.export.ipfix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.ringflow.job.export.Chunk;
import io.ringflow.job.export.Delivery;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowSide;
import io.ringflow.model.TunnelType;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CollectorDeliveryTest {

    private static final int UDP_LIMIT = 1280 - 28;
    private static final long NOW = 1_800_000_000_000L;

    private final AtomicLong clock = new AtomicLong(NOW);
    private final List<Flow> flows = new RandomFlows(1).list(1_000);

    private CollectorDelivery delivery(
            CollectorSettings settings, Transport transport, byte[] position) throws Exception {
        return new CollectorDelivery(
                settings, transport, clock::get, ExportFixture.context(position, false));
    }

    private CollectedTransport deliver(CollectorSettings settings, List<Flow> delivered)
            throws Exception {
        CollectedTransport transport = new CollectedTransport(false, UDP_LIMIT);
        delivery(settings, transport, Delivery.NO_POSITION)
                .deliver(ExportFixture.chunks(settings, delivered));
        return transport;
    }

    private static CollectorSettings ipfix(boolean biflow) {
        return ExportFixture.settings(CollectorProtocol.IPFIX, biflow, 4739);
    }

    private static CollectorSettings netFlow9() {
        return ExportFixture.settings(CollectorProtocol.NETFLOW9, false, 2055);
    }

    private static long number(Map<String, byte[]> record, String element) {
        return new BigInteger(1, record.get(element)).longValue();
    }

    @Test
    void ipfixRecordHasBothDirections() throws Exception {
        List<Map<String, byte[]>> records = deliver(ipfix(true), flows).read().flows;
        assertThat(records).hasSameSizeAs(flows);
        assertThat(records).anyMatch(record -> record.containsKey("r1"));
        for (Map<String, byte[]> record : records) {
            Flow flow = flowOf(record);
            assertThat(number(record, "2")).isEqualTo(flow.src().packets());
            assertThat(number(record, "1")).isEqualTo(flow.src().bytes());
            if (flow.dst().packets() > 0) {
                assertThat(number(record, "r2")).isEqualTo(flow.dst().packets());
                assertThat(number(record, "r1")).isEqualTo(flow.dst().bytes());
                assertThat(number(record, "239")).isEqualTo(1);
                assertThat(record).doesNotContainKeys("25", "26");
            } else {
                assertThat(record).doesNotContainKeys("r1", "r2", "r6", "239");
                assertThat(number(record, "25")).isEqualTo(40);
                assertThat(number(record, "26")).isEqualTo(1500);
            }
            if (flow.tcp()) {
                assertThat(number(record, "6")).isEqualTo(flow.src().tcpFlags());
            }
            assertSameFacts(record, flow);
        }
    }

    private static void assertSameFacts(Map<String, byte[]> record, Flow flow) {
        assertThat(number(record, "4")).isEqualTo(flow.protocol());
        assertThat(number(record, "60")).isEqualTo(flow.ipVersion());
        assertThat(number(record, "136")).isEqualTo(flow.endReason().ordinal());
        assertThat(number(record, "5")).isEqualTo(flow.dscp() * 4L);
        assertThat(record.containsKey("58")).isEqualTo(flow.vlanId() >= 0);
        assertThat(number(record, "152")).isEqualTo(flow.firstNanos() / 1_000_000);
        assertThat(number(record, "153")).isEqualTo(flow.lastNanos() / 1_000_000);
        assertThat(nanos(record, "156")).isEqualTo(flow.firstNanos());
        assertThat(nanos(record, "157")).isEqualTo(flow.lastNanos());
        assertThat(new String(record.get("82"), UTF_8)).startsWith("eth");
        if (flow.tunnel().type() == TunnelType.VXLAN) {
            assertThat(number(record, "351")).isEqualTo((1L << 56) + flow.tunnel().id());
        }
        if (flow.icmpType() >= 0) {
            String element = flow.ipVersion() == 6 ? "139" : "32";
            assertThat(number(record, element)).isEqualTo(flow.icmpType() * 256L);
            assertThat(record).doesNotContainKeys("7", "11");
        } else {
            assertThat(number(record, "7")).isEqualTo(flow.srcPort());
        }
    }

    /** Nanoseconds since 1970 of an NTP timestamp (RFC 7011, 6.1.10). */
    private static long nanos(Map<String, byte[]> record, String element) {
        ByteBuffer value = ByteBuffer.wrap(record.get(element));
        long seconds = Integer.toUnsignedLong(value.getInt()) - 2_208_988_800L;
        return seconds * 1_000_000_000L
                + ((Integer.toUnsignedLong(value.getInt()) * 1_000_000_000L) >>> 32);
    }

    private Flow flowOf(Map<String, byte[]> record) {
        boolean v6 = record.containsKey("27");
        int source = (int) number(record, v6 ? "27" : "8") & 0xff_ffff;
        return flows.get(source / 2);
    }

    @ParameterizedTest
    @EnumSource
    void recordOfOneDirectionHasItsSenderAsSource(CollectorProtocol protocol) throws Exception {
        CollectorSettings settings = ExportFixture.settings(protocol, false, 4739);
        List<Map<String, byte[]>> records = deliver(settings, flows).read().flows;
        long answered = flows.stream().filter(flow -> flow.dst().packets() > 0).count();
        assertThat(records).hasSize(flows.size() + (int) answered);
        for (Map<String, byte[]> record : records) {
            Flow flow = flowOf(record);
            boolean v6 = record.containsKey("27");
            boolean responder = number(record, v6 ? "27" : "8") % 2 == 1;
            FlowSide sent = responder ? flow.dst() : flow.src();
            assertThat(number(record, "2")).isEqualTo(sent.packets());
            assertThat(number(record, "1")).isEqualTo(sent.bytes());
            if (flow.icmpType() >= 0) {
                long reply = flow.ipVersion() == 6 ? 129 << 8 : 0;
                assertThat(number(record, v6 ? "139" : "32"))
                        .isEqualTo(responder ? reply : flow.icmpType() << 8);
            } else {
                assertThat(number(record, "7"))
                        .isEqualTo(responder ? flow.dstPort() : flow.srcPort());
            }
            if (protocol == CollectorProtocol.NETFLOW9) {
                long boot = number(record, "boot");
                assertThat(boot + number(record, "22")).isEqualTo(sent.firstNanos() / 1_000_000);
                assertThat(boot + number(record, "21")).isEqualTo(sent.lastNanos() / 1_000_000);
            } else {
                assertThat(nanos(record, "156")).isEqualTo(sent.firstNanos());
            }
        }
    }

    @Test
    void netFlow9TimesSurviveFlowsThatAreYearsApart() throws Exception {
        List<Flow> years =
                List.of(
                        at(flows.get(0), 1_000_000_000_000_000_000L),
                        at(flows.get(1), 1_700_000_000_000_000_000L),
                        at(flows.get(2), 1_200_000_000_123_000_000L));
        List<Map<String, byte[]>> records = deliver(netFlow9(), years).read().flows;
        assertThat(records)
                .extracting(record -> number(record, "boot") + number(record, "22"))
                .containsExactly(1_000_000_000_000L, 1_700_000_000_000L, 1_200_000_000_123L);
    }

    private static Flow at(Flow flow, long nanos) {
        return Flow.builder(flow.id())
                .event(flow.event())
                .addresses(flow.srcAddr(), flow.dstAddr())
                .protocol(17, flow.ipVersion())
                .sides(FlowSide.of(1, 100, nanos, nanos + 5_000_000), FlowSide.SILENT)
                .build();
    }

    @ParameterizedTest
    @ValueSource(ints = {576, 1280, 1500, 9000})
    void messageFitsIntoTheMtu(int mtu) throws Exception {
        CollectedTransport transport = new CollectedTransport(false, mtu - 48);
        delivery(ipfix(true), transport, Delivery.NO_POSITION)
                .deliver(ExportFixture.chunks(ipfix(true), flows));
        assertThat(transport.messages).allMatch(message -> message.length <= mtu - 48);
        assertThat(transport.read().flows).hasSameSizeAs(flows);
        long full = transport.messages.stream().filter(m -> m.length > mtu - 48 - 250).count();
        assertThat(full).isGreaterThan(transport.messages.size() / 2);
    }

    @Test
    void sequenceNumbersContinueFromThePosition() throws Exception {
        List<Chunk> chunks = ExportFixture.chunks(ipfix(true), flows);
        CollectedTransport transport = new CollectedTransport(false, UDP_LIMIT);
        CollectorDelivery first = delivery(ipfix(true), transport, Delivery.NO_POSITION);
        first.deliver(chunks);
        delivery(ipfix(true), transport, first.position()).deliver(chunks);
        CollectedMessages read = transport.read(); // checks each sequence number
        assertThat(read.flows).hasSize(2 * flows.size());
        assertThat(read.sequences).hasSize(2);
    }

    @Test
    void failedBatchIsSentAgainWithTheSameSequenceNumbers() throws Exception {
        List<Chunk> chunks = ExportFixture.chunks(netFlow9(), flows);
        CollectedTransport failing = new CollectedTransport(false, UDP_LIMIT);
        failing.failAfter = 20;
        CollectorDelivery first = delivery(netFlow9(), failing, Delivery.NO_POSITION);
        byte[] position = first.position();
        assertThatIOException().isThrownBy(() -> first.deliver(chunks)).withMessage("refused");

        CollectedTransport again = new CollectedTransport(false, UDP_LIMIT);
        delivery(netFlow9(), again, position).deliver(chunks);
        assertThat(again.read().sequences.values()).allMatch(numbers -> numbers.getFirst() == 0);
        assertThat(again.messages.subList(0, 20))
                .usingRecursiveComparison()
                .isEqualTo(failing.messages);
    }

    @Test
    void templatesAreRepeatedAfterSomeTimeOverUdpOnly() throws Exception {
        for (boolean reliable : new boolean[] {false, true}) {
            CollectedTransport transport = new CollectedTransport(reliable, UDP_LIMIT);
            CollectorDelivery delivery = delivery(ipfix(true), transport, Delivery.NO_POSITION);
            List<Flow> same = List.of(flows.getFirst());
            for (int batch = 0; batch < 6; batch++) {
                delivery.deliver(ExportFixture.chunks(ipfix(true), same));
                clock.addAndGet(30_000);
            }
            CollectedMessages read = transport.read();
            assertThat(read.flows).hasSize(6);
            assertThat(read.definitions)
                    .allSatisfy((id, times) -> assertThat(times).isEqualTo(reliable ? 1 : 3));
        }
    }

    @Test
    void templatesAreRepeatedAfterSomeMessages() throws Exception {
        CollectedTransport transport = new CollectedTransport(false, UDP_LIMIT);
        CollectorDelivery delivery = delivery(netFlow9(), transport, Delivery.NO_POSITION);
        List<Chunk> chunks = ExportFixture.chunks(netFlow9(), List.of(flows.getFirst()));
        for (int batch = 0; batch <= 2 * DomainMessages.REFRESH_MESSAGES; batch++) {
            delivery.deliver(chunks);
        }
        assertThat(transport.read().definitions.values()).contains(3);
    }

    @Test
    void statisticsTellWhatWasExportedOfEachDomain() throws Exception {
        CollectedTransport transport = new CollectedTransport(false, UDP_LIMIT);
        CollectorDelivery delivery = delivery(ipfix(true), transport, Delivery.NO_POSITION);
        delivery.deliver(ExportFixture.chunks(ipfix(true), flows));
        long messages =
                transport.messages.stream().filter(m -> ByteBuffer.wrap(m).getInt(12) != 0).count();
        clock.addAndGet(61_000);
        delivery.deliver(List.of());
        Map<String, byte[]> last =
                transport.read().options.stream()
                        .filter(record -> record.containsKey("42"))
                        .reduce((one, other) -> other)
                        .orElseThrow();
        assertThat(number(last, "42")).isEqualTo(flows.size());
        assertThat(number(last, "41")).isEqualTo(messages);
        assertThat(number(last, "149")).isEqualTo(new ObservationDomains(0).of("host-a"));
    }

    @Test
    void statisticsAreSentByTimeWhileNoFlowEnds() throws Exception {
        CollectedTransport transport = new CollectedTransport(true, UDP_LIMIT);
        CollectorDelivery delivery = delivery(ipfix(true), transport, Delivery.NO_POSITION);
        delivery.deliver(ExportFixture.chunks(ipfix(true), flows));
        int sent = transport.messages.size();
        delivery.idle();
        assertThat(transport.messages).hasSize(sent);
        clock.addAndGet(60_000);
        delivery.idle();
        assertThat(transport.messages).hasSize(sent + 1);
        clock.addAndGet(60_000);
        CollectorDelivery restored = delivery(ipfix(true), transport, delivery.position());
        restored.idle();
        List<Map<String, byte[]>> exported =
                transport.read().options.stream()
                        .filter(record -> record.containsKey("42"))
                        .toList();
        assertThat(exported).hasSize(3);
        assertThat(number(exported.getLast(), "42")).isEqualTo(flows.size());
    }

    @Test
    void netFlow9StatisticsAreInTheDomainOfTheFlows() throws Exception {
        CollectedMessages read = deliver(netFlow9(), flows).read();
        assertThat(read.sequences).containsOnlyKeys(new ObservationDomains(0).of("host-a"));
        assertThat(read.options).hasSize(1);
    }
}
