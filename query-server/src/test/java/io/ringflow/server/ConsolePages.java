package io.ringflow.server;

import static org.assertj.core.api.Assumptions.assumeThat;

import io.ringflow.model.Flow;
import io.ringflow.model.state.answer.ChangedFlows;
import io.ringflow.model.state.answer.JobHealth;
import io.ringflow.server.browser.Chromium;
import io.ringflow.server.browser.Tab;
import io.ringflow.server.stream.StreamLimits;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A server with a fake flow state, and a tab that shows its console. Closed by the test. The
 * browsers stay for the next test, because their start takes longer than most tests.
 */
final class ConsolePages implements AutoCloseable {

    private static final Queue<Chromium> IDLE_BROWSERS = new ConcurrentLinkedQueue<>();

    static {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> IDLE_BROWSERS.forEach(Chromium::close)));
    }

    final FakeFlowState state;
    final Tab tab;

    private final Chromium browser;
    private RunningServer server;

    private ConsolePages(FakeFlowState state, StreamLimits limits) {
        this.state = state;
        server = new RunningServer(state, limits);
        Chromium idle = IDLE_BROWSERS.poll();
        browser = idle == null ? Chromium.start() : idle;
        tab = browser.incognitoTab();
        tab.look(1440, 900, false);
    }

    /** Skips the test if there is no browser. */
    static ConsolePages of(FakeFlowState state) {
        return of(state, StreamLimits.DEFAULT);
    }

    /** The same with other limits for WebSockets. */
    static ConsolePages of(FakeFlowState state, StreamLimits limits) {
        assumeThat(Chromium.installed()).as("an installed Chromium").isPresent();
        return new ConsolePages(state, limits);
    }

    /** Stops the server. */
    void stopServer() {
        server.close();
    }

    /** Starts it again at the same address. */
    void startServer() {
        server = RunningServer.at(server.port(), state);
    }

    /** What the server's metrics say. */
    String metrics() {
        return server.get("/metrics").body();
    }

    /** Moves event time to this many seconds after the start. */
    void advance(int second) {
        state.watermarkNanos = FakeFlowState.START_NANOS + second * 1_000_000_000L;
        state.health = new JobHealth(8, 8, state.watermarkNanos, "");
    }

    /** Opens the page with a query string. */
    void open(String query) {
        tab.open("http://127.0.0.1:" + server.port() + "/" + query);
    }

    /** Publishes changed flows, with an event time that is this many seconds after the start. */
    void publish(int second, Flow... changed) {
        advance(second);
        state.publish(new ChangedFlows(state.watermarkNanos, List.of(changed), 0));
    }

    /** Waits until an element contains a text. */
    void untilText(String selector, String text) {
        tab.until(
                "[...document.querySelectorAll(`%s`)].some(e => e.innerText.includes('%s'))"
                        .formatted(selector, text));
    }

    /** Waits until no element contains a text. */
    void untilNoText(String selector, String text) {
        tab.until(
                "[...document.querySelectorAll(`%s`)].every(e => !e.innerText.includes('%s'))"
                        .formatted(selector, text));
    }

    /** Waits until a CSS selector finds this many elements. */
    void untilCount(String selector, int count) {
        tab.until("document.querySelectorAll(`%s`).length === %d".formatted(selector, count));
    }

    @Override
    public void close() {
        tab.close();
        IDLE_BROWSERS.add(browser);
        server.close();
    }
}
