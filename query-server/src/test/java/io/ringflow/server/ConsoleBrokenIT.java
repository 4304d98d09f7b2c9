package io.ringflow.server;

import static io.ringflow.server.FakeFlowState.START_NANOS;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.model.FlowEvent;
import io.ringflow.model.Waiting;
import io.ringflow.model.state.StateException;
import io.ringflow.model.state.answer.ChangedFlows;
import io.ringflow.model.state.answer.JobHealth;
import io.ringflow.server.stream.StreamLimits;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The console in a browser while the job or the server is away, and in a tab that is too slow.
 * Skipped if there is no Chromium.
 */
class ConsoleBrokenIT {

    private static final String ROWS = "table.flows tbody tr";

    private ConsolePages pages;

    private static StateException away() {
        return new StateException(StateException.Reason.UNAVAILABLE, "the job is restarting");
    }

    @AfterEach
    void closeBrowser() {
        if (pages != null) {
            pages.close();
        }
    }

    private void breakJob() {
        pages.state.healthFails = false;
        pages.state.health = new JobHealth(0, 8, START_NANOS, "the job is restarting");
        pages.state.failure = Optional.of(away());
    }

    private void restoreJob() {
        pages.advance(5);
        pages.state.failure = Optional.empty();
    }

    /** The browser reports every answer that says the job is away, and refused connections. */
    private void hasNoOtherComplaints() {
        assertThat(pages.tab.complaints())
                .allMatch(text -> text.contains("503") || text.contains("net::ERR_CONNECTION_"));
    }

    @Test
    void overviewSaysSinceWhenItIsStaleAndRecovers() {
        pages = ConsolePages.of(FakeFlowState.withFlows(5));
        pages.open("");
        pages.untilText(".legend tbody", "none");
        pages.untilText(".status", "1 host");

        breakJob();
        pages.untilText(".traffic .broken", "the job is restarting");
        pages.untilText(".traffic .broken", "No answers for 2");
        pages.untilText(".status.warn", "0 of 8 shards answer");
        assertThat(pages.tab.text(".legend tbody")).contains("none");

        restoreJob();
        pages.untilCount(".broken", 0);
        pages.untilNoText(".status", "shards answer");
        pages.advance(20);
        pages.untilText(".status", "00:00:20");
        hasNoOtherComplaints();
    }

    @Test
    void flowsAndConversationsRecoverFromLostJob() {
        pages = ConsolePages.of(FakeFlowState.withFlows(5));
        pages.open("?view=conversations");
        pages.untilCount("table.conversations tbody tr", 6);
        breakJob();
        pages.untilText(".broken", "the job is restarting");
        restoreJob();
        pages.untilCount(".broken", 0);

        pages.open("?view=flows");
        pages.untilCount(ROWS, 3);
        breakJob();
        pages.untilText(".status.warn", "0 of 8 shards answer");
        pages.state.flows = FakeFlowState.withFlows(9).flows;
        restoreJob();
        pages.untilCount(ROWS, 5);
        pages.untilCount(".broken", 0);
        hasNoOtherComplaints();
    }

    @Test
    void reconnectsToServerThatIsBack() {
        pages = ConsolePages.of(FakeFlowState.withFlows(5));
        pages.open("?view=flows");
        pages.untilCount(ROWS, 3);

        pages.stopServer();
        pages.untilText(".status.bad", "No answer from the server");
        pages.untilText(".status.bad", "What is shown is older");
        pages.untilCount(ROWS, 3);

        pages.state.flows = FakeFlowState.withFlows(7).flows;
        pages.startServer();
        pages.untilCount(".status.bad", 0);
        pages.untilCount(ROWS, 4);
        pages.publish(6, FakeFlowState.flow(9, FlowEvent.NEW));
        pages.untilCount(ROWS, 5);
        hasNoOtherComplaints();
    }

    @Test
    void slowTabCountsWhatItMissedAndReadsAnew() {
        pages =
                ConsolePages.of(
                        FakeFlowState.withFlows(5),
                        StreamLimits.builder().queuedMessages(4).queuedBytes(500_000).build());
        pages.open("?view=flows");
        pages.untilCount(ROWS, 3);

        pages.tab.freeze();
        pages.state.flows = FakeFlowState.withFlows(9).flows;
        Waiting.until(
                "missed updates",
                () -> {
                    publishMany();
                    return pages.metrics().matches("(?s).*missed_total\\{topic=\"flows\"} [1-9].*");
                });
        pages.tab.resume();

        pages.untilText(".status", "this tab was too slow for");
        pages.untilCount(ROWS, 5);
        assertThat(pages.tab.complaints()).isEmpty();
    }

    private void publishMany() {
        pages.state.publish(
                new ChangedFlows(
                        pages.state.watermarkNanos,
                        IntStream.range(0, 2000)
                                .mapToObj(i -> FakeFlowState.flow(i, FlowEvent.UPDATE))
                                .toList(),
                        0));
    }

    @Test
    void saysThatTheJobMissedUpdates() {
        pages = ConsolePages.of(FakeFlowState.withFlows(5));
        pages.open("?view=flows");
        pages.untilCount(ROWS, 3);

        pages.state.publish(new ChangedFlows(pages.state.watermarkNanos, List.of(), 34));

        pages.untilText(".status", "34 updates");
        assertThat(pages.tab.complaints()).isEmpty();
    }

    @Test
    void isAccessibleWhileBroken() {
        pages = ConsolePages.of(FakeFlowState.withFlows(5));
        pages.open("");
        pages.untilText(".status", "1 host");
        breakJob();
        pages.untilText(".status.warn", "0 of 8 shards answer");
        for (boolean dark : List.of(false, true)) {
            pages.tab.look(1440, 900, dark);
            assertThat(pages.tab.accessibilityViolations()).as("dark: %s", dark).isEmpty();
        }
    }
}
