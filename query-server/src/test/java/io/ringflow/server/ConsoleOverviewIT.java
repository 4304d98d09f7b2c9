package io.ringflow.server;

import static io.ringflow.server.FakeFlowState.START_NANOS;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.model.state.answer.CaptureGap;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The console's overview in a browser, while traffic goes on. Skipped if there is no Chromium. */
class ConsoleOverviewIT {

    private static final long SECOND = 1_000_000_000L;
    private static final String LATEST = ".legend tbody tr:first-child td:nth-child(2)";

    /** How many of the chart's pixels are painted, in a column at a share of its width. */
    private static final String PAINTED =
            """
            (() => {
                const canvas = document.querySelector('.chart canvas');
                const [all, plot] = [canvas, document.querySelector('.u-over')]
                    .map(element => element.getBoundingClientRect());
                const x = Math.round((plot.left - all.left + %s * plot.width) * canvas.width / all.width);
                const {data} = canvas.getContext('2d').getImageData(x, 0, 1, canvas.height);
                return data.filter((value, index) => index %% 4 === 3 && value > 0).length;
            })()
            """;

    private ConsolePages pages;

    /** 1000 bytes a second, and 5000 from second 6 on, of two sources. */
    @BeforeEach
    void openOverview() {
        FakeFlowState state = FakeFlowState.withFlows(5);
        state.seriesKeys = List.of("10.0.0.9", "10.0.0.1");
        state.traffic = Optional.of(nanos -> nanos < START_NANOS + 6 * SECOND ? 1000L : 5000L);
        pages = ConsolePages.of(state);
        pages.advance(5);
        pages.open("?by=srcAddr");
        pages.untilText(LATEST, "8 kbit/s");
    }

    @AfterEach
    void closeBrowser() {
        if (pages != null) {
            assertThat(pages.tab.complaints()).isEmpty();
            pages.close();
        }
    }

    private int painted(double share) {
        return pages.tab.evaluate(PAINTED.formatted(share)).asInt();
    }

    @Test
    void followsTrafficInChartAndLists() {
        pages.untilText(".top tbody", "10.1.0.5");
        int before = painted(0.5);

        pages.state.flows = FakeFlowState.withFlows(9).flows;
        pages.advance(20);

        pages.untilText(LATEST, "40 kbit/s");
        pages.untilText(".top tbody", "10.1.0.9");
        // The traffic of before is now a fifth of the chart's height.
        pages.tab.until(PAINTED.formatted(0.5).strip() + " < " + before);
    }

    @Test
    void drawsGapsOverTheTimeTheyCover() {
        pages.state.gaps =
                List.of(
                        new CaptureGap(
                                FakeFlowState.ETH0,
                                pages.state.watermarkNanos - 600 * SECOND,
                                pages.state.watermarkNanos - 300 * SECOND,
                                1204,
                                CaptureGap.Cause.DROPS),
                        new CaptureGap(
                                FakeFlowState.ETH0,
                                pages.state.watermarkNanos - 30 * SECOND,
                                Long.MAX_VALUE,
                                0,
                                CaptureGap.Cause.INTERFACE_DOWN));
        pages.tab.reload();

        pages.untilText(".gaps li", "host-a/eth0: 1 204 packets lost");
        pages.untilText(".gaps li", "an unknown number");
        int height = pages.tab.evaluate("document.querySelector('.chart canvas').height").asInt();
        assertThat(painted(0.5)).as("within the gap").isGreaterThan(height * 3 / 4);
        assertThat(painted(0.985)).as("within the gap that lasts").isGreaterThan(height * 3 / 4);
        assertThat(painted(0.2)).as("before the gaps").isLessThan(painted(0.5));
        assertThat(painted(0.8)).as("between the gaps").isLessThan(painted(0.5));
    }

    @Test
    void countsWhatWaitsWhilePaused() {
        pages.tab.press("p");
        pages.advance(20);
        pages.tab.until("parseInt(document.querySelector('nav .waiting')?.innerText) >= 2");
        assertThat(pages.tab.text(LATEST)).isEqualTo("8 kbit/s");

        pages.tab.press("p");
        pages.untilText(LATEST, "40 kbit/s");
        pages.untilCount("nav .waiting", 0);
    }

    @Test
    void keepsColoursOfKeysInOtherViews() {
        assertThat(colours(".swatch")).startsWith("--series-1", "--series-2");

        pages.tab.press("g");
        pages.tab.press("c");
        pages.untilCount(".ribbon", 5);
        assertThat(pages.tab.evaluate("document.querySelector('.ribbon').className.baseVal"))
                .asString()
                .contains("series-2"); // 10.0.0.1
    }

    private List<String> colours(String selector) {
        return List.of(
                pages.tab
                        .evaluate(
                                "[...document.querySelectorAll('"
                                        + selector
                                        + "')].map(e => e.getAttribute('style').match("
                                        + "/--[a-z0-9-]+/)[0]).join()")
                        .asText()
                        .split(","));
    }

    @Test
    void isAccessible() {
        for (boolean dark : List.of(false, true)) {
            pages.tab.look(1440, 900, dark);
            assertThat(pages.tab.accessibilityViolations()).as("dark: %s", dark).isEmpty();
        }
        pages.tab.look(390, 844, true);
        assertThat(pages.tab.accessibilityViolations()).as("phone").isEmpty();
        assertThat(pages.tab.evaluate("document.documentElement.scrollWidth").asInt())
                .isLessThanOrEqualTo(390);
    }
}
