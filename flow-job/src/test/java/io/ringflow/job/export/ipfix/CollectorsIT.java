package io.ringflow.job.export.ipfix;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.job.CapturedFlows;
import io.ringflow.model.Flow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Needs nfdump, pmacct and tshark, and for real traffic the captures beside the project: exports
 * flows to collectors of other projects and compares what they have with the flows.
 */
class CollectorsIT {

    private static final int RANDOM_FLOWS = 3_000;

    private static List<Flow> capturedFlows;

    @TempDir Path directory;

    /** What is exported. */
    enum Traffic {
        GENERATED,
        CAPTURED;

        List<Flow> flows() throws Exception {
            return this == GENERATED ? new RandomFlows(7).list(RANDOM_FLOWS) : captured();
        }
    }

    private static synchronized List<Flow> captured() throws Exception {
        Path folder = Path.of("../../shared/captures/dev").toAbsolutePath().normalize();
        Assumptions.assumeTrue(Files.isDirectory(folder), "skipped: no captures at " + folder);
        if (capturedFlows == null) {
            try (Stream<Path> files = Files.list(folder)) {
                capturedFlows = CapturedFlows.of(files.sorted().toList());
            }
        }
        return capturedFlows;
    }

    /**
     * NetFlow v9 and pmacct have seconds of 32 bits, which end in 2106; a damaged capture has later
     * ones.
     */
    private static List<Flow> in32Bits(List<Flow> flows) {
        return flows.stream()
                .filter(flow -> (flow.lastNanos() / 1_000_000_000) >>> 32 == 0)
                .toList();
    }

    /** Fails with what differs only, because there are thousands of records. */
    private static void assertSame(
            Collection<CollectedFlow> collected, Collection<CollectedFlow> expected) {
        assertThat(expected).isNotEmpty();
        assertThat(without(collected, expected)).as("unexpected records").isEmpty();
        assertThat(without(expected, collected)).as("missing records").isEmpty();
    }

    private static List<CollectedFlow> without(
            Collection<CollectedFlow> flows, Collection<CollectedFlow> removed) {
        Map<CollectedFlow, Integer> left = new HashMap<>();
        removed.forEach(flow -> left.merge(flow, 1, Integer::sum));
        return flows.stream().filter(flow -> left.merge(flow, -1, Integer::sum) < 0).toList();
    }

    @ParameterizedTest
    @EnumSource
    void nfcapdCollectsIpfix(Traffic traffic) throws Exception {
        List<Flow> flows = traffic.flows();
        for (boolean biflow : new boolean[] {true, false}) {
            Path folder = Files.createDirectory(directory.resolve("biflow-" + biflow));
            assertSame(
                    NfdumpCollector.collect(folder, CollectorProtocol.IPFIX, biflow, flows),
                    CollectedFlow.of(flows, biflow));
        }
    }

    @ParameterizedTest
    @EnumSource
    void nfcapdCollectsNetFlow9(Traffic traffic) throws Exception {
        List<Flow> flows = in32Bits(traffic.flows());
        assertSame(
                NfdumpCollector.collect(directory, CollectorProtocol.NETFLOW9, false, flows),
                CollectedFlow.of(flows, false));
    }

    @ParameterizedTest
    @EnumSource
    void nfacctdCollectsIpfix(Traffic traffic) throws Exception {
        List<Flow> flows = in32Bits(traffic.flows());
        List<CollectedFlow> collected =
                PmacctCollector.collect(directory, CollectorProtocol.IPFIX, flows);
        assertSame(
                CollectedFlow.summed(collected),
                CollectedFlow.summed(CollectedFlow.of(flows, false)));
    }

    /** nfacctd keeps whole seconds of NetFlow v9's times. */
    @ParameterizedTest
    @EnumSource
    void nfacctdCollectsNetFlow9(Traffic traffic) throws Exception {
        List<Flow> flows = in32Bits(traffic.flows());
        List<CollectedFlow> collected =
                PmacctCollector.collect(directory, CollectorProtocol.NETFLOW9, flows);
        List<CollectedFlow> expected =
                CollectedFlow.of(flows, false).stream().map(CollectedFlow::inSeconds).toList();
        assertSame(CollectedFlow.summed(collected), CollectedFlow.summed(expected));
    }

    @ParameterizedTest
    @EnumSource
    void tsharkDissectsMessagesWithoutWarning(Traffic traffic) throws Exception {
        List<Flow> flows = traffic.flows();
        for (CollectorProtocol protocol : CollectorProtocol.values()) {
            boolean biflow = protocol == CollectorProtocol.IPFIX;
            CollectorSettings settings = ExportFixture.settings(protocol, biflow, 4739);
            CollectedTransport transport = new CollectedTransport(false, 1252);
            new CollectorDelivery(
                            settings, transport, System::currentTimeMillis, ExportFixture.context())
                    .deliver(ExportFixture.chunks(settings, flows));
            List<String> packets =
                    DissectedMessages.dissect(directory, transport.messages, "cflow.packets");
            long sum =
                    packets.stream()
                            .flatMap(line -> Arrays.stream(line.split(",", -1)))
                            .filter(text -> !text.isEmpty())
                            .mapToLong(Long::parseLong)
                            .sum();
            assertThat(sum).isEqualTo(flows.stream().mapToLong(Flow::packets).sum());
        }
    }
}
