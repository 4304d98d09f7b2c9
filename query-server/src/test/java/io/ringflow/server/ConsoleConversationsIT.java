package io.ringflow.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The console's conversations in a browser. Skipped if there is no Chromium. */
class ConsoleConversationsIT {

    private static final String ROWS = "table.conversations tbody tr";

    private ConsolePages pages;

    @BeforeEach
    void openConversations() {
        pages = ConsolePages.of(FakeFlowState.withFlows(30));
        pages.open("?view=conversations");
        pages.untilCount(ROWS, 25); // 24 and all other
    }

    @AfterEach
    void closeBrowser() {
        if (pages != null) {
            assertThat(pages.tab.complaints()).isEmpty();
            pages.close();
        }
    }

    @Test
    void drawsABandForEachConversation() {
        pages.untilCount(".ribbon", 25);
        // One source, 24 destinations and one port; and the others of each.
        pages.untilCount(".node", 1 + 24 + 1 + 3);
        assertThat(pages.tab.text(ROWS + ":last-child")).contains("all other", "6");
    }

    @Test
    void narrowsToOneConversation() {
        pages.tab.evaluate(
                "document.querySelector('.ribbon').dispatchEvent(new MouseEvent('click'))");

        pages.untilCount(ROWS, 2);
        assertThat(pages.tab.url())
                .contains("filter=srcAddr+%3D+10.0.0.1+AND+dstAddr+%3D+10.1.0.30+AND+dstPort");
        pages.tab.reload();
        pages.untilCount(ROWS, 2);
        pages.untilText(ROWS, "10.1.0.30");
    }

    @Test
    void offersTheValueOfANode() {
        pages.tab.evaluate(
                "document.querySelector('.node').dispatchEvent(new MouseEvent('click'))");

        pages.untilText(".menu code", "srcAddr = 10.0.0.1");
    }

    @Test
    void addsUpFlowsBetweenTwoMoments() {
        pages.open("?view=conversations&from=2026-01-01T00:00:00Z&to=2026-01-01T00:00:00.010Z");

        pages.untilCount(ROWS, 11); // the others started later
        pages.untilText(".flows-bar", "whole flows");
    }

    @Test
    void laysOutBandsWithoutOverlap() {
        JsonNode nodes =
                pages.tab.evaluate(
                        """
                        import('/console/views/conversations/sankey.js').then(({sankey}) =>
                            sankey([
                                {keys: ['a', 'x'], value: 3},
                                {keys: ['b', 'x'], value: 1},
                                {keys: ['other', 'other'], value: 9},
                                {keys: ['b', 'y'], value: 2},
                                {keys: ['c', 'y'], value: 0},
                            ], {width: 100, height: 100, nodeWidth: 4, gap: 5, labelWidth: 10}).nodes)
                        """);

        assertThat(nodes.findValuesAsText("key"))
                .containsExactly("a", "b", "other", "x", "y", "other");
        assertThat(nodes.get(0).get("height").asDouble()).isEqualTo(18); // 3 of 15, of 90 px
        for (int node : new int[] {1, 2, 4, 5}) {
            JsonNode above = nodes.get(node - 1);
            assertThat(nodes.get(node).get("y").asDouble())
                    .isEqualTo(above.get("y").asDouble() + above.get("height").asDouble() + 5);
        }
        assertThat(nodes.get(3).get("x").asDouble()).isEqualTo(86);
    }

    @Test
    void isAccessible() {
        assertThat(pages.tab.accessibilityViolations()).isEmpty();
        pages.tab.look(390, 844, true);
        assertThat(pages.tab.accessibilityViolations()).isEmpty();
    }
}
