package io.ringflow.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringflow.model.field.FlowField;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.filter.condition.FilterField;
import io.ringflow.model.state.query.Metric;
import io.ringflow.model.state.query.TopQuery;
import io.ringflow.server.problem.ProblemException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopRequestTest {

    @Test
    void requestsTheTopTenSourcesOfTheLastMinuteByDefault() {
        assertThat(TopRequest.parse("", () -> 0))
                .isEqualTo(
                        new TopQuery(
                                List.of(new FilterField.Single(FlowField.SRC_ADDR)),
                                Metric.BYTES,
                                FlowFilter.ALL,
                                Optional.of(Duration.ofMinutes(1)),
                                10));
    }

    @Test
    void readsEveryParameter() {
        assertThat(
                        TopRequest.parse(
                                "by=srcAddr,%20dstAddr,port&metric=flows&window=all&limit=1000"
                                        + "&filter=protocol+%3D+udp",
                                () -> 0))
                .isEqualTo(
                        new TopQuery(
                                List.of(
                                        new FilterField.Single(FlowField.SRC_ADDR),
                                        new FilterField.Single(FlowField.DST_ADDR),
                                        FilterField.Several.PORT),
                                Metric.FLOWS,
                                FlowFilter.parse("protocol = udp"),
                                Optional.empty(),
                                1000));
    }

    @Test
    void countsFlowsOfATimeRangeInsteadOfAWindow() {
        TopQuery query =
                TopRequest.parse(
                        "since=1970-01-02T00:00:00Z&until=1970-01-03T00:00:00Z&filter=gap=true",
                        () -> 0);
        assertThat(query.window()).isEmpty();
        assertThat(query.filter())
                .isEqualTo(
                        FlowFilter.parse(
                                "gap = true AND lastSeen >= \"1970-01-02T00:00:00Z\""
                                        + " AND firstSeen <= \"1970-01-03T00:00:00Z\""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "by=srcAdr|the parameter by names the unknown field \"srcAdr\"; the nearest is"
                        + " srcAddr",
                "by=|names the unknown field \"\"",
                "by=addr,port,host,interface|takes at most 3 fields, but has 4",
                "by=addr,addr|names a field twice",
                "metric=drops|the parameter metric must be one of bytes, packets, flows",
                "window=5|the parameter window must be a duration such as 90s, 5m or 2h, or all",
                "window=0s|but is \"0s\"",
                "window=-1m|but is \"-1m\"",
                "window=1m&since=1h|window can't be combined with since and until",
                "limit=1001|the parameter limit must be a whole number from 1 to 1000",
                "limit=0|from 1 to 1000, but is \"0\"",
                "wndow=1m|the parameter wndow is unknown; the nearest is window",
            })
    void reportsWrongParameters(String query, String detail) {
        assertThatThrownBy(() -> TopRequest.parse(query, () -> 0))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(detail);
    }

    @ParameterizedTest
    @ValueSource(strings = {"foobar", "xyz", "q"})
    void suggestsNoFieldIfNoneIsNear(String name) {
        assertThatThrownBy(() -> TopRequest.parse("by=" + name, () -> 0))
                .hasMessage("the parameter by names the unknown field \"" + name + '"');
    }
}
