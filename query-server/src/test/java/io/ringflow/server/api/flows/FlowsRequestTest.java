package io.ringflow.server.api.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringflow.model.field.FlowField;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.state.query.FlowQuery;
import io.ringflow.server.FakeFlowState;
import io.ringflow.server.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlowsRequestTest {

    private static final long NOW = FakeFlowState.START_NANOS;

    private static FlowsRequest parse(String query) {
        return FlowsRequest.parse(query, () -> NOW);
    }

    @Test
    void requestsOnePageIfALimitOrCursorIsGiven() {
        assertThat(parse("sort=bytes").onePage()).isFalse();
        assertThat(parse("limit=5").onePage()).isTrue();
        assertThat(parse("cursor=x.1").onePage()).isTrue();
        assertThat(parse("cursor=x.1").query().cursor()).isEqualTo("x.1");
        assertThat(parse("cursor=x.1").start().text("x.2")).isEqualTo("x.2");
    }

    @Test
    void requestsTheHundredLargestFlowsByDefault() {
        FlowsRequest request = parse("");
        assertThat(request.query())
                .isEqualTo(
                        new FlowQuery(
                                FlowFilter.ALL,
                                FlowQuery.Selection.ALL,
                                FlowField.BYTES,
                                true,
                                100,
                                ""));
        assertThat(request.fields()).containsExactly(FlowField.values());
    }

    @Test
    void readsEveryParameter() {
        FlowsRequest request =
                parse(
                        "filter=dstPort+%3D%20443&state=ended&sort=firstSeen&limit=10000"
                                + "&fields=id,%20bytes,id");
        assertThat(request.query())
                .isEqualTo(
                        new FlowQuery(
                                FlowFilter.parse("dstPort = 443"),
                                FlowQuery.Selection.ENDED,
                                FlowField.FIRST_SEEN,
                                false,
                                10_000,
                                ""));
        assertThat(request.fields()).containsExactly(FlowField.ID, FlowField.BYTES);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "limit=0|the parameter limit must be a whole number from 1 to 10000, but is \"0\"",
                "limit=10001|1 to 10000, but is \"10001\"",
                "limit=|1 to 10000, but is \"\"",
                "limit=1e3|1 to 10000, but is \"1e3\"",
                "limit=99999999999|1 to 10000",
                "limit=1&limit=2|the parameter limit is given twice",
                "state=open|the parameter state must be one of active, ended, all, but is \"open\"",
                "state=ACTIVE|must be one of active, ended, all",
                "sort=--bytes|names the unknown field \"-bytes\"; the nearest is bytes",
                "sort=|names the unknown field \"\"",
                "sort=observers|which has no order",
                "fields=id,srcport|names the unknown field \"srcport\"; the nearest is srcPort",
                "fields=|names the unknown field \"\"",
                "Limit=1|the parameter Limit is unknown; the nearest is limit",
                "=1|is unknown",
                "since=2026|the parameter since must be a time from 1970 to 2262",
                "since=|or a duration such as 90s, 5m or 2h",
                "since=5|but is \"5\"",
                "until=1969-12-31T23:59:59Z|the parameter until must be a time from 1970",
                "until=2026-02-30T00:00:00Z|the parameter until must be a time",
                "since=1m&until=2m|the parameter until is before since",
                "cursor=|the parameter cursor does not belong to this list",
                "cursor=a%20b|start without",
                "since=5m&cursor=after.1|the parameter cursor does not belong",
                "cursor=1f@after.1|the parameter cursor does not belong",
                "filter=%2|percent encoding",
            })
    void reportsWrongParameters(String query, String detail) {
        assertThatThrownBy(() -> parse(query))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(detail);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sort", "fields"})
    void suggestsNoFieldIfNoneIsNear(String parameter) {
        assertThatThrownBy(() -> parse(parameter + "=foobar"))
                .hasMessage("the parameter " + parameter + " names the unknown field \"foobar\"");
    }

    @Test
    void suggestsNoParameterIfNoneIsNear() {
        assertThatThrownBy(() -> parse("window=1m"))
                .hasMessageStartingWith("the parameter window is unknown; known are filter,");
    }
}
