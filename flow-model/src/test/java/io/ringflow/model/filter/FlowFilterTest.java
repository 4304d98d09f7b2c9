package io.ringflow.model.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.model.DnsResponse;
import io.ringflow.model.EndReason;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowEvent;
import io.ringflow.model.FlowFixture;
import io.ringflow.model.FlowLabels;
import io.ringflow.model.FlowNames;
import io.ringflow.model.FlowSide;
import io.ringflow.model.IpAddress;
import io.ringflow.model.NameSource;
import io.ringflow.model.Tunnel;
import io.ringflow.model.TunnelType;
import io.ringflow.model.field.FlowField;
import io.ringflow.model.filter.condition.Condition;
import io.ringflow.model.filter.condition.FilterField;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlowFilterTest {

    /** TCP from 10.0.0.1:40000 to 10.0.0.2:443, 1.5 ms, 4 packets, 400 bytes. */
    private static final Flow FLOW = new FlowFixture().flow();

    private static boolean matches(String text, Flow flow) {
        return FlowFilter.parse(text).matches(flow);
    }

    private static Flow richFlow() {
        FlowFixture flow = new FlowFixture();
        flow.vlanId = 7;
        flow.rttNanos = 2_500_000;
        flow.gap = true;
        flow.labels =
                new FlowLabels(
                        "WWW.Example.com",
                        "h2,http/1.1",
                        "grease",
                        "t13d1516h2_8daaf6152771_e5627efa2ab1",
                        "example.com",
                        "a\"b\\c");
        flow.names = new FlowNames("", "www.example.com", NameSource.DNS);
        flow.dns = new DnsResponse(3, 2_500_000);
        flow.tunnel =
                new Tunnel(
                        TunnelType.SIX_IN_FOUR,
                        Tunnel.NO_ID,
                        IpAddress.parse("192.0.2.1"),
                        IpAddress.parse("192.0.2.2"));
        flow.observers =
                List.of(
                        FlowFixture.observer("host-a", "eth0"),
                        FlowFixture.observer("host b", "file.pcap"));
        return flow.flow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " \t\n ",
                "srcAddr = 10.0.0.1",
                "dstPort=443",
                "protocol = TCP",
                "protocol = 6",
                "protocol IN (udp, Tcp)",
                "NOT srcAddr = ::ffff:10.0.0.1",
                "srcPort = 40000 AND dstPort = 443 and state = ended",
                "endReason = \"end-of-flow\" AND packets = 4",
                "endReason = End-Of-Flow",
                "host = host-a and interface = eth0",
                "  bytes  =  400  ",
                "id = 00c0ffee0000000000001234",
                "communityId LIKE 1:*",
                "event = end",
                "ipVersion = 4",
                "initiatorRule IN (syn)",
                "dscp = 46",
                "meanPacketBytes = 100",
                "stddevPacketBytes < 30 AND stddevPacketBytes > 28.2",
                "minPacketBytes = 60 AND maxPacketBytes = 100-140",
                "(((dstPort = 443)))",
                "NOT NOT dstPort = 443",
                "dstPort = https",
                "port IN (ssh, HTTPS) AND srcPort != https",
                "dstPort >= https AND dstPort < microsoft-ds",
                "addr in 10.0.0.0/8",
                "protocol not in udp AND dstPort IN 443",
                "bytes < 1kB AND bytes < 1KiB AND minPacketBytes = 60B",
                "meanPacketBytes < 1MB",
                "host ~ ^host-[a-f]$",
                "interface ~ \"^(eth|wlan)[0-9]\" AND host !~ ^eth",
                "(endReason ~ ^end-(of|in)-) AND state ~ ENDED",
                "srcTcpFlags ~ S"
            })
    void matchesTheFlowOfTheFixture(String text) {
        assertThat(matches(text, FLOW)).isTrue();
    }

    @Test
    void countsDurationsInTimesBackFromNow() {
        long now = FLOW.lastNanos() + 60_000_000_000L;

        assertThat(FlowFilter.parse("lastSeen >= 1m", () -> now).matches(FLOW)).isTrue();
        assertThat(FlowFilter.parse("lastSeen > 59.9s", () -> now).matches(FLOW)).isFalse();
        assertThat(FlowFilter.parse("firstSeen < 30s", () -> now).matches(FLOW)).isTrue();
        assertThat(FlowFilter.parse("firstSeen > 20000d", () -> 0).matches(FLOW)).isTrue();
        assertThat(FlowFilter.isRelative("bytes > 1 OR lastSeen > 1m")).isTrue();
        assertThat(FlowFilter.isRelative("durationMs > 1m")).isFalse();
    }

    @Test
    void writesDurationsInTimesAsTheMomentTheyMean() {
        FlowFilter filter = FlowFilter.parse("lastSeen > 1m", () -> FLOW.lastNanos());

        assertThat(FlowFilter.parse(filter.toString(), () -> 0)).isEqualTo(filter);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "host ~ \"a\\\"b\\\\\"",
                "host ~ a\\\"b",
                "host ~ \"\\. \\(\"",
                "(host ~ ^(a|b)\\.c$) OR host !~ (x)(y)",
                "NOT labels.tlsSni ~ [.]Example[.]com$"
            })
    void writesRegularExpressionsAsTextThatMeansTheSame(String text) {
        FlowFilter filter = FlowFilter.parse(text);

        assertThat(FlowFilter.parse(filter.toString())).isEqualTo(filter);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dstPort != https",
                "host ~ ^ost",
                "host ~ HOST-A",
                "addr in 10.1.0.0/16",
                "dstPort = http",
                "labels.tlsSni ~ .*",
                "srcAddr = 10.0.0.2",
                "srcPort = 40000 AND dstPort = 80",
                "vlanId = 1",
                "vlanId >= 0",
                "icmpType = 8",
                "rttMs < 1d",
                "tunnel.type = vxlan",
                "tunnel.srcAddr = ::/0",
                "labels.tlsSni LIKE *",
                "gap = true",
                "protocol = udp",
                "event IN (new, update)",
                "packets < 0"
            })
    void doesNotMatchIfATestFailsOrTheFieldIsAbsent(String text) {
        assertThat(matches(text, FLOW)).isFalse();
        assertThat(matches("NOT (" + text + ")", FLOW)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vlanId = 7",
                "tunnel.type = 6in4 AND tunnel.srcAddr = 192.0.2.0/24 AND NOT tunnel.id >= 0",
                "rttMs = 2.5 AND rttMs = 2500us AND rttMs > 2ms AND rttMs < 1s",
                "rttMs > durationMs",
                "labels.tlsSni = www.EXAMPLE.com",
                "labels.tlsSni LIKE *.example.COM",
                "labels.tlsSni LIKE (*.org, w*m)",
                "labels.dnsQuery != labels.tlsSni",
                "labels.tlsAlpn LIKE h2* AND labels.tlsAlpn NOT LIKE H2*",
                "labels.httpHost = \"A\\\"b\\\\c\"",
                "labels.ech = GREASE AND labels.ech != hidden",
                "ja4 LIKE t13d* AND ja4 = t13d1516h2_8daaf6152771_e5627efa2ab1",
                "dstName LIKE *.EXAMPLE.com AND dstName = labels.tlsSni AND nameSource = dns",
                "NOT srcName LIKE * AND srcName != a",
                "dnsRcode = nxdomain AND dnsRcode IN (SERVFAIL, NXDOMAIN)",
                "dnsLatencyMs = 2.5 AND dnsLatencyMs > 2ms",
                "host = host-a AND host = \"host b\" AND interface LIKE *.pcap",
                "host != host-c",
                "gap = TRUE"
            })
    void supportsEveryKindOfField(String text) {
        assertThat(matches(text, richFlow())).isTrue();
    }

    @Test
    void matchesTheExampleOfTheContract() {
        String text =
                "srcAddr = 10.0.0.0/8 AND dstPort IN (80, 443, 8000-8100) AND NOT protocol = udp"
                        + " AND bytes > 1M AND durationMs >= 2s";
        FlowFilter filter = FlowFilter.parse(text);

        assertThat(filter.matches(FLOW)).isFalse();
        assertThat(filter)
                .hasToString(
                        "srcAddr = 10.0.0.0/8 AND dstPort IN (80, 443, 8000-8100)"
                                + " AND protocol != udp AND bytes > 1000000"
                                + " AND durationMs >= 2000");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dstPort = 1 AND dstPort = 443 OR packets = 4 | true",
                "packets = 4 OR dstPort = 443 AND dstPort = 1 | true",
                "(packets = 4 OR dstPort = 443) AND dstPort = 1 | false",
                "NOT dstPort = 1 AND packets = 4 | true",
                "NOT dstPort = 1 OR packets = 4 | true",
                "NOT (dstPort = 1 OR packets = 4) | false",
                "NOT dstPort = 443 OR packets = 4 | true",
                "not(dstPort=443)or(packets=4)and(bytes=400) | true"
            })
    void notBindsTighterThanAndThanOr(String text, boolean verdict) {
        assertThat(matches(text, FLOW)).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "vlanId != 5 | true",
                "vlanId NOT IN (5, 6) | true",
                "NOT vlanId < 5 | true",
                "gap = false | true",
                "gap != true | true",
                "gap IN (true, false) | true",
                "labels.tlsSni NOT LIKE *.com | true",
                "rttMs <= durationMs | false",
                "addr != 10.0.0.1 | false",
                "addr != 10.0.0.3 | true",
                "port NOT IN (443, 80) | false",
                "NOT addr = 10.0.0.2 | false"
            })
    void negatesTheWholeTest(String text, boolean verdict) {
        assertThat(matches(text, FLOW)).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "srcAddr = 10.9.9.9/8 | true",
                "srcAddr = 10.0.0.0/32 | false",
                "srcAddr = 0.0.0.0/0 | true",
                "srcAddr = ::/0 | false",
                "srcAddr != ::/0 | true",
                "srcAddr = ::ffff:0:0/96 | false",
                "srcAddr IN (::/0, 0.0.0.0/0) | true",
                "srcAddr = ::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff | false",
                "srcAddr = 2001:db8::/32 | false",
                "srcAddr IN (2001:db8::/32, 10.0.0.0/31) | true",
                "addr = 10.0.0.2-10.0.0.9 | true",
                "srcAddr = 10.0.0.2-10.0.0.9 | false",
                "srcAddr = dstAddr | false",
                "addr = dstAddr | true"
            })
    void comparesAddresses(String text, boolean verdict) {
        assertThat(matches(text, FLOW)).isEqualTo(verdict);
    }

    @Test
    void comparesIpv6AddressesInAnySpelling() {
        Flow flow = new FlowFixture().between("2001:db8::1", 1, "2001:db8::2", 2, 6).flow();

        assertThat(matches("srcAddr = 2001:DB8:0:0:0:0:0:1", flow)).isTrue();
        assertThat(matches("srcAddr = 2001:db8::ffff/32", flow)).isTrue();
        assertThat(matches("srcAddr = ::/0 AND srcAddr != 0.0.0.0/0", flow)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "::ffff:10.0.0.1 | true",
                "::ffff:a00:1 | true",
                "10.0.0.1 | false",
                "::/0 | true",
                "::/64 | true",
                "::/80 | true",
                "::ffff:0:0/96 | true",
                "::ffff:10.0.0.0/104 | true",
                "::ffff:11.0.0.0/104 | false",
                "::ffff:0:0-::1:0:0:0 | true",
                "::1:0:0:0/80 | false",
                "0.0.0.0/0 | false",
                "::-::fffd:ffff:ffff | false"
            })
    void treatsMappedIpv6AddressesAsIpv6(String addresses, boolean verdict) {
        Flow flow = new FlowFixture().between("::ffff:10.0.0.1", 1, "::ffff:10.0.0.2", 2, 6).flow();

        assertThat(matches("srcAddr = " + addresses, flow)).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "firstSeen < 1970-01-01 | true",
                "firstSeen < 2026-01-01 | true",
                "firstSeen <= 1969-12-31T23:59:10Z | true",
                "firstSeen < 1969-12-31T23:59:10Z | false",
                "firstSeen >= 1970-01-01 | false",
                "firstSeen = 1969-12-31 | true",
                "firstSeen = 1969-12-31T23:59:10Z | true",
                "firstSeen = 1969-12-31T23:59:00Z-1970-01-02 | true",
                "firstSeen > 1677-09-22 | true",
                "lastSeen < 1970-01-01 | false",
                "lastSeen > 1969-12-31T23:59:59.999999999Z | true",
                "lastSeen > 30s | true",
                "firstSeen > 30s | false"
            })
    void comparesTimesBefore1970(String text, boolean verdict) {
        FlowFixture fixture = new FlowFixture();
        fixture.src = FlowSide.of(2, 120, -50_000_000_000L, 0);
        fixture.dst = FlowSide.SILENT;
        FlowFilter filter = FlowFilter.parse(text, () -> 0);

        assertThat(filter.matches(fixture.flow())).isEqualTo(verdict);
        assertThat(FlowFilter.parse(filter.toString(), () -> 0)).isEqualTo(filter);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bytes = 0.4k | true",
                "bytes >= 400 AND bytes <= 400 | true",
                "bytes > 400 OR bytes < 400 | false",
                "bytes > 399 AND bytes < 401 | true",
                "bytes < 1Ki AND bytes < 1M AND bytes < 1Gi | true",
                "bytes = 300-500 | true",
                "bytes != 300-399 | true",
                "port = 40k | true",
                "srcPort > dstPort | true",
                "srcPort <= dstPort | false",
                "srcPort != dstPort | true",
                "port < 1024 | true",
                "srcBytes > meanPacketBytes | true",
                "minPacketBytes = meanPacketBytes | false",
                "durationMs = 1.5 | true",
                "durationMs = 1500us | true",
                "durationMs >= 0.0015s | true",
                "durationMs > 1.5ms | false",
                "durationMs = 1ms-2ms | true",
                "durationMs < 0.001m | true",
                "durationMs > 1h | false"
            })
    void comparesNumbersAndDurations(String text, boolean verdict) {
        assertThat(matches(text, FLOW)).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "firstSeen = 2026-01-02T03:04:05.000000006Z | true",
                "firstSeen = 2026-01-02t04:04:05.000000006+01:00 | true",
                "firstSeen = \"2026-01-02 03:04:05.000000006Z\" | true",
                "firstSeen = 2026-01-02T03:04:05Z | false",
                "firstSeen > 2026-01-02T03:04:05Z | true",
                "firstSeen = 2026-01-02 | true",
                "firstSeen = 2026-01-01 | false",
                "firstSeen > 2026-01-02 | true",
                "firstSeen <= 2026-01-02 | false",
                "firstSeen < 2026-01-03 | true",
                "firstSeen = 2025-12-31-2026-01-02 | true",
                "firstSeen = 2026-01-02T03:04Z-2026-01-02T03:05Z | true",
                "firstSeen IN (2026-01-01, 2026-01-03) | false",
                "firstSeen < lastSeen | true"
            })
    void comparesTimes(String text, boolean verdict) {
        assertThat(matches(text, FLOW)).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "srcTcpFlags = APSF | true",
                "srcTcpFlags = fspa | true",
                "srcTcpFlags = SA | false",
                "srcTcpFlags LIKE *S* | true",
                "srcTcpFlags LIKE *s*f | true",
                "srcTcpFlags LIKE *R* | false",
                "dstTcpFlags IN (sa, R) | true",
                "dstTcpFlags LIKE sa | true",
                "srcTcpFlags = dstTcpFlags | false",
                "srcTcpFlags = \"\" | false"
            })
    void comparesTcpFlagsAsASet(String text, boolean verdict) {
        assertThat(matches(text, FLOW)).isEqualTo(verdict);
    }

    @Test
    void acceptsWordsInAnyCaseAndByPattern() {
        FlowFixture flow = new FlowFixture();
        flow.endReason = EndReason.NONE;
        flow.event = FlowEvent.NONE;

        assertThat(matches("state = ACTIVE AND endReason != forced-end", flow.flow())).isTrue();
        assertThat(matches("event LIKE *", flow.flow())).isFalse();
        assertThat(FlowFilter.parse("tcpState LIKE rst*"))
                .hasToString("tcpState IN (RSTO, RSTOS0, RSTR, RSTRH)");
        assertThat(FlowFilter.parse("endReason LIKE *-timeout"))
                .isEqualTo(FlowFilter.parse("endReason IN (idle-timeout, Active-Timeout)"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "protocol=6 and  srcAddr = 2001:DB8::0|protocol = tcp AND srcAddr = 2001:db8::",
                "NOT bytes > 50|NOT bytes > 50",
                "NOT (bytes = 5 AND host = a)|NOT (bytes = 5 AND host = a)",
                "host = a OR (host = b OR (host = c))|host = a OR host = b OR host = c",
                "(host = a OR host = b) AND packets = 1|(host = a OR host = b) AND packets = 1",
                "dstPort IN (5, 4, 3, 9, 3)|dstPort IN (3-5, 9)",
                "dstPort > 65535|packets < 0",
                "dstPort NOT IN (5)|dstPort != 5",
                "bytes >= 1M AND bytes < 2k|bytes >= 1000000 AND bytes < 2000",
                "durationMs > 1m|durationMs > 60000",
                "durationMs < 0.1|durationMs < 0.1",
                "srcAddr IN (10.0.0.0/25, 10.0.0.128/25)|srcAddr = 10.0.0.0/24",
                "srcAddr = ::/0|srcAddr = ::/0",
                "srcAddr = ::/70|srcAddr = ::/70",
                "srcAddr = ::ffff:0:0/96|srcAddr = ::ffff:0.0.0.0/96",
                "srcAddr IN (0.0.0.0/1, 128.0.0.0/1)|srcAddr = 0.0.0.0/0",
                "firstSeen = 2026-01-02 AND lastSeen >= 2026-01-03|"
                        + "firstSeen = 2026-01-02 AND lastSeen >= 2026-01-03",
                "srcTcpFlags != as|srcTcpFlags != AS",
                "labels.tlsSni = \"*.A b\"|labels.tlsSni = \"*.a b\"",
                "host = \"id\" OR host = \"Or\"|host = \"id\" OR host = \"Or\"",
                "NOT srcPort = dstPort|srcPort != dstPort"
            })
    void writesEqualFiltersAlike(String text, String written) {
        assertThat(FlowFilter.parse(text)).hasToString(written);
        assertThat(FlowFilter.parse(written)).isEqualTo(FlowFilter.parse(text));
    }

    /** Also checks that the documentation lists the words that are not fields of a flow. */
    @Test
    void documentationExamplesParse() throws IOException {
        String page = Files.readString(Path.of("../docs/33-filters.md"));
        List<String> examples =
                Pattern.compile("^```\\n(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL)
                        .matcher(page)
                        .results()
                        .flatMap(block -> block.group(1).lines())
                        .toList();

        assertThat(examples).hasSizeGreaterThan(5);
        assertThat(examples).allSatisfy(FlowFilter::parse);
        assertThat(FilterField.all())
                .filteredOn(field -> field.fields().size() != 1)
                .allSatisfy(field -> assertThat(page).contains("| `" + field.text() + "` |"));
    }

    @Test
    void joinsFilters() {
        FlowFilter either = FlowFilter.parse("dstPort = 80 OR dstPort = 443");

        assertThat(FlowFilter.ALL.and(either)).isEqualTo(either);
        assertThat(either.and(FlowFilter.ALL)).isEqualTo(either).hasSameHashCodeAs(either);
        assertThat(either.and(FlowFilter.parse("bytes = 400 AND packets = 4")))
                .hasToString("(dstPort = 80 OR dstPort = 443) AND bytes = 400 AND packets = 4");
    }

    @Test
    void normalisesConditionsThatAlwaysOrNeverHold() {
        Condition always = new Condition.All(List.of());
        Condition test = FlowFilter.parse("packets = 4").condition();

        assertThat(FlowFilter.of(always)).isSameAs(FlowFilter.ALL).hasToString("");
        assertThat(FlowFilter.of(new Condition.Any(List.of(always, test))))
                .isEqualTo(FlowFilter.ALL);
        assertThat(FlowFilter.of(new Condition.Not(new Condition.Any(List.of()))))
                .isEqualTo(FlowFilter.ALL);
        assertThat(FlowFilter.of(new Condition.All(List.of(test, new Condition.Not(always)))))
                .isEqualTo(FlowFilter.parse("packets < 0"));
        assertThat(FlowFilter.parse("packets < 0 OR packets = 4").condition()).isEqualTo(test);
    }

    @Test
    void knowsEveryFlowFieldExceptObservers() {
        assertThat(Arrays.stream(FlowField.values()).filter(f -> f != FlowField.OBSERVERS))
                .allSatisfy(
                        field ->
                                assertThat(FilterField.named(field.fieldName()))
                                        .hasValueSatisfying(
                                                it ->
                                                        assertThat(it.fields())
                                                                .containsExactly(field)));
        assertThat(FilterField.named("observers")).isEmpty();
        assertThat(FilterField.Several.ADDR.fields())
                .containsExactly(FlowField.SRC_ADDR, FlowField.DST_ADDR);
        assertThat(FilterField.Several.HOST.fields()).isEmpty();
    }
}
