package io.ringflow.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringflow.model.EndReason;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowEvent;
import io.ringflow.model.FlowId;
import io.ringflow.model.FlowSide;
import io.ringflow.model.InitiatorRule;
import io.ringflow.model.IpAddress;
import io.ringflow.model.ObserverCount;
import io.ringflow.model.Protocols;
import io.ringflow.model.state.answer.ChangedFlows;
import io.ringflow.model.state.answer.JobHealth;
import io.ringflow.server.browser.Chromium;
import io.ringflow.server.browser.Tab;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Keeps the console open in Chromium while {@link #CHANGED} flows change each second, of which a
 * tenth starts and a tenth ends, and prints the page's long tasks, CPU time and heap every half
 * minute. The script {@code console} of the benchmarks runs it.
 */
final class ConsoleLoad {

    private static final int CHANGED = 1000;
    private static final int STARTED = CHANGED / 10;
    private static final int REPORT_SECONDS = 30;
    private static final long SECOND = 1_000_000_000L;

    private static final String OBSERVE =
            """
            window.longTasks = [];
            new PerformanceObserver(list => longTasks.push(...list.getEntries().map(e => e.duration)))
                .observe({type: 'longtask', buffered: true});
            """;
    private static final String TASKS =
            "({count: longTasks.length, longest: Math.max(0, ...longTasks.splice(0))})";
    private static final String PAINT =
            "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0";

    private final PrintStream out = System.out;
    private final long start = System.currentTimeMillis() * 1_000_000;
    private final FakeFlowState state = new FakeFlowState();

    private double cpuBefore;

    private ConsoleLoad() {}

    /** Runs for some minutes, 5 by default, on a page with a query string. */
    public static void main(String[] arguments) throws InterruptedException {
        int minutes = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        new ConsoleLoad().run(minutes, arguments.length > 1 ? arguments[1] : "?view=flows");
    }

    private void run(int minutes, String query) throws InterruptedException {
        publish(0);
        try (RunningServer server = new RunningServer(state);
                Chromium browser = Chromium.start();
                Tab tab = browser.tab()) {
            tab.look(1440, 900, false);
            tab.open("http://127.0.0.1:" + server.port() + "/" + query);
            tab.until(PAINT + " > 0");
            out.printf(Locale.ROOT, "first paint %.0f ms%n", tab.evaluate(PAINT).asDouble());
            tab.evaluate(OBSERVE);
            cpuBefore = tab.cpuSeconds();
            out.println("seconds  long tasks  longest ms  CPU %  heap MB");
            long next = System.nanoTime();
            for (int second = 1; second <= 60 * minutes; second++) {
                next += SECOND;
                publish(second);
                if (second % REPORT_SECONDS == 0) {
                    report(second, tab);
                }
                Thread.sleep(Math.max(0, (next - System.nanoTime()) / 1_000_000));
            }
            out.println(tab.text(".status") + "; complaints: " + tab.complaints().size());
        }
    }

    private void report(int second, Tab tab) {
        JsonNode tasks = tab.evaluate(TASKS);
        double cpu = tab.cpuSeconds();
        out.printf(
                Locale.ROOT,
                "%7d  %10d  %10.0f  %5.1f  %7.1f%n",
                second,
                tasks.get("count").asInt(),
                tasks.get("longest").asDouble(),
                100 * (cpu - cpuBefore) / REPORT_SECONDS,
                tab.heapBytes() / 1e6);
        cpuBefore = tab.cpuSeconds();
    }

    /** Publishes the changes of a second. */
    private void publish(int second) {
        int first = second * STARTED;
        List<Flow> changed =
                IntStream.range(first, first + CHANGED)
                        .mapToObj(number -> flow(number, second, event(number - first)))
                        .toList();
        state.flows = changed;
        state.watermarkNanos = start + second * SECOND;
        state.health = new JobHealth(8, 8, state.watermarkNanos, "");
        state.publish(new ChangedFlows(state.watermarkNanos, changed, 0));
    }

    private static FlowEvent event(int place) {
        if (place < STARTED) {
            return FlowEvent.END;
        }
        return place < CHANGED - STARTED ? FlowEvent.UPDATE : FlowEvent.NEW;
    }

    private Flow flow(int number, int second, FlowEvent event) {
        long first = start + (number / STARTED - CHANGED / STARTED + 1) * SECOND;
        long last = start + second * SECOND;
        long packets = 1 + (second - number / STARTED + CHANGED / STARTED) * (1L + number % 97);
        FlowSide src = FlowSide.of(packets, 900 * packets, first, last).withTcp(0x1b, 0, 0, true);
        FlowSide dst = FlowSide.of(packets, 60 * packets, first, last).withTcp(0x1b, 0, 0, true);
        return Flow.builder(new FlowId(7, number))
                .event(event)
                .addresses(
                        IpAddress.v4(0x0a00_0000 + number % 50),
                        IpAddress.v4(0x0a01_0000 + number % 1000))
                .ports(1024 + number % 60_000, number % 3 == 0 ? 53 : 443)
                .protocol(number % 3 == 0 ? Protocols.UDP : Protocols.TCP, 4)
                .endReason(event == FlowEvent.END ? EndReason.END_OF_FLOW : EndReason.NONE)
                .sides(src, dst)
                .packetBytes(60, 900, 1000 * packets)
                .initiatorRule(InitiatorRule.SYN)
                .observers(
                        List.of(
                                new ObserverCount(
                                        FakeFlowState.ETH0,
                                        packets,
                                        packets,
                                        960 * packets,
                                        first,
                                        last)))
                .build();
    }
}
