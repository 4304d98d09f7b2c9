package io.ringflow.server;

import static org.assertj.core.api.Assumptions.assumeThat;

import io.ringflow.model.Flow;
import io.ringflow.model.state.answer.ChangedFlows;
import io.ringflow.server.browser.Chromium;
import io.ringflow.server.browser.Tab;
import java.util.List;

/** A server with a fake flow state, and a tab that shows its console. Closed by the test. */
final class ConsolePages implements AutoCloseable {

    final FakeFlowState state;
    final Tab tab;

    private final RunningServer server;
    private final Chromium browser;

    private ConsolePages(FakeFlowState state) {
        this.state = state;
        server = new RunningServer(state);
        browser = Chromium.start();
        tab = browser.tab();
        tab.look(1440, 900, false);
    }

    /** Skips the test if there is no browser. */
    static ConsolePages of(FakeFlowState state) {
        assumeThat(Chromium.installed()).as("an installed Chromium").isPresent();
        return new ConsolePages(state);
    }

    /** Opens the page with a query string. */
    void open(String query) {
        tab.open("http://127.0.0.1:" + server.port() + "/" + query);
    }

    /** Publishes changed flows, with an event time that is this many seconds after the start. */
    void publish(int second, Flow... changed) {
        long nanos = FakeFlowState.START_NANOS + second * 1_000_000_000L;
        state.watermarkNanos = nanos;
        state.publish(new ChangedFlows(nanos, List.of(changed), 0));
    }

    /** Waits until an element contains a text. */
    void untilText(String selector, String text) {
        tab.until(
                "[...document.querySelectorAll(`%s`)].some(e => e.innerText.includes('%s'))"
                        .formatted(selector, text));
    }

    /** Waits until a CSS selector finds this many elements. */
    void untilCount(String selector, int count) {
        tab.until("document.querySelectorAll(`%s`).length === %d".formatted(selector, count));
    }

    @Override
    public void close() {
        browser.close();
        server.close();
    }
}
