package io.ringflow.cli.query.table;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringflow.cli.query.table.TableLine.Style;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlowRatesTest {

    private static final String ADDRESSES =
            "'protocol':'tcp','srcAddr':'10.0.0.1','srcPort':40000,'dstAddr':'10.0.0.2','dstPort':443,";

    private final FlowRates rates = new FlowRates();

    private static JsonNode answer(String second, String... flows) {
        String json =
                "{'watermark':'2026-01-01T00:00:"
                        + second
                        + "Z','flows':["
                        + String.join(",", flows)
                        + "]}";
        try {
            return new ObjectMapper().readTree(json.replace('\'', '"'));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String flow(String id, String rest) {
        return "{'id':'" + id + "'," + ADDRESSES + rest + "}";
    }

    private List<TableLine> table(JsonNode answer, int width) {
        return FlowPageTable.lines(answer, rates, width);
    }

    @Test
    void rateIsOverTheLifeOfAFlowThatWasNotInThePreviousAnswer() {
        String flow = flow("a", "'bytes':1000,'packets':10,'durationMs':2000,'state':'active'");
        assertThat(table(answer("01", flow), 0).get(1).text()).contains("4.00 kbit/s", "  5  ");
    }

    @Test
    void rateIsUnknownForAFlowOfOneMoment() {
        String flow = flow("a", "'bytes':1000,'packets':1,'durationMs':0,'state':'active'");
        assertThat(table(answer("01", flow), 0).get(1).text()).contains("443     -          -");
    }

    @Test
    void rateIsSinceThePreviousAnswerAndStaysWhileTimeDoesNotMove() {
        table(answer("01", flow("a", "'bytes':1000,'packets':10,'durationMs':2000")), 0);
        JsonNode next = answer("03", flow("a", "'bytes':2000,'packets':14,'durationMs':4000"));
        for (int i = 0; i < 2; i++) {
            assertThat(table(next, 0).get(1).text()).contains("4.00 kbit/s", "  2  ");
        }
        JsonNode silent = answer("04", flow("a", "'bytes':2000,'packets':14,'durationMs':4000"));
        assertThat(table(silent, 0).get(1).text()).contains(" 0 bit/s");
    }

    @Test
    void newAndEndedFlowsLookDifferent() {
        assertThat(table(answer("01", flow("a", "'state':'active'")), 0).get(1).style())
                .isEqualTo(Style.PLAIN);
        List<TableLine> table =
                table(
                        answer(
                                "02",
                                flow("a", "'state':'active'"),
                                flow("b", "'state':'active'"),
                                flow("c", "'state':'ended','endReason':'end-of-flow'")),
                        0);
        assertThat(table.stream().map(TableLine::style))
                .containsExactly(Style.TITLE, Style.PLAIN, Style.NEW, Style.FAINT);
    }

    @Test
    void namesAreShownIfThereIsRoomAndLeftOutBeforeAddressesAreCut() {
        String flow =
                flow(
                        "a",
                        "'bytes':1000,'packets':10,'durationMs':2000,'state':'active',"
                                + "'labels':{'tlsSni':'example.org'}");
        JsonNode answer = answer("01", flow, flow("b", "'bytes':1,'packets':1"));
        assertThat(table(answer, 0).get(1).text()).endsWith("  example.org");
        for (int columns = 58; columns < 160; columns++) {
            int width = columns;
            assertThat(table(answer, width))
                    .as("%d", width)
                    .allMatch(line -> line.text().length() <= width && !line.text().contains("…"))
                    .first()
                    .matches(line -> line.text().contains("RATE") && line.text().contains("BYTES"));
        }
    }
}
