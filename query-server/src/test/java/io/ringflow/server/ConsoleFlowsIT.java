package io.ringflow.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.model.FlowEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The console's table of flows in a browser. Skipped if there is no Chromium. */
class ConsoleFlowsIT {

    private static final String ROWS = "table.flows tbody tr";

    private ConsolePages pages;

    @BeforeEach
    void openFlows() {
        pages = ConsolePages.of(FakeFlowState.withFlows(5));
        pages.open("?view=flows");
        pages.untilCount(ROWS, 3); // the even ones have ended
    }

    @AfterEach
    void closeBrowser() {
        if (pages != null) {
            assertThat(pages.tab.complaints()).isEmpty();
            pages.close();
        }
    }

    @Test
    void showsFlowsThatStartAndEnd() {
        pages.publish(6, FakeFlowState.flow(7, FlowEvent.NEW));
        pages.untilCount(ROWS, 4);
        pages.untilText(ROWS + ".fresh", "10.1.0.7");
        assertThat(pages.tab.text(".flows-view h2")).isEqualTo("4 flows");

        pages.publish(7, FakeFlowState.flow(7, FlowEvent.END));
        pages.untilText(ROWS + ".going", "10.1.0.7");
        pages.untilCount(ROWS, 3);
    }

    @Test
    void showsRateOfNewFlowUntilItIsSilent() {
        pages.publish(6, FakeFlowState.flow(9, FlowEvent.NEW)); // 900 bytes in a second
        pages.untilText("td.main [title='7 200 bits per second']", "7.20 kbit/s");

        pages.publish(10, FakeFlowState.flow(11, FlowEvent.NEW));
        pages.tab.until("document.querySelector('td.main [title=\"No packets at present\"]')");
    }

    @Test
    void narrowsByValueAndTakesItBack() {
        pages.tab.click("[data-field=dstAddr][data-value='10.1.0.3']");
        pages.tab.click(".menu button");
        pages.untilCount(ROWS, 1);
        assertThat(pages.tab.url()).contains("filter=dstAddr+%3D+10.1.0.3");

        pages.tab.reload();
        pages.untilCount(ROWS, 1);

        pages.tab.evaluate("history.back()");
        pages.untilCount(ROWS, 3);
    }

    @Test
    void countsWhatWaitsWhilePaused() {
        pages.tab.press("p");
        pages.publish(6, FakeFlowState.flow(7, FlowEvent.NEW));
        pages.untilText(".flows-bar", "1 change waits");
        pages.untilText("nav .waiting", "1 waits");
        pages.untilCount(ROWS, 3);

        pages.tab.press("p");
        pages.untilCount(ROWS, 4);
    }

    @Test
    void keepsRowsInPlaceUnderThePointer() {
        pages.tab.evaluate(
                "document.querySelector('table.flows tbody').dispatchEvent("
                        + "new PointerEvent('pointerenter', {pointerType: 'mouse'}))");
        pages.publish(6, FakeFlowState.flow(99, FlowEvent.NEW));

        pages.untilText(ROWS + ":last-child", "10.1.0.99");
        pages.tab.evaluate(
                "document.querySelector('table.flows tbody').dispatchEvent("
                        + "new PointerEvent('pointerleave', {pointerType: 'mouse'}))");
        pages.untilText(ROWS + ":first-child", "10.1.0.99");
    }

    @Test
    void ordersByColumnAndKeepsItInTheUrl() {
        pages.tab.click("th.end button");
        pages.tab.until("document.querySelector('th.end')?.ariaSort === 'descending'");
        assertThat(pages.tab.url()).contains("sort=-src");

        pages.tab.evaluate(
                "[...document.querySelectorAll('.choice input')].at(-1).click()"); // observers
        pages.untilText("table.flows", "host-a eth0");
        assertThat(pages.tab.url()).contains("columns=");
    }

    @Test
    void opensFlowByKeyboard() {
        pages.tab.press("j");
        pages.tab.press("j");
        pages.tab.press("k");
        pages.tab.press("Enter");

        pages.untilText(".flow-head", "10.0.0.1:40000 → 10.1.0.5:443");
        assertThat(pages.tab.url()).contains("view=flow&id=");
    }

    @Test
    void offersValuesByKeyboardAndHoldsTheRow() {
        pages.tab.press("j");
        pages.tab.press("j");
        pages.tab.press("ArrowRight"); // the protocol
        pages.tab.press("ArrowRight");
        pages.tab.press("ArrowRight");
        pages.tab.press("ArrowLeft");
        pages.publish(6, FakeFlowState.flow(99, FlowEvent.NEW)); // would be the first row
        pages.untilText(ROWS + ":last-child", "10.1.0.99");

        pages.tab.press("Enter");
        pages.untilText(".menu code", "srcAddr = 10.0.0.1");
        pages.tab.press("Escape");
        pages.untilCount(".menu", 0);
        pages.tab.until("document.activeElement.dataset.field === 'srcAddr'");
    }

    @Test
    void exportsAllMatches() {
        pages.tab.evaluate(
                "window.saved = []; URL.createObjectURL = blob => { blob.text()"
                        + ".then(text => saved.push(text)); return '#'; }; true");
        pages.tab.evaluate("document.querySelectorAll('.choice div.card button')[0].click()");

        pages.tab.until("window.saved.length === 1");
        assertThat(pages.tab.evaluate("saved[0].trim().split('\\n').length").asInt()).isEqualTo(3);
    }

    @Test
    void saysWhichTermLeavesNothing() {
        pages.open("?view=flows&filter=dstPort+%3D+443+AND+dstAddr+%3D+10.9.9.9");

        pages.untilText(".reason", "No flow matches");
        pages.untilText(".reason", "dstAddr = 10.9.9.9");
        pages.untilText(".reason a", "5 flows");
    }

    @Test
    void isAccessible() {
        assertThat(pages.tab.accessibilityViolations()).isEmpty();
        pages.tab.look(390, 844, true);
        assertThat(pages.tab.accessibilityViolations()).isEmpty();
        assertThat(pages.tab.evaluate("document.documentElement.scrollWidth").asInt())
                .isLessThanOrEqualTo(390);
    }
}
