package io.ringflow.job.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.fragment.FragmentLayout;
import io.ringflow.capture.packet.Details;
import io.ringflow.model.FlowEvent;
import io.ringflow.model.LabelKind;
import io.ringflow.model.Observer;
import io.ringflow.model.Protocols;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlowCopiesTest {

    private static final Observers OBSERVERS =
            Observers.of(List.of(new Observer("host-b", "eth0"), new Observer("host-a", "eth0")));

    private final FlowTable table = new FlowTable();
    private final FlowCopies copies = new FlowCopies();
    private final FlowRow row = new FlowRow();

    private static long[] fragment(int port, int observer) {
        long[] fragment = new long[FragmentLayout.WORDS];
        fragment[FragmentLayout.KEY] = (long) port << 48 | (long) Protocols.UDP << 24;
        fragment[FragmentLayout.HASH] = (long) port << 32;
        fragment[FragmentLayout.META] = FragmentLayout.withObserver(0, observer);
        fragment[FragmentLayout.PACKETS] = (long) (1 + observer) << 32;
        fragment[FragmentLayout.FIRST_B] = Long.MAX_VALUE;
        fragment[FragmentLayout.LAST_B] = Long.MIN_VALUE;
        return fragment;
    }

    /** A flow with a label that needs several rows, seen by some observers. */
    private int flow(int port, int observers) {
        int flow = table.create(fragment(port, 0), 0, port, 0);
        for (int observer = 0; observer < observers; observer++) {
            long[] fragment = fragment(port, observer);
            row.edit(table.rows(), table.ensureRowOfObserver(flow, fragment, 0)).add(fragment, 0);
        }
        Details details = new Details();
        int place = details.add();
        byte[] name = ("name-" + port + "x".repeat(200)).getBytes(StandardCharsets.US_ASCII);
        details.label(place, LabelKind.TLS_SNI, name, name.length);
        table.addDetails(flow, flow, details, place);
        return flow;
    }

    private Object read(RowPages rows, int head) {
        return new RowReader(rows, OBSERVERS, List.of()).read(head, FlowEvent.NONE);
    }

    @Test
    void copiesObserversAndDetails() {
        int first = flow(1, 2);
        int second = flow(2, 1);
        Object expected = read(table.rows(), first);
        int copied = copies.copy(table.rows(), first);
        table.withdraw(first);
        table.free(first);
        flow(3, 2);

        assertThat(read(copies.rows(), copied)).isEqualTo(expected);
        assertThat(read(copies.rows(), copies.copy(table.rows(), second)))
                .isEqualTo(read(table.rows(), second));
        assertThat(expected.toString()).contains("name-1x").contains("host-b").contains("host-a");
    }

    @Test
    void takesCountersOfObserverWithMostPacketsAndOfFirstByNameIfEqual() {
        int flow = flow(1, 2);
        assertThat(FlowRow.ownCounters(table.rows(), flow, OBSERVERS))
                .isEqualTo(table.rows().next(flow));

        row.edit(table.rows(), flow).add(fragment(1, 0), 0);
        assertThat(FlowRow.packetsOfAll(table.rows(), flow)).isEqualTo(4);
        assertThat(FlowRow.ownCounters(table.rows(), flow, OBSERVERS))
                .isEqualTo(table.rows().next(flow));

        row.edit(table.rows(), flow).add(fragment(1, 0), 0);
        assertThat(FlowRow.ownCounters(table.rows(), flow, OBSERVERS)).isEqualTo(flow);
    }

    @Test
    void freesAllRowsOfFlow() {
        int live = table.rows().live();
        int flow = flow(1, 2);
        assertThat(table.rows().live()).isGreaterThan(live + 3);

        table.withdraw(flow);
        table.free(flow);
        int copied = copies.copy(table.rows(), flow(2, 2));
        copies.free(copied);

        assertThat(copies.rows().live()).isZero();
        assertThat(copies.rows().nextHead(0)).isEqualTo(RowPages.NONE);
    }
}
