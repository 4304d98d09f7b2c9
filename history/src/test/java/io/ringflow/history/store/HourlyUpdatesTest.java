package io.ringflow.history.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.model.EndReason;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowEvent;
import io.ringflow.model.FlowFixture;
import io.ringflow.model.FlowSide;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HourlyUpdatesTest {

    private static final long MINUTE = 60_000_000_000L;

    private final List<Flow> written = new ArrayList<>();
    private final HourlyUpdates updates = new HourlyUpdates((flow, out) -> written.add(flow));

    private static Flow flow(FlowEvent event, long minutes) {
        FlowFixture flow = new FlowFixture();
        flow.event = event;
        flow.endReason = event == FlowEvent.END ? EndReason.IDLE_TIMEOUT : EndReason.NONE;
        long first = FlowFixture.FIRST;
        flow.src = FlowSide.of(3, 300, first, first + minutes * MINUTE);
        flow.dst = FlowSide.SILENT;
        return flow.flow();
    }

    private void write(Flow flow) {
        updates.write(flow, new ByteArrayOutputStream());
    }

    @Test
    void writesOneUpdateForEachHour() {
        for (int minute = 1; minute <= 240; minute++) {
            write(flow(FlowEvent.UPDATE, minute));
        }
        assertThat(written).hasSize(4);
        assertThat(written.getFirst()).isEqualTo(flow(FlowEvent.UPDATE, 55));
    }

    @Test
    void writesEveryEnd() {
        write(flow(FlowEvent.END, 1));
        write(flow(FlowEvent.UPDATE, 60));
        write(flow(FlowEvent.END, 61));
        assertThat(written).hasSize(3);
    }
}
