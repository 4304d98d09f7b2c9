package io.ringflow.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The console's page of one flow in a browser. Skipped if there is no Chromium. */
class ConsoleFlowIT {

    private static final String ID = FakeFlowState.flow(3).id().toString();

    private ConsolePages pages;

    @BeforeEach
    void openFlow() {
        pages = ConsolePages.of(FakeFlowState.withFlows(5));
        pages.open("?view=flow&id=" + ID);
        pages.untilText(".flow-head", "10.0.0.1:40000 → 10.1.0.3:443");
    }

    @AfterEach
    void closeBrowser() {
        if (pages != null) {
            pages.close();
        }
    }

    @Test
    void tellsTheFlowInWords() {
        assertThat(pages.tab.text(".sides")).contains("10.0.0.1", "10.1.0.3", "ACK PSH SYN FIN");
        assertThat(pages.tab.text(".facts")).contains("it sent the SYN");
        assertThat(pages.tab.text(".flow-page")).contains("host-a", "eth0");
        assertThat(
                        pages.tab.evaluate(
                                "document.querySelector('[aria-label^=\"Copy as curl\"]').title"))
                .asString()
                .contains("curl -s http://127.0.0.1:", "/api/v1/flows/" + ID);
        assertThat(pages.tab.complaints()).isEmpty();
    }

    @Test
    void keepsShowingFlowThatIsGone() {
        pages.untilText(".flow-head .state", "active");
        pages.tab.until("document.querySelector('.similar .quiet').innerText === '1'");

        pages.state.flows = List.of();

        pages.untilText(".reason", "This flow is no longer known");
        pages.untilText(".flow-head .state", "ended");
        assertThat(pages.tab.text(".sides")).contains("10.1.0.3");
    }

    @Test
    void saysThatUnknownFlowIsGone() {
        pages.open("?view=flow&id=0000000000000000000000ff");

        pages.untilText(".reason", "This flow is no longer known");
        pages.untilText(".reason code", "0000000000000000000000ff");
    }

    @Test
    void findsFlowsLikeThis() {
        pages.untilText(".similar", "5");
        pages.tab.click(".similar li:nth-child(4) a"); // from this source

        pages.untilCount("table.flows tbody tr", 5);
        assertThat(pages.tab.url()).contains("view=flows", "filter=srcAddr+%3D+10.0.0.1");
    }

    @Test
    void isAccessible() {
        pages.untilText(".similar", "5");
        assertThat(pages.tab.accessibilityViolations()).isEmpty();
        pages.tab.look(390, 844, true);
        assertThat(pages.tab.accessibilityViolations()).isEmpty();
        assertThat(pages.tab.evaluate("document.documentElement.scrollWidth").asInt())
                .isLessThanOrEqualTo(390);
    }
}
