package io.ringflow.history.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.model.Flow;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.filter.RandomConditions;
import io.ringflow.model.filter.RandomFilters;
import io.ringflow.model.filter.RandomFlows;
import io.ringflow.model.filter.condition.Condition;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A filter as SQL must find the flows that the filter matches, and no others. */
class FilterSqlTest {

    private static final int FLOWS = 400;

    private static FlowTable table;
    private static List<Flow> flows;

    @BeforeAll
    static void storeFlows() throws Exception {
        RandomFlows random = new RandomFlows(new Random(1));
        table = FlowTable.of(Stream.generate(random::next).limit(FLOWS).toList());
        flows = table.flows();
    }

    @AfterAll
    static void close() throws Exception {
        table.close();
    }

    @Test
    void findsTheFlowsThatRandomFiltersMatch() throws Exception {
        int matched = 0;
        for (int seed = 0; seed < 600; seed++) {
            FlowFilter filter =
                    FlowFilter.parse(new RandomFilters(new Random(seed)).next(3).text());
            matched += check(filter.condition(), "seed " + seed + ": " + filter);
        }
        assertThat(matched).as("both verdicts are common").isBetween(30_000, 210_000);
    }

    @Test
    void findsTheFlowsThatConditionsOfEveryShapeMatch() throws Exception {
        for (int seed = 0; seed < 600; seed++) {
            Condition condition =
                    FlowFilter.of(new RandomConditions(new Random(seed)).next(3)).condition();
            check(condition, "seed " + seed + ": " + condition);
        }
    }

    @Test
    void findsTheFlowsThatOtherFiltersMatch() throws Exception {
        for (String text :
                List.of(
                        "labels.tlsSni ~ \"^www[.].*com$\"",
                        "NOT labels.tlsSni ~ \"example\"",
                        "labels.tlsAlpn ~ \"^[aA]\"",
                        "host ~ \"^e.*0$\"",
                        "NOT host ~ \".\"",
                        "srcTcpFlags ~ \"S\" AND NOT dstTcpFlags ~ \"F\"",
                        "tcpState ~ \"^S\"",
                        "id ~ \"^0000000[12]\"",
                        "id LIKE \"*3\"",
                        "id = " + flows.get(3).id(),
                        "id = \"0000\"",
                        "communityId = \"" + communityId(flows.get(7)) + '"',
                        "NOT communityId LIKE \"1:A*\"",
                        "host = interface",
                        "host != interface",
                        "host = labels.tlsSni",
                        "labels.tlsSni = labels.tlsAlpn",
                        "srcTcpFlags = dstTcpFlags",
                        "durationMs > rttMs",
                        "meanPacketBytes >= srcBytes",
                        "stddevPacketBytes > 10",
                        "addr = 10.0.0.0/9",
                        "addr = 10.0.0.0-10.0.1.9",
                        "addr = ::/0 AND NOT addr = ::ffff:0:0/96",
                        "srcAddr = ::ffff:10.0.0.0/104",
                        "addr = 2001:db8::/33",
                        "lostPackets > 0",
                        "NOT lostPackets > 0",
                        "event = end",
                        "event != end",
                        "state = active",
                        "state = ended",
                        "protocol != 6",
                        "lostPackets = zeroWindows")) {
            FlowFilter filter = FlowFilter.parse(text);
            check(filter.condition(), text);
        }
    }

    private static String communityId(Flow flow) {
        return io.ringflow.model.field.FlowField.COMMUNITY_ID.text(flow).orElseThrow();
    }

    /** Returns the number of matches. */
    private static int check(Condition condition, String description) throws Exception {
        List<Integer> expected =
                IntStream.range(0, FLOWS)
                        .filter(row -> condition.matches(flows.get(row)))
                        .boxed()
                        .toList();
        String sql = FilterSql.of(condition);
        assertThat(table.rows(sql)).as("%s%n%s", description, sql).isEqualTo(expected);
        return expected.size();
    }
}
