package io.ringflow.history.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.history.sql.HistorySql;
import io.ringflow.history.sql.SqlRows;
import io.ringflow.model.Observer;
import io.ringflow.model.state.answer.CaptureGap;
import io.ringflow.model.state.answer.CaptureGap.Cause;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryGapsTest {

    private static final Instant NOW = Instant.parse("2026-01-02T00:00:00Z");
    private static final Observer ETH0 = new Observer("host-a", "eth0");

    @TempDir Path directory;

    private List<CaptureGap> known = List.of();

    private HistoryGaps keeper() {
        return new HistoryGaps(directory, "host-a", Duration.ofDays(1), () -> known);
    }

    private static CaptureGap gap(long secondsAgo, long endNanos, long drops) {
        return new CaptureGap(ETH0, nanosAgo(secondsAgo), endNanos, drops, Cause.DROPS);
    }

    private static long nanosAgo(long seconds) {
        return (NOW.getEpochSecond() - seconds) * 1_000_000_000;
    }

    private List<String> rows(String query) throws Exception {
        List<String> rows = new ArrayList<>();
        try (HistorySql sql = HistorySql.open(directory)) {
            sql.select(
                    query,
                    new SqlRows() {
                        @Override
                        public void columns(List<String> names, List<Boolean> numbers) {}

                        @Override
                        public boolean row(List<Object> values) {
                            rows.add(values.toString());
                            return true;
                        }
                    });
        }
        return rows;
    }

    @Test
    void hasNoRowsBeforeTheFirstLoss() throws Exception {
        keeper().keep(NOW);
        assertThat(rows("SELECT * FROM gaps")).isEmpty();
    }

    @Test
    void keepsLossesOfEarlierJobsAndEndsOfThoseThatLasted() throws Exception {
        known = List.of(gap(60, Long.MAX_VALUE, 5));
        keeper().keep(NOW);
        assertThat(rows("SELECT * FROM gaps"))
                .containsExactly("[host-a, eth0, 2026-01-01T23:59:00Z, null, 5, drops]");

        known = List.of(gap(60, nanosAgo(50), 7));
        keeper().keep(NOW);
        known = List.of(gap(30, nanosAgo(20), 1));
        keeper().keep(NOW);

        assertThat(rows("SELECT \"start\", drops FROM gaps"))
                .containsExactly("[2026-01-01T23:59:00Z, 7]", "[2026-01-01T23:59:30Z, 1]");
    }

    @Test
    void forgetsWhatIsOlderThanTheFlows() throws Exception {
        known = List.of(gap(60, nanosAgo(50), 7));
        keeper().keep(NOW);
        known = List.of(gap(30, nanosAgo(20), 1));
        keeper().keep(NOW.plus(Duration.ofDays(1)).minusSeconds(40));

        assertThat(rows("SELECT drops FROM gaps")).containsExactly("[1]");
    }
}
