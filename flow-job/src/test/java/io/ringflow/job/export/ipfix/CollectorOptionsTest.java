package io.ringflow.job.export.ipfix;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.job.export.ExportTarget;
import io.ringflow.job.export.ExportType;
import java.time.Duration;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CollectorOptionsTest {

    private static CollectorSettings read(ExportType type, FakeOptions options) {
        ExportTarget target = type.read(options);
        return ((CollectorTarget) target).settings();
    }

    @Test
    void typesAreFoundByName() {
        assertThat(ServiceLoader.load(ExportType.class))
                .extracting(ExportType::name)
                .contains("ipfix", "netflow9");
    }

    @Test
    void readsDefaults() {
        FakeOptions options = new FakeOptions(Map.of("collector", "192.0.2.1:4739"));
        assertThat(read(new IpfixExport(), options))
                .isEqualTo(
                        new CollectorSettings(
                                CollectorProtocol.IPFIX,
                                new CollectorAddress("192.0.2.1", 4739),
                                CollectorTransport.UDP,
                                TlsFiles.NONE,
                                true,
                                FlowTimes.BOTH,
                                Duration.ofMinutes(1),
                                1280,
                                0));
        assertThat(options.mistakes).isEmpty();
    }

    @Test
    void readsTls() {
        FakeOptions options =
                new FakeOptions(
                        Map.of(
                                "collector",
                                "[2001:db8::1]:4740",
                                "transport",
                                "tls",
                                "tls",
                                Map.of("authorityFile", "ca.crt"),
                                "biflow",
                                false,
                                "times",
                                "nanoseconds",
                                "observationDomainId",
                                0xffff_ffffL));
        CollectorSettings settings = read(new IpfixExport(), options);
        assertThat(settings.collector()).isEqualTo(new CollectorAddress("2001:db8::1", 4740));
        assertThat(settings.tls()).isEqualTo(new TlsFiles("", "", "ca.crt"));
        assertThat(settings.biflow()).isFalse();
        assertThat(settings.times()).isEqualTo(FlowTimes.NANOSECONDS);
        assertThat(settings.observationDomainId()).isEqualTo(0xffff_ffffL);
        assertThat(new CollectorTarget(settings).label())
                .isEqualTo("IPFIX to [2001:db8::1]:4740 (tls)");
        assertThat(options.mistakes).isEmpty();
    }

    @Test
    void netFlow9HasRecordsOfOneDirectionOverUdp() {
        FakeOptions options =
                new FakeOptions(Map.of("collector", "localhost:2055", "transport", "udp"));
        CollectorSettings settings = read(new NetFlow9Export(), options);
        assertThat(settings.biflow()).isFalse();
        assertThat(settings.protocol()).isEqualTo(CollectorProtocol.NETFLOW9);
    }

    @Test
    void reportsAllMistakes() {
        FakeOptions options =
                new FakeOptions(
                        Map.of(
                                "collector",
                                "nowhere",
                                "tls",
                                Map.of("certificateFile", "a", "password", "b")));
        read(new IpfixExport(), options);
        assertThat(options.mistakes)
                .containsExactlyInAnyOrder(
                        "collector: must be host:port of the collector, such as 192.0.2.1:4739",
                        "tls: password is unknown; must be certificateFile, keyFile or"
                                + " authorityFile",
                        "tls: needs transport: tls",
                        "tls: certificateFile and keyFile must be given together");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "host", ":1", "host:", "host:0", "host:65536", "::1:53", "[a]:1"})
    void refusesWhatIsNotHostAndPort(String text) {
        assertThat(CollectorAddress.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"a.example:1, a.example", "[::1]:65535, ::1", "192.0.2.1:4739, 192.0.2.1"})
    void readsHostAndPort(String text, String host) {
        CollectorAddress address = CollectorAddress.parse(text).orElseThrow();
        assertThat(address.host()).isEqualTo(host);
        assertThat(address.text()).isEqualTo(text);
    }
}
