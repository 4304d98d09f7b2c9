package io.ringflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringflow.server.browser.Chromium;
import io.ringflow.server.browser.Tab;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Needs Chromium and the distribution. Uses the web console as a person would, on the traffic of a
 * replayed capture.
 */
@Execution(ExecutionMode.SAME_THREAD)
class ConsoleIT {

    private static final Pattern ADDRESS = Pattern.compile("REST at (http://\\S+)/api/v1/flows");

    /** The legend names the keys of the chart's series. */
    private static final String LEGEND = ".legend tbody";

    @TempDir private static Path directory;

    private static Launched server;
    private static String console;
    private static Chromium chromium;

    private Tab tab;

    @BeforeAll
    static void serve() throws Exception {
        assumeTrue(
                Chromium.installed().isPresent(),
                "Chromium is needed; Debian's package chromium has it");
        MixedCapture.write(directory.resolve("mixed.pcap"), 120);
        server =
                Launched.start(
                        directory,
                        "server",
                        "exec $ringflow replay mixed.pcap --serve -o /dev/null --format ndjson -Dquery.port=0"
                                + " -Dflink.rest.port=0");
        server.await("the address", () -> ADDRESS.matcher(server.err() + server.out()).find());
        Matcher address = ADDRESS.matcher(server.err() + server.out());
        assertThat(address.find()).isTrue();
        console = address.group(1) + "/";
        chromium = Chromium.start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (chromium != null) {
            chromium.close();
        }
        if (server != null) {
            server.signal("KILL").endsWithAnyMessage(137); // how it stops is tested elsewhere
        }
    }

    @BeforeEach
    void openTab() {
        tab = chromium.tab();
        tab.look(1440, 900, false);
    }

    @AfterEach
    void browserHasNoComplaints() {
        tab.close();
        assertThat(tab.complaints()).isEmpty();
    }

    private void open(String question) {
        tab.open(console + question);
        tab.until("document.querySelector('" + LEGEND + " tr')");
    }

    private void untilLegendNamesOnly(String... keys) {
        String names =
                "[...document.querySelectorAll('.legend button.value')].map(b => b.innerText)";
        tab.until(names + ".sort().join() === '" + String.join(",", keys) + "'");
    }

    @Test
    void showsTrafficByProtocolAndWhoMakesIt() {
        open("");
        untilLegendNamesOnly("tcp", "udp");
        tab.until("document.querySelector('.chart canvas')");
        tab.until("document.querySelectorAll('.top tbody tr').length > 8");
        // 14 packets of 1000 bytes a second.
        assertThat(tab.text(LEGEND)).contains("80 kbit/s", "32 kbit/s", "112 kbit/s");
        assertThat(tab.text(".status")).contains("1 host", "0 lost");
    }

    @Test
    void narrowsByClickAndBackTakesItBack() {
        open("?by=srcAddr");
        untilLegendNamesOnly("10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4");
        tab.click(".legend tbody tr:first-child button.value");
        tab.click(".menu button:nth-of-type(1)");
        untilLegendNamesOnly("10.0.0.4");
        assertThat(tab.url()).contains("filter=srcAddr+%3D+10.0.0.4");
        tab.until("document.querySelector('#filter').value === 'srcAddr = 10.0.0.4'");
        tab.reload();
        untilLegendNamesOnly("10.0.0.4");
        tab.evaluate("history.back()");
        untilLegendNamesOnly("10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4");
    }

    @Test
    void excludesByClick() {
        open("?by=srcAddr");
        tab.click(".legend tbody tr:first-child button.value");
        tab.click(".menu button:nth-of-type(2)");
        untilLegendNamesOnly("10.0.0.1", "10.0.0.2", "10.0.0.3");
        assertThat(tab.text(".notes")).contains("Estimated from the flows that match");
    }

    @Test
    void narrowsByFilterFromTheKeyboardWithCompletion() {
        open("?by=dstPort");
        untilLegendNamesOnly("443", "53");
        tab.press("/");
        tab.type("proto");
        tab.until("document.querySelector('#suggestions li')?.innerText.includes('protocol')");
        tab.press("ArrowDown");
        tab.press("Enter");
        tab.type("= udp");
        tab.press("Enter");
        untilLegendNamesOnly("53");
        assertThat(tab.url()).contains("filter=protocol+%3D+udp");
    }

    @Test
    void selectsTimeByDragging() {
        open("?by=");
        tab.until("document.querySelector('.chart .u-over')");
        tab.drag(".chart .u-over", 0.9, 0.97);
        tab.until("location.search.includes('from=') && location.search.includes('to=')");
        tab.until("document.querySelector('#over-time').innerText.includes('chosen time')");
    }

    @Test
    void marksMistakeInFilter() {
        tab.open(console + "?filter=bytes+%3E+0+AND+srcAdr+%3D+10.0.0.1");
        tab.until("document.querySelector('.mirror mark')?.innerText === 'srcAdr'");
        assertThat(tab.text("#filter-problem")).contains("the nearest is srcAddr");
        // The browser reports every answer with a status of errors.
        assertThat(tab.complaints()).allMatch(complaint -> complaint.contains("400 (Bad Request)"));
        tab.complaints().clear();
    }

    @Test
    void hasNoAccessibilityViolations() {
        for (boolean dark : List.of(false, true)) {
            tab.look(1440, 900, dark);
            open("?by=srcAddr");
            tab.until("document.querySelectorAll('.top tbody tr').length > 8");
            assertThat(tab.accessibilityViolations()).as("dark: %s", dark).isEmpty();
        }
        tab.look(390, 844, false);
        assertThat(tab.accessibilityViolations()).as("phone").isEmpty();
        tab.press("?");
        tab.until("document.querySelector('.help')");
        assertThat(tab.accessibilityViolations()).as("keys").isEmpty();
    }
}
