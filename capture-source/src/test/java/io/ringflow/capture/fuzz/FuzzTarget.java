package io.ringflow.capture.fuzz;

import io.ringflow.capture.decode.FramesFuzz;
import io.ringflow.capture.decode.Ipv6HeadersFuzz;
import io.ringflow.capture.file.PcapFuzz;
import io.ringflow.capture.file.PcapngFuzz;
import io.ringflow.capture.ring.RingBlocksFuzz;
import io.ringflow.capture.stream.DnsAnswersFuzz;
import io.ringflow.capture.stream.DnsFuzz;
import io.ringflow.capture.stream.HttpHostFuzz;
import io.ringflow.capture.stream.QuicHelloFuzz;
import io.ringflow.capture.stream.StreamLabelsFuzz;
import io.ringflow.capture.stream.TlsHelloFuzz;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A fuzz target: a parser of bytes that anybody may have sent, and the rules that it must keep.
 *
 * @param name its name on the command line
 * @param type the class whose method the fuzzer calls
 * @param execution that method
 * @param seeds the initial inputs
 * @param runs number of executions in an ordinary test run
 */
record FuzzTarget(
        String name, Class<?> type, Execution execution, Supplier<List<byte[]>> seeds, int runs) {

    /** One execution. */
    interface Execution {
        void run(byte[] input) throws IOException;
    }

    static List<FuzzTarget> all() {
        return List.of(
                new FuzzTarget(
                        "frames",
                        FramesFuzz.class,
                        FramesFuzz::fuzzerTestOneInput,
                        FramesFuzz::seeds,
                        10_000),
                new FuzzTarget(
                        "ipv6-headers",
                        Ipv6HeadersFuzz.class,
                        Ipv6HeadersFuzz::fuzzerTestOneInput,
                        Ipv6HeadersFuzz::seeds,
                        20_000),
                new FuzzTarget(
                        "pcap",
                        PcapFuzz.class,
                        PcapFuzz::fuzzerTestOneInput,
                        PcapFuzz::seeds,
                        1_500),
                new FuzzTarget(
                        "pcapng",
                        PcapngFuzz.class,
                        PcapngFuzz::fuzzerTestOneInput,
                        PcapngFuzz::seeds,
                        1_500),
                new FuzzTarget(
                        "ring-blocks",
                        RingBlocksFuzz.class,
                        RingBlocksFuzz::fuzzerTestOneInput,
                        RingBlocksFuzz::seeds,
                        10_000),
                new FuzzTarget(
                        "tls-hello",
                        TlsHelloFuzz.class,
                        TlsHelloFuzz::fuzzerTestOneInput,
                        TlsHelloFuzz::seeds,
                        8_000),
                new FuzzTarget(
                        "dns", DnsFuzz.class, DnsFuzz::fuzzerTestOneInput, DnsFuzz::seeds, 20_000),
                new FuzzTarget(
                        "dns-answers",
                        DnsAnswersFuzz.class,
                        DnsAnswersFuzz::fuzzerTestOneInput,
                        DnsAnswersFuzz::seeds,
                        20_000),
                new FuzzTarget(
                        "quic-hello",
                        QuicHelloFuzz.class,
                        QuicHelloFuzz::fuzzerTestOneInput,
                        QuicHelloFuzz::seeds,
                        3_000),
                new FuzzTarget(
                        "http-host",
                        HttpHostFuzz.class,
                        HttpHostFuzz::fuzzerTestOneInput,
                        HttpHostFuzz::seeds,
                        8_000),
                new FuzzTarget(
                        "stream-labels",
                        StreamLabelsFuzz.class,
                        StreamLabelsFuzz::fuzzerTestOneInput,
                        StreamLabelsFuzz::seeds,
                        1_500));
    }

    /** The initial inputs: the seeds, and all inputs that once broke a rule. */
    List<byte[]> corpus() throws IOException {
        List<byte[]> corpus = new ArrayList<>(seeds.get());
        URL folder = FuzzTarget.class.getResource("/fuzz/" + name);
        if (folder != null) {
            try (Stream<Path> files = Files.list(Path.of(URI.create(folder.toString())))) {
                for (Path file : files.sorted().toList()) {
                    corpus.add(Files.readAllBytes(file));
                }
            }
        }
        return corpus;
    }

    @Override
    public String toString() {
        return name;
    }
}
