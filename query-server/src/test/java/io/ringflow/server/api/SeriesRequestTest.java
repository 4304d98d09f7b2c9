package io.ringflow.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.filter.condition.FilterField;
import io.ringflow.model.state.query.Dimension;
import io.ringflow.model.state.query.Metric;
import io.ringflow.model.state.query.Resolution;
import io.ringflow.model.state.query.SeriesQuery;
import io.ringflow.model.state.query.TimeRange;
import io.ringflow.server.FakeFlowState;
import io.ringflow.server.problem.ProblemException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeriesRequestTest {

    private static final long NOW = FakeFlowState.START_NANOS;

    private static SeriesQuery parse(String query) {
        return SeriesRequest.parse(query, () -> NOW);
    }

    private static long back(Duration duration) {
        return NOW - duration.toNanos();
    }

    @Test
    void requestsTheBytesOfTheLastFiveMinutesByDefault() {
        assertThat(parse(""))
                .isEqualTo(
                        new SeriesQuery(
                                Metric.BYTES,
                                Dimension.TOTAL,
                                List.of(),
                                10,
                                new TimeRange(back(Duration.ofMinutes(5)), NOW),
                                Resolution.SECOND));
    }

    @Test
    void readsEveryParameter() {
        assertThat(
                        parse(
                                "metric=packets&by=protocol&key=tcp&key=udp&key=tcp&limit=100"
                                        + "&from=2025-12-31T22:00:00Z&to=1h&step=1m"))
                .isEqualTo(
                        new SeriesQuery(
                                Metric.PACKETS,
                                Dimension.PROTOCOL,
                                List.of("tcp", "udp"),
                                100,
                                new TimeRange(back(Duration.ofHours(2)), back(Duration.ofHours(1))),
                                Resolution.MINUTE));
    }

    @Test
    void readsAFilterAndAnyField() {
        SeriesQuery query = parse("by=srcPort&filter=protocol%20=%20tcp&since=2m&until=1m");
        assertThat(query.by()).isEqualTo(FilterField.named("srcPort"));
        assertThat(query.filter()).isEqualTo(FlowFilter.parse("protocol = tcp"));
        assertThat(query.rollup()).isEmpty();
        assertThat(query.range())
                .isEqualTo(new TimeRange(back(Duration.ofMinutes(2)), back(Duration.ofMinutes(1))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "from=15m|SECOND|900",
                "from=16m|MINUTE|960",
                "from=16m&to=15m|MINUTE|60",
                "to=1h|MINUTE|18000",
                "from=24h|MINUTE|86400",
                "from=25h|HOUR|90000",
                "from=60d|HOUR|5184000",
                "step=1m|MINUTE|18000",
                "step=1h|HOUR|1080000",
                "from=1h&to=50m&step=1s|SECOND|600",
                // The end may be later than event time.
                "from=1m&to=2026-01-01T01:00:00Z|MINUTE|3660",
            })
    void choosesTheFinestStepThatIsKeptAndFits(String query, Resolution step, long seconds) {
        SeriesQuery asked = parse(query);
        assertThat(asked.step()).isEqualTo(step);
        assertThat(asked.toNanos() - asked.fromNanos())
                .isEqualTo(Duration.ofSeconds(seconds).toNanos());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "metric=byte|the parameter metric must be one of bytes, packets, flows, drops,"
                        + " gaps",
                "by=srcadr|names the unknown dimension \"srcadr\"; the nearest is srcAddr",
                "by=firstSeen|names the unknown dimension \"firstSeen\"; known are id, communityId",
                "by=rttMs|names the unknown dimension \"rttMs\"",
                "metric=drops&filter=protocol%3Dtcp|the parameter filter selects flows",
                "metric=drops&by=srcPort|the parameter by must be host or interface",
                "from=5m&since=5m|the parameter since is the same as from",
                "key=tcp|the parameter key needs by",
                "limit=101|the parameter limit must be a whole number from 1 to 100",
                "step=5s|the parameter step must be one of 1s, 1m, 1h, but is \"5s\"",
                "from=yesterday|the parameter from must be a time from 1970 to 2262",
                "to=1x|the parameter to must be a time from 1970 to 2262",
                "from=5m&to=6m|the parameter from must be before to",
                "from=0s|must be before to, which is event time unless given",
                "from=1h&step=1s|the parameter step is too short: an answer has at most 1500"
                        + " points",
                "from=100d|the parameter from makes the range too long: an answer has at most",
                "to=2027-01-01T00:00:00Z&from=1m|makes the range too long",
            })
    void reportsWrongParameters(String query, String detail) {
        assertThatThrownBy(() -> parse(query))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(detail);
    }
}
