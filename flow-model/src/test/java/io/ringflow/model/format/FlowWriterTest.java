package io.ringflow.model.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.model.EndReason;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowEvent;
import io.ringflow.model.FlowFixture;
import io.ringflow.model.FlowLabels;
import io.ringflow.model.FlowSide;
import io.ringflow.model.Protocols;
import io.ringflow.model.field.FlowField;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlowWriterTest {

    private static String written(FlowWriter writer, Flow... flows) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(writer.header());
        for (Flow flow : flows) {
            writer.write(flow, out);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void writesCsvColumnsInTheOrderOfTheFields() {
        FlowFixture fixture = new FlowFixture();
        fixture.vlanId = 7;
        FlowWriter writer =
                FlowWriter.csv(List.of(FlowField.DST_PORT, FlowField.SRC_ADDR, FlowField.VLAN_ID));

        assertThat(written(writer, fixture.flow()))
                .isEqualTo("dstPort,srcAddr,vlanId\n443,10.0.0.1,7\n");
    }

    @Test
    void writesEmptyCsvCellsForAbsentValues() {
        FlowWriter writer =
                FlowWriter.csv(List.of(FlowField.VLAN_ID, FlowField.SRC_PORT, FlowField.GAP));

        assertThat(written(writer, new FlowFixture().flow()))
                .isEqualTo("vlanId,srcPort,gap\n,40000,\n");
    }

    @Test
    void quotesCsvCellsWithSeparatorsQuotesOrLineEnds() {
        FlowFixture fixture = new FlowFixture();
        fixture.observers =
                List.of(
                        FlowFixture.observer("a,b", "eth0"),
                        FlowFixture.observer("say \"hi\"", "line\nend"));
        List<FlowField> fields = List.of(FlowField.OBSERVERS, FlowField.STATE);
        FlowWriter writer = FlowWriter.csv(fields, CsvText.RAW);

        assertThat(written(writer, fixture.flow()))
                .isEqualTo("observers,state\n\"a,b/eth0 say \"\"hi\"\"/line\nend\",ended\n");
    }

    @Test
    void writesFormulasWithAnApostropheUnlessRaw() {
        FlowFixture fixture = new FlowFixture();
        fixture.observers = List.of(FlowFixture.observer("=cmd|'/C calc'!A0", "eth0\u001b"));
        fixture.labels = new FlowLabels("+sni", "-alpn", "", "", "@dns", "\t=host");
        List<FlowField> fields =
                List.of(
                        FlowField.OBSERVERS,
                        FlowField.TLS_SNI,
                        FlowField.TLS_ALPN,
                        FlowField.DNS_QUERY,
                        FlowField.HTTP_HOST,
                        FlowField.SRC_PORT);

        assertThat(written(FlowWriter.csv(fields), fixture.flow()).lines().skip(1))
                .containsExactly(
                        "'=cmd|'/C calc'!A0/eth0\\u001b,'+sni,'-alpn,'@dns,'\\t=host,40000");
        assertThat(written(FlowWriter.csv(fields, CsvText.RAW), fixture.flow()).lines().skip(1))
                .containsExactly("=cmd|'/C calc'!A0/eth0\u001b,+sni,-alpn,@dns,\t=host,40000");
    }

    @Test
    void writesCsvNumbersWithoutApostrophe() {
        FlowFixture fixture = new FlowFixture();
        fixture.src = FlowSide.of(1, 60, 2_000_000_000L, 2_000_000_000L);
        fixture.dst = FlowSide.of(1, 60, 1_000_000_000L, 1_000_000_000L);
        FlowWriter writer = FlowWriter.csv(List.of(FlowField.PACKETS, FlowField.DURATION_MS));

        assertThat(written(writer, fixture.flow())).doesNotContain("'");
    }

    @Test
    void writesEveryFieldOnceInCsv() {
        String[] lines =
                written(FlowWriter.Format.CSV.writer(), new FlowFixture().flow()).split("\n");

        assertThat(lines).hasSize(2);
        assertThat(lines[0].split(","))
                .containsExactly(
                        List.of(FlowField.values()).stream()
                                .map(FlowField::fieldName)
                                .toArray(String[]::new));
        assertThat(lines[1].split(",", -1)).hasSameSizeAs(FlowField.values());
    }

    @Test
    void alignsTheColumnsOfATable() {
        FlowFixture v6 =
                new FlowFixture().between("2001:db8::1", 53, "fe80::2", 4000, Protocols.UDP);
        v6.endReason = EndReason.NONE;
        FlowFixture gre = new FlowFixture().between("10.0.0.1", 0, "10.0.0.2", 0, 47);
        String[] lines =
                written(
                                FlowWriter.Format.TABLE.writer(),
                                new FlowFixture().flow(),
                                v6.flow(),
                                gre.flow())
                        .lines()
                        .toArray(String[]::new);

        assertThat(lines).hasSize(4);
        assertThat(lines[1].split(" +"))
                .containsExactly(
                        "2026-01-02",
                        "03:04:05.000",
                        "0.002",
                        "tcp",
                        "10.0.0.1:40000",
                        "10.0.0.2:443",
                        "4",
                        "400",
                        "APSF",
                        "end-of-flow");
        assertThat(lines[2]).contains("[2001:db8::1]:53", "[fe80::2]:4000").doesNotContain("APSF");
        assertThat(lines[3]).contains(" gre ", " 10.0.0.1 ", " 10.0.0.2 ").doesNotContain(":0 ");
        int source = lines[0].indexOf("SOURCE");
        assertThat(lines[1].indexOf("10.0.0.1")).isEqualTo(source);
        assertThat(lines[2].indexOf("[2001")).isEqualTo(source);
    }

    @Test
    void leavesOutColumnsOfATableThatDoNotFitTheTerminal() {
        Flow flow =
                new FlowFixture()
                        .between("192.168.100.101", 40000, "192.168.100.102", 443, Protocols.TCP)
                        .flow();
        for (int width : new int[] {60, 67, 80, 100, 120, 160}) {
            String[] lines =
                    written(FlowWriter.Format.TABLE.writer(CsvText.SAFE, width), flow)
                            .lines()
                            .toArray(String[]::new);
            assertThat(lines).allMatch(line -> line.length() <= Math.max(width, 67));
            assertThat(lines[0]).contains("SOURCE", "DESTINATION", "PACKETS", "BYTES");
            assertThat(lines[1]).contains("192.168.100.101:40000 ", "192.168.100.102:443 ", " 400");
        }
        String narrow = written(FlowWriter.Format.TABLE.writer(CsvText.SAFE, 80), flow);
        assertThat(narrow).contains("03:04:05.000").doesNotContain("2026-01-02", "SECONDS", "END");
        assertThat(written(FlowWriter.Format.TABLE.writer(CsvText.SAFE, 130), flow))
                .contains("SECONDS", "FLAGS", "end-of-flow");
    }

    @Test
    void showsAddressesAndCountsOfATableWholeInAnyWidth() {
        String[] lines =
                written(
                                FlowWriter.Format.TABLE.writer(CsvText.SAFE, 80),
                                new FlowFixture()
                                        .between(
                                                "2001:db8:1111:2222:3333:4444:5555:6666",
                                                40000,
                                                "2001:db8:1111:2222:3333:4444:5555:7777",
                                                443,
                                                Protocols.TCP)
                                        .flow())
                        .lines()
                        .toArray(String[]::new);

        assertThat(lines[1])
                .contains("[2001:db8:1111:2222:3333:4444:5555:6666]:40000 ")
                .contains("[2001:db8:1111:2222:3333:4444:5555:7777]:443 ")
                .endsWith(" 400");
    }

    @Test
    void writesATableOfTimesThatAreOutOfRange() {
        FlowFixture fixture = new FlowFixture();
        fixture.src = FlowSide.of(1, 60, Long.MAX_VALUE, Long.MAX_VALUE);
        fixture.dst = FlowSide.SILENT;

        assertThat(written(FlowWriter.Format.TABLE.writer(), fixture.flow()))
                .contains("+10000-01-01 00:00:00");
    }

    @Test
    void omitsTheEventOfFlowsWithoutOne() {
        FlowFixture fixture = new FlowFixture();
        fixture.event = FlowEvent.NONE;
        FlowWriter writer = FlowWriter.ndjson(List.of(FlowField.EVENT, FlowField.STATE));

        assertThat(written(writer, fixture.flow())).isEqualTo("{\"state\":\"ended\"}\n");
    }

    @ParameterizedTest
    @CsvSource({
        "flows.ndjson, NDJSON",
        "/var/log/FLOWS.CSV, CSV",
        "flows.parquet, PARQUET",
        "conn.log, ZEEK",
        "./eve.json, EVE"
    })
    void findsTheFormatOfAFileByItsName(String path, FlowWriter.Format format) {
        assertThat(FlowWriter.Format.ofFile(path)).contains(format);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "flows",
                "flows.json",
                "flows.log",
                "myconn.log",
                "conn.log/flows",
                "/dev/null",
                "-",
                ""
            })
    void findsNoFormatForOtherNames(String path) {
        assertThat(FlowWriter.Format.ofFile(path)).isEmpty();
    }

    @Test
    void listsTheWordsOfTheFormats() {
        assertThat(FlowWriter.Format.words())
                .containsExactly("ndjson", "csv", "table", "parquet", "zeek", "zeek-json", "eve");
    }
}
