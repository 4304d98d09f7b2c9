package io.ringflow.history.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.model.DnsResponse;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowFixture;
import io.ringflow.model.FlowNames;
import io.ringflow.model.FlowSide;
import io.ringflow.model.NameSource;
import io.ringflow.model.field.FlowField;
import io.ringflow.model.filter.RandomFlows;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.duckdb.DuckDBConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FlowColumnTest {

    private DuckDBConnection connection;

    @BeforeEach
    void open() throws SQLException {
        connection = (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:");
        try (Statement statement = connection.createStatement()) {
            statement.execute(FlowSql.createStage("t"));
        }
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void aRowGivesTheSameFlow() throws SQLException {
        List<Flow> flows = new ArrayList<>(special());
        RandomFlows random = new RandomFlows(new Random(43));
        for (int i = 0; i < 500; i++) {
            flows.add(asCaptured(random.next()));
        }
        append(flows);

        assertThat(read()).containsExactlyElementsOf(flows);
    }

    @Test
    void theSqlOfAFieldSaysWhatTheFieldSays() throws SQLException {
        List<Flow> flows = new ArrayList<>(special());
        RandomFlows random = new RandomFlows(new Random(44));
        for (int i = 0; i < 200; i++) {
            flows.add(asCaptured(random.next()));
        }
        append(flows);

        for (FlowField field : FlowField.values()) {
            String sql = FlowSql.expression(field).orElse(null);
            if (sql == null || field == FlowField.OBSERVERS) {
                continue;
            }
            String select = "SELECT " + sql + " FROM t";
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(select)) {
                for (Flow flow : flows) {
                    assertThat(rows.next()).isTrue();
                    assertSame(field, flow, rows);
                }
            }
        }
    }

    @Test
    void observersHaveTheirOwnTimesAndCounters() throws SQLException {
        append(List.of(new FlowFixture().flow()));

        String select = "SELECT " + FlowSql.fields() + " FROM t";
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT observers::VARCHAR FROM (" + select + ")")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1))
                    .contains("'host': host-a", "'packets': 4", "'bytes': 400")
                    .contains("'firstSeen': '2026-01-02 03:04:05");
        }
    }

    private static void assertSame(FlowField field, Flow flow, ResultSet rows) throws SQLException {
        String text = field.text(flow).orElse(null);
        switch (field) {
            case FIRST_SEEN, LAST_SEEN -> assertThat(rows.getObject(1)).isNotNull();
            case GAP, CONTINUED -> assertThat(rows.getBoolean(1)).isEqualTo("true".equals(text));
            case DURATION_MS, RTT_MS, DNS_LATENCY_MS, MEAN_PACKET_BYTES, STDDEV_PACKET_BYTES ->
                    assertThat(number(rows)).as(field.fieldName()).isEqualTo(number(text));
            default -> assertThat(rows.getString(1)).as(field.fieldName()).isEqualTo(text);
        }
    }

    private static String number(ResultSet rows) throws SQLException {
        double value = rows.getDouble(1);
        return rows.wasNull() ? null : String.format(java.util.Locale.ROOT, "%.3f", value);
    }

    private static String number(String text) {
        return text == null
                ? null
                : String.format(java.util.Locale.ROOT, "%.3f", Double.parseDouble(text));
    }

    /** A flow without what no flow of a capture has. */
    private static Flow asCaptured(Flow flow) {
        return Flow.builder(flow.id())
                .event(flow.event())
                .addresses(flow.srcAddr(), flow.dstAddr())
                .ports(flow.srcPort(), flow.dstPort())
                .protocol(flow.protocol(), flow.ipVersion())
                .vlanId(flow.vlanId())
                .tunnel(flow.tunnel())
                .endReason(flow.endReason())
                .sides(side(flow, flow.src()), side(flow, flow.dst()))
                .packetBytes(
                        flow.minPacketBytes(), flow.maxPacketBytes(), flow.squaredPacketBytes())
                .rttNanos(flow.rttNanos())
                .zeroWindows(flow.tcp() ? flow.zeroWindows() : 0)
                .icmp(flow.icmpType(), flow.icmpType() < 0 ? -1 : flow.icmpCode())
                .dscp(flow.dscp())
                .initiatorRule(flow.initiatorRule())
                .labels(flow.labels())
                .names(flow.names())
                .dns(flow.dns())
                .observers(flow.observers())
                .gap(flow.gap())
                .continued(flow.continued())
                .build();
    }

    private static FlowSide side(Flow flow, FlowSide side) {
        return flow.tcp()
                ? side
                : FlowSide.of(side.packets(), side.bytes(), side.firstNanos(), side.lastNanos());
    }

    private static List<Flow> special() {
        FlowFixture named = new FlowFixture();
        named.names = new FlowNames("a.example", "b.example", NameSource.QUIC);
        named.dns = new DnsResponse(3, 1_234_567);
        named.src = named.src.withStateFlags(0x02);
        FlowFixture coded = new FlowFixture();
        coded.dns = new DnsResponse(23, 1);
        coded.rttNanos = 123_456_789;
        return List.of(new FlowFixture().flow(), named.flow(), coded.flow());
    }

    private void append(List<Flow> flows) throws SQLException {
        try (FlowAppender appender = new FlowAppender(connection, "t")) {
            for (Flow flow : flows) {
                appender.append(flow);
            }
        }
    }

    private List<Flow> read() throws SQLException {
        List<Flow> flows = new ArrayList<>();
        String select = "SELECT " + FlowSql.storedColumns() + " FROM t";
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(select)) {
            while (rows.next()) {
                flows.add(FlowRow.read(rows));
            }
        }
        return flows;
    }
}
